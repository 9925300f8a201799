"""Reflections of the world: a class of everybody, in which each has handed one in and shares it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from domain.audit import Actor
from domain.reading import reflections
from domain.reading.asked import Asked
from domain.reading.reflections import Written
from domain.reading.written import rendered_words
from models import ExchangeReply, MarginAnswer, db
from tests.matrix.world import World
from tests.reading_classes import make_class, make_member

Arguments = Mapping[str, object]
WORDS = "学习以后，我认为写短是对读者的尊重。"
SLUG, OTHER_SLUG, NO_ID = "of-everybody", "of-nobody", 9_999_999


class ReflectionObjects:
    """The objects of reflections and exchange talks, one in each relation to a visitor."""

    world: World

    def make_reflections(self) -> None:
        asked = Asked(read="none", reflection=False, reflection_characters=10)
        reading = make_class(SLUG, asked=asked)  # nobody owes it anything
        make_class(OTHER_SLUG)
        signed = {"actor": Actor(None), "now": datetime.now(UTC)}
        written = Written("心得", WORDS, rendered_words(WORDS))
        secretary = self.world.accounts["secretary"]
        self._reflections, self._margins, self._replies = {}, {}, {}
        for key, person in self.world.people.items():
            make_member(reading, person)
            row = reflections.hand_in(reading, person.id, written, version=0, **signed)
            reflections.share(row, reading, **signed)
            self._reflections[key] = row.id
            margin = MarginAnswer(
                version_id=reflections.last_version(row.id).id, start=0, length=2, quote="学习",
                words="好", account_id=secretary.id, at=signed["now"],
            )  # fmt: skip
            reply = ExchangeReply(
                reflection_id=self._reflections["cadre"], words="受教", at=signed["now"],
                account_id=self.world.accounts[key].id,
            )  # fmt: skip
            db.session.add_all([margin, reply])
            db.session.flush()
            self._margins[key], self._replies[key] = margin.id, (reply.reflection_id, reply.id)

    def class_with_members(self, visitor: str) -> dict[str, Arguments]:
        """``own`` is one of which everybody is a member; ``foreign`` one of which nobody is."""
        own = {"own": {"slug": SLUG}} if visitor in self.world.people else {}
        return {**own, "foreign": {"slug": OTHER_SLUG}, "missing": {"slug": "there-is-none"}}

    def reflection(self, visitor: str) -> dict[str, Arguments]:
        return self._of_each(visitor, lambda key: {"reflection_id": self._reflections[key]})

    def margin_answer(self, visitor: str) -> dict[str, Arguments]:
        """The secretary's, beside the reflection of each."""
        return self._of_each(
            visitor,
            lambda key: {"reflection_id": self._reflections[key], "answer_id": self._margins[key]},
        )

    def talk(self, visitor: str) -> dict[str, Arguments]:
        found = self._of_each(
            visitor, lambda key: {"slug": SLUG, "reflection_id": self._reflections[key]}
        )
        crossed = {"slug": OTHER_SLUG, "reflection_id": self._reflections["foreign"]}
        return {**found, "crossed": crossed, "missing": {"slug": SLUG, "reflection_id": NO_ID}}

    def exchange_reply(self, visitor: str) -> dict[str, Arguments]:
        """What each has replied to one of the talks."""
        return self._of_each(
            visitor,
            lambda key: {"slug": SLUG} | dict(
                zip(("reflection_id", "reply_id"), self._replies[key], strict=True)
            ),
        ) | {"missing": {"slug": SLUG, "reflection_id": NO_ID, "reply_id": NO_ID}}  # fmt: skip

    def _of_each(self, visitor: str, arguments) -> dict[str, Arguments]:
        found = {one: arguments(key) for one, key in self.world.related(visitor).items()}
        missing = dict.fromkeys(arguments("foreign"), NO_ID)
        return {**found, "missing": missing}

"""Reading classes of the world: one of each person, in which nobody else is, and one closed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from flask import current_app

from domain.audit import Actor
from domain.files.keeping import name_file
from domain.files.refusals import Checked
from domain.files.store import Store
from domain.reading.anchors import Passage
from domain.reading.attempts import begin_attempt
from domain.reading.notes import Marked, Words, mark_passage
from domain.reading.pictures import keep_picture
from models import Person, ReadingClass, db
from tests import factories as make
from tests.domain.made_files import pdf, picture
from tests.matrix.world import World
from tests.reading_classes import (
    make_class,
    make_member,
    make_post_on_board,
    make_reading_material,
)
from tests.self_tests import make_tested

Arguments = Mapping[str, object]
NO_ID = 9_999_999
TODAY = date(2026, 11, 20)
A_FILE, A_PICTURE = pdf(), picture("PNG")


class ClassObjects:
    """The objects of reading classes, one in each relation to a visitor."""

    world: World

    def make_classes(self) -> None:
        self._classes = {
            key: self._class_of(key, person) for key, person in self.world.people.items()
        }

    def _class_of(self, key: str, person: Person) -> dict[str, object]:
        """A class that only this person is in, with everything; and one that is closed."""
        name, signed = key.replace(" ", "-"), {"actor": Actor(None), "now": datetime.now(UTC)}
        reading, over = make_class(f"class-of-{name}"), _closed(name)
        text = make_tested(reading)
        make_reading_material(reading, "taken-off", removed_at=make.THEN)
        make_reading_material(reading, "paper", "", form="pdf", sha256=_kept(A_FILE, "pdf", 1))
        keep_picture(reading, "flow.png", _checked(A_PICTURE, "png", 0), now=make.THEN)
        account = self.world.accounts.get(key, self.world.accounts["hr"])
        member = make_member(reading, person)
        attempt = begin_attempt(reading, text, person.id, language="zh", seed="1", **signed)
        attempt.finished_at = make.THEN
        quote = Passage("先想清楚")
        note = mark_passage(text, person.id, Marked(quote, "zh"), Words("要点"), **signed)
        db.session.flush()
        return {
            "slug": reading.slug, "member_id": member.id, "note_id": note.id, "number": 1,
            "post_id": make_post_on_board(reading, account).id, "over": over.slug,
            "uncredited_id": make_member(over, person).id, "name": "flow.png",
            "drafting": text.slug, "taken off": "taken-off", "paper": "paper",
        }  # fmt: skip

    def class_of(self, visitor: str) -> dict[str, Arguments]:
        """A class that each is the only member of."""
        return self._of_classes(visitor, slug="slug")

    def class_member(self, visitor: str) -> dict[str, Arguments]:
        return self._of_classes(visitor, slug="slug", member_id="member_id")

    def class_uncredited(self, visitor: str) -> dict[str, Arguments]:
        """In a closed class of each."""
        return self._of_classes(visitor, slug="over", member_id="uncredited_id")

    def class_post(self, visitor: str) -> dict[str, Arguments]:
        return self._of_classes(visitor, slug="slug", post_id="post_id")

    def own_membership(self, visitor: str) -> dict[str, Arguments]:
        return self._of_classes(visitor, member_id="member_id")

    def class_picture(self, visitor: str) -> dict[str, Arguments]:
        return self._of_classes(visitor, slug="slug", name="name")

    def class_material(self, visitor: str) -> dict[str, Arguments]:
        """With a self-test that each has handed in once."""
        return self._of_classes(visitor, slug="slug", material="drafting")

    def class_attempt(self, visitor: str) -> dict[str, Arguments]:
        return self._of_classes(visitor, slug="slug", material="drafting", number="number")

    def class_off(self, visitor: str) -> dict[str, Arguments]:
        return self._of_classes(visitor, slug="slug", material="taken off")

    def class_page(self, visitor: str) -> dict[str, Arguments]:
        """A page of a file in the class of each."""
        return self._of_classes(visitor, slug="slug", material="paper", number="number")

    def class_note(self, visitor: str) -> dict[str, Arguments]:
        found = self._of_classes(visitor, slug="slug", note_id="note_id")
        crossed = {
            "slug": self._classes["same branch"]["slug"],
            "note_id": self._classes["foreign"]["note_id"],
        }
        return {**found, "crossed": crossed}

    def _of_classes(self, visitor: str, **names: str) -> dict[str, Arguments]:
        """Arguments of the address, each with what it is called among the things."""
        found = {
            one: {argument: self._classes[key][name] for argument, name in names.items()}
            for one, key in self.world.related(visitor).items()
        }
        missing = {one: NO_ID if one.endswith("_id") else "there-is-none" for one in names}
        if "number" in missing:
            missing["number"] = 1
        return {**found, "missing": missing}


def _closed(name: str) -> ReadingClass:
    return make_class(f"over-of-{name}", state="closed", ends_on=TODAY)


def _checked(content: bytes, ending: str, pages: int) -> Checked:
    media_type = "application/pdf" if ending == "pdf" else f"image/{ending}"
    sha256 = Store(current_app.config["INSTANCE"]).put(content)
    return Checked(sha256, media_type, len(content), pages, f"a.{ending}")


def _kept(content: bytes, ending: str, pages: int) -> str:
    checked = _checked(content, ending, pages)
    name_file(checked, now=make.THEN)
    return checked.sha256

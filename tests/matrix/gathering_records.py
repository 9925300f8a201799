"""What is kept of the world's gatherings: of each open one a talk, a reply, a question, a file.

The person whom the gathering invites speaks and owes the answer; the foreign person asked, and
of theirs the one in the unit. Each who has an account replied to their own talk.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

from flask import current_app
from PIL import Image

from domain.access import Visitor
from domain.audit import Actor
from domain.files.refusals import Checked
from domain.files.store import Store
from domain.groupstudy import group_files, minutes
from domain.groupstudy.asking import Asked, raise_question
from models import GroupStudy, GroupStudyTalk, TalkReply, db
from tests.matrix.gatherings import NO_ID, UNITS
from tests.matrix.world import World

Arguments = Mapping[str, object]


class RecordObjects:
    """The objects of talks, questions and files, one in each relation to a visitor."""

    world: World
    _gatherings: dict[str, dict[str, int]]

    def make_records(self) -> None:
        signed = {"actor": Actor(None), "now": datetime.now(UTC)}
        photo = a_photo()
        self._records = {}
        for key, states in self._gatherings.items():
            gathering = db.session.get_one(GroupStudy, states["open"])
            text = minutes.written("**学习**情况")
            minutes.write_minutes(gathering, text, version=0, **signed)
            (kept,) = group_files.keep_files(gathering, "photo", [photo], **signed)
            self._records[key] = {
                "gathering_id": gathering.id, **self._talk(key, gathering, signed["now"]),
                "question_id": self._question(key, gathering, signed["now"]),
                "file_id": kept.id, "number": 1,
            }  # fmt: skip

    def _person(self, key: str) -> int:
        return self.world.people["foreign" if key in UNITS or key == "left" else key].id

    def _talk(self, key: str, gathering: GroupStudy, at: datetime) -> dict[str, int]:
        talk = GroupStudyTalk(
            group_study_id=gathering.id, number=1, person_id=self._person(key), title="发言"
        )
        db.session.add(talk)
        db.session.flush()
        account = self.world.accounts.get(key) or self.world.accounts["foreign"]
        reply = TalkReply(talk_id=talk.id, account_id=account.id, words="受教", replied_at=at)
        db.session.add(reply)
        db.session.flush()
        return {"talk_id": talk.id, "reply_id": reply.id}

    def _question(self, key: str, gathering: GroupStudy, at: datetime) -> int:
        owes = self._person(key)
        foreign, other = (self.world.people[one].id for one in ("foreign", "in unit"))
        asked = Asked("怎么办？", owes, other if owes == foreign else foreign)
        return raise_question(gathering, asked, _nobody(), now=at).id

    def gathering_record(self, visitor: str) -> dict[str, Arguments]:
        """A talk, a reply, a question and a photograph of an open gathering."""
        keys = {**self.world.related(visitor), **{one: one for one in UNITS}}
        found = {relation: self._records[key] for relation, key in keys.items()}
        return {**found, "missing": dict.fromkeys(self._records["foreign"], NO_ID)}


def _nobody() -> Visitor:
    """Whose questions no visitor can withdraw for having written them down."""
    return Visitor(account_id=None, sign_in_id=0, username="")


def a_photo() -> Checked:
    stream = BytesIO()
    Image.new("RGB", (64, 48), (46, 125, 91)).save(stream, "JPEG")
    content = stream.getvalue()
    sha256 = Store(current_app.config["INSTANCE"]).put(content)
    return Checked(sha256, "image/jpeg", len(content), 0, "现场.jpg")

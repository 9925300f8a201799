"""What a lecture's page tells of its gathering, as far as the visitor may open that."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import Visitor
from domain.groupstudy import shown
from domain.groupstudy.attendance import THERE
from domain.groupstudy.credited import Line, lines_of
from domain.groupstudy.group_files import OF_GATHERING, GroupFile, files_of
from domain.groupstudy.holding import CLOSED
from domain.groupstudy.questions import Line as Question
from domain.groupstudy.questions import questions_of
from domain.groupstudy.reach import find_gathering
from domain.lectures.gatherings import gathering_of
from models import GroupStudy, Lecture


@dataclass(frozen=True, slots=True)
class Attended:
    """How many were there of how many invited, and hundredths of hours credited to all of them
    and to the visitor; ``own``: how the visitor's attendance stands, empty for none.
    """

    there: int
    invited: int
    guests: int
    hundredths: int
    own: str
    own_hundredths: int


@dataclass(frozen=True, slots=True)
class Given:
    """A gathering. ``opens``: whether the visitor may; without it the rest is empty."""

    gathering: GroupStudy
    readings: Sequence[shown.Reading] = ()
    opens: bool = False
    files: Sequence[GroupFile] = ()
    questions: Sequence[Question] = ()
    attended: Attended | None = None


def given_at(lecture: Lecture, visitor: Visitor) -> Given | None:
    """At most six queries."""
    gathering = gathering_of(lecture)
    if gathering is None:
        return None
    readings = shown.readings_shown(gathering.id, visitor)
    if find_gathering(gathering.id, visitor) is None:
        return Given(gathering, readings)
    closed = gathering.state == CLOSED
    return Given(
        gathering, readings, opens=True, files=files_of(gathering.id, *OF_GATHERING),
        questions=questions_of(gathering.id),
        attended=_attended(lines_of(gathering, visitor), visitor) if closed else None,
    )  # fmt: skip


def _attended(lines: Sequence[Line], visitor: Visitor) -> Attended:
    own = next((one for one in lines if one.person_id == visitor.person_id), None)
    return Attended(
        sum(one.state in THERE and not one.guest for one in lines),
        sum(not one.guest for one in lines),
        sum(one.state in THERE and one.guest for one in lines),
        sum(one.hundredths for one in lines), own.state if own else "",
        own.hundredths if own else 0,
    )  # fmt: skip

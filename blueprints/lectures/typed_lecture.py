"""From the form of a lecture to what is kept of it, and back: who speaks, line by line."""

import re
from unicodedata import normalize

from flask_babel import gettext as _
from flask_login import current_user

from blueprints.lectures.forms import MOST_TITLE, LectureForm
from blueprints.shared import naming
from blueprints.shared.clock import today
from blueprints.shared.naming import TYPED
from domain.access import Reach
from domain.lectures.lecture_keeping import MOST_SPEAKERS, LectureText, Speakers, speakers_of
from domain.lectures.speaker_doubts import SpeakerDoubt
from domain.recorded_lists import people_named
from domain.taskbooks.reach import person_named
from models import Lecture

MOST_NAME = 60
BETWEEN = re.compile(r"\s*[,;]\s*")


class TypedWrong(Exception):
    """A field names nobody, or too many: ``errors`` by the field's name."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


def text_typed(form: LectureForm, lecture: Lecture | None = None) -> LectureText:
    """What the form says.

    Raises:
        TypedWrong.
    """
    errors: dict[str, list[str]] = {}
    known = speakers_of(lecture.id) if lecture is not None else Speakers()
    people = _people(form.people.data, known, errors)
    outside = _outside(form.outside.data, errors)
    if len(people) + len(outside) > MOST_SPEAKERS:
        errors.setdefault("people", []).append(
            _("At most %(most)d speakers, experts included.", most=MOST_SPEAKERS)
        )
    if errors:
        raise TypedWrong(errors)
    minutes = lecture.minutes_spoken if lecture is not None else None
    if "minutes_spoken" in form:
        minutes = form.minutes_spoken.data
    return LectureText(
        form.topic.data, form.branch.data, Speakers(people, outside), form.abstract.data, minutes
    )


def values_of(lecture: Lecture) -> dict[str, object]:
    """What the form shows of a lecture. Two queries."""
    known = speakers_of(lecture.id)
    return {
        "topic": lecture.topic, "branch": lecture.branch_id, "abstract": lecture.abstract,
        "minutes_spoken": lecture.minutes_spoken,
        "people": "\n".join(_as_typed(known.person_ids)),
        "outside": "\n".join(", ".join(one for one in pair if one) for pair in known.outside),
    }  # fmt: skip


def doubt_texts(one: SpeakerDoubt) -> list[str]:
    """Sentences about a speaker who is of another branch, or speaks twice in the series."""
    said = []
    if one.other_branch:
        said.append(_("%(name)s is not of the branch that sends it.", name=one.name))
    if one.also:
        topics = _(", ").join(f"《{topic}》" for topic in one.also)
        said.append(_("%(name)s also speaks at %(topics)s.", name=one.name, topics=topics))
    return said


def _as_typed(person_ids) -> list[str]:
    people = people_named(person_ids, Reach(everyone=True), today=today())
    found = {one: TYPED.format(name=name, staff_no=number) for one, number, name in people}
    return [found[one] for one in person_ids]


def _people(text: str, known: Speakers, errors: dict[str, list[str]]) -> list[int]:
    """The person of each line; whoever speaks already may stay."""
    found: dict[int, int] = {}
    stays = dict(zip(_as_typed(known.person_ids), known.person_ids, strict=True))
    for number, line in _lines(text):
        try:
            person_id = stays.get(line) or person_named(line, current_user, today=today()).id
        except naming.REFUSALS as refused:
            said = naming.SAYING[type(refused)](refused)
            errors.setdefault("people", []).append(_at(number, said))
            continue
        if person_id in found:
            said = _("the same person stands in line %(first)d already.", first=found[person_id])
            errors.setdefault("people", []).append(_at(number, said))
        found.setdefault(person_id, number)
    return list(found)


def _outside(text: str, errors: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Name and unit of each line."""
    found = []
    for number, line in _lines(text):
        name, unit, *more = [*BETWEEN.split(normalize("NFKC", line), maxsplit=1), ""]
        if not name or len(name) > MOST_NAME or len(unit) > MOST_TITLE or any(more):
            said = _(
                "a name of at most %(name)d characters, a comma, a unit of at most %(unit)d.",
                name=MOST_NAME, unit=MOST_TITLE,
            )  # fmt: skip
            errors.setdefault("outside", []).append(_at(number, said))
        found.append((name, unit))
    return found


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that are not empty, with their numbers from 1."""
    numbered = enumerate((text or "").splitlines(), start=1)
    return [(number, " ".join(line.split())) for number, line in numbered if line.strip()]


def _at(line: int, said: str) -> str:
    return _("Line %(line)d: %(said)s", line=line, said=said)

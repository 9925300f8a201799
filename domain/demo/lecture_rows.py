"""The rows of the demo's lecture hall: series, lectures, judges, sheets, comments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

from domain.demo.accounts import Keys
from domain.demo.claims import A_DAY
from domain.demo.lecture_words import ABOUT, ABSTRACT, ADVICE, ANSWER, COMMENTS, OUTSIDE, WITHHELD
from domain.demo.lectures import JUDGES, SEVERITY, Season, Talk, entered_as
from domain.demo.organisation import Places
from domain.demo.rows import SEED, Rows
from domain.demo.words import OFFICE
from domain.lectures.marks import as_text
from domain.lectures.rubric import Criterion, Rubric
from domain.lectures.series_keeping import note_html
from domain.step_values import as_json
from models import (
    JudgeAssignment,
    Lecture,
    LectureComment,
    LectureSeries,
    LectureSpeaker,
    LectureStep,
    ScoreSheet,
    SeriesJudge,
)

WILD = ("season-12", 9, 4)  # of a season: the judge's number, and the lecture's place
RATERS = 9  # of those who listened
SCORED_BEFORE = 9  # lectures of the running season whose sheets are all in
ADVICE_ON = (3, 7)


@dataclass(slots=True)
class Hall:
    """What every row needs."""

    rows: Rows
    places: Places
    keys: Keys
    rubric_id: int
    rubric: Rubric
    gatherings: Mapping[int, int]
    chance: Random


def add_lectures(
    rows: Rows, places: Places, keys: Keys, seasons: list[Season], gatherings: Mapping[int, int],
    rubric: tuple[int, Rubric],
) -> None:  # fmt: skip
    """All of it. ``gatherings``: ids by those of the meetings in memory."""
    chance = Random(SEED + 9)  # noqa: S311 - the same rows again is what it is for
    hall = Hall(rows, places, keys, *rubric, gatherings, chance)
    for season in seasons:
        _add_season(hall, season)


def _add_season(hall: Hall, season: Season) -> None:
    rows, organiser = hall.rows, hall.keys.named["organiser"]
    written = rows.at(season.first_on - 40 * A_DAY, 10)
    drawn, opened = written + 20 * A_DAY, written + 30 * A_DAY
    held = season.state == "published"
    series_id = rows.add(
        LectureSeries, slug=season.slug, title=season.title, season=season.name, about=ABOUT,
        about_html=note_html(ABOUT), unit_id=hall.places.units[OFFICE], rubric_id=hall.rubric_id,
        state="closed" if held else "scoring", audience="sign_up", seats=60, minutes=30,
        score_until=season.last_on + A_DAY, draw_seed=season.slug, drawn_at=drawn,
        drawn_by=organiser, scoring_at=opened,
        closed_at=rows.at(season.last_on + 2 * A_DAY, 10) if held else None, review_until=None,
        written_by=organiser, written_at=written, version=4 if held else 3,
    )  # fmt: skip
    acts = [("series_written", written), ("drawn", drawn), ("opened", opened)]
    if held:
        acts.append(("closed", rows.at(season.last_on + 2 * A_DAY, 10)))
    for act, at in acts:
        said = {"seed": season.slug} if act == "drawn" else {}
        rows.add(
            LectureStep, series_id=series_id, lecture_id=None, act=act, actor_id=organiser, at=at,
            reason="", before="{}", after=as_json(said),
        )  # fmt: skip
    judges = {
        number: rows.add(
            SeriesJudge, series_id=series_id, number=number, person_id=life.id, outside_name="",
            outside_unit="", reserve=False, link_digest=None, link_until=None, device_digest=None,
            named_by=organiser, named_at=written + A_DAY, removed_at=None,
        )
        for number, life in season.judges.items()
    }  # fmt: skip
    for slug, talk in entered_as(season):
        _add_lecture(hall, season, series_id, (slug, talk), judges)


def _add_lecture(
    hall: Hall, season: Season, series_id: int, which: tuple[str, Talk], judges: Mapping[int, int]
) -> None:  # fmt: skip
    rows, (slug, talk) = hall.rows, which
    written = rows.at(season.first_on - 35 * A_DAY, 15)
    held = talk.meeting.state == "closed"
    unit = hall.places.units[talk.speaker.unit] if talk.speaker is not None else None
    lecture_id = rows.add(
        Lecture, series_id=series_id, slug=slug, number=talk.number, topic=talk.topic,
        abstract=ABSTRACT, abstract_html=note_html(ABSTRACT),
        branch_id=hall.places.branches[talk.branch], unit_id=unit,
        group_study_id=hall.gatherings[id(talk.meeting)], minutes_spoken=30 if held else None,
        withdrawn_at=None, written_by=hall.keys.named["organiser"], written_at=written, version=1,
    )  # fmt: skip
    name, place = ("", "") if talk.speaker is not None else OUTSIDE
    rows.add(
        LectureSpeaker, lecture_id=lecture_id, number=1,
        person_id=talk.speaker.id if talk.speaker is not None else None, outside_name=name,
        outside_unit=place,
    )  # fmt: skip
    for number in talk.judges:
        task = _add_assignment(hall, season, (lecture_id, talk, unit), (number, judges[number]))
        if held:
            _add_sheet(hall, season, (lecture_id, task), talk, number)
    if held:
        _add_ratings(hall, lecture_id, talk)


def _add_assignment(
    hall: Hall, season: Season, lecture: tuple[int, Talk, int | None], judge: tuple[int, int]
) -> int:
    (lecture_id, talk, unit), (number, judge_id) = lecture, judge
    life = season.judges[number]
    branch = life.branch_on(talk.meeting.on)
    return hall.rows.add(
        JudgeAssignment, lecture_id=lecture_id, judge_id=judge_id,
        lecture_branch_id=hall.places.branches[talk.branch], lecture_unit_id=unit,
        judge_branch_id=hall.places.branches[branch] if branch is not None else None,
        judge_unit_id=hall.places.units[life.unit],
        assigned_by=hall.keys.named["organiser"],
        assigned_at=hall.rows.at(season.first_on - 12 * A_DAY, 10), replaces_id=None,
        recused_at=None, recused_by=None, recusal_reason="",
    )  # fmt: skip


def _add_sheet(
    hall: Hall, season: Season, which: tuple[int, int], talk: Talk, number: int
) -> None:  # fmt: skip
    """Sealed after the lecture; of the running season's last ones some are only begun."""
    lecture_id, task = which
    share = talk.quality + SEVERITY.get(number, 0) + hall.chance.gauss(0, 0.025)
    if (season.slug, number, talk.number) == WILD:
        share -= 0.3
    sealed = season.state == "published" or talk.number <= SCORED_BEFORE or number % 3 > 0
    at = talk.meeting.ends + timedelta(minutes=number)
    comment = ""
    if sealed and number % 4 == talk.number % 4:
        comment = COMMENTS[(number + talk.number) % len(COMMENTS)]
    sheet_id = _sheet(
        hall, lecture_id, ("A", task), _marks(hall, share), at, comment=comment, sealed=sealed,
        by=hall.keys.named[JUDGES[number - 1]],
    )  # fmt: skip
    if comment:
        _add_comment(hall, season, (lecture_id, sheet_id, comment), talk, at)


def _sheet(
    hall: Hall, lecture_id: int, whose: tuple[str, int], marks: str, at: datetime, *, by: int,
    sealed: bool = True, comment: str = "",
) -> int:  # fmt: skip
    """``whose``: A and the assignment, or B and the person."""
    ballot, owner = whose
    return hall.rows.add(
        ScoreSheet, lecture_id=lecture_id, ballot=ballot,
        assignment_id=owner if ballot == "A" else None,
        person_id=owner if ballot == "B" else None, state="sealed" if sealed else "open",
        way="screen", marks=marks, comment=comment,
        receipt="", saved_at=at,
        sealed_at=at if sealed else None, sealed_by=by if sealed else None,
        version=len(hall.rubric.criteria) + 1,
    )  # fmt: skip


def _marks(hall: Hall, share: float) -> str:
    return as_text({one.id: _mark(one, share, hall.chance) for one in hall.rubric.criteria})


def _mark(criterion: Criterion, share: float, chance: Random) -> Fraction:
    """On a step of the criterion's range."""
    part = min(1.0, max(0.3, share + chance.gauss(0, 0.03)))
    steps = (criterion.most - criterion.least) / criterion.step
    return criterion.least + round(float(steps) * part) * criterion.step


def _add_ratings(hall: Hall, lecture_id: int, talk: Talk) -> None:
    """Some who listened have rated it."""
    judges = {life.id for life in talk.meeting.speakers}
    listened = [
        one.life for one in talk.meeting.came
        if one.arrived_at is not None and one.life.id not in judges
        and one.life.id not in _judging(talk)
    ]  # fmt: skip
    for turn, life in enumerate(listened[:RATERS]):
        share = talk.quality + hall.chance.gauss(0.02, 0.05)
        at = talk.meeting.ends + timedelta(minutes=2 + turn)
        _sheet(
            hall, lecture_id, ("B", life.id), _marks(hall, share), at,
            by=hall.keys.of_person[life.id],
        )  # fmt: skip


def _judging(talk: Talk) -> set[int]:
    """Those who were asked first: the speaker and the judges."""
    return {life.id for life in talk.meeting.asked[: len(talk.meeting.speakers) + len(talk.judges)]}


def _add_comment(
    hall: Hall, season: Season, what: tuple[int, int, str], talk: Talk, at: datetime
) -> None:  # fmt: skip
    """Of last season all were looked at; one was withheld, advice was answered by one speaker."""
    lecture_id, sheet_id, text = what
    looked_at = season.state == "published"
    advice = looked_at and talk.number in ADVICE_ON and talk.speaker is not None
    answered = advice and talk.number == ADVICE_ON[0]
    first = not any(row["state"] == "withheld" for row in hall.rows.of(LectureComment))
    withheld = looked_at and first and not advice
    speaker = talk.speaker
    hall.rows.add(
        LectureComment, lecture_id=lecture_id, sheet_id=sheet_id,
        text=ADVICE if advice else WITHHELD[0] if withheld else text,
        state="withheld" if withheld else "shown" if looked_at else "waiting", advice=advice,
        reason=WITHHELD[1] if withheld else "",
        decided_by=hall.keys.named["organiser"] if looked_at else None,
        decided_at=at + A_DAY if looked_at else None, answer=ANSWER if answered else "",
        answered_by=hall.keys.of_person[speaker.id] if answered and speaker is not None else None,
        answered_at=at + 9 * A_DAY if answered else None, version=2 if looked_at else 1,
    )  # fmt: skip

"""Series of the lecture hall written and changed. The caller commits."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.audit import Actor
from domain.lectures.holding import PREPARING, RUNNING, hold
from domain.lectures.judge_duties import follow_judges
from domain.lectures.slugs import is_series_slug
from domain.lectures.steps import take_step
from domain.text import plain_lines, render_note
from domain.versions import change, next_version
from models import LectureSeries, db

SIGN_UP, UNIT = AUDIENCES = ("sign_up", "unit")


class SlugTaken(Exception):
    """Another series has the address, or it is no address that a series may have."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class DayPast(Exception):
    """Sheets would be due by a day that is past."""


class RubricFixed(Exception):
    """The rubric was fixed when scoring began."""


@dataclass(frozen=True, slots=True)
class SeriesText:
    """What is written of a series; ``seats`` for one lecture, ``minutes`` that it is planned."""

    title: str
    unit_id: int
    rubric_id: int
    season: str = ""
    about: str = ""
    audience: str = SIGN_UP
    seats: int | None = None
    minutes: int = 30
    score_until: date | None = None

    def values(self) -> dict[str, Any]:
        return asdict(self) | {"about_html": note_html(self.about)}


def note_html(text: str) -> str:
    """Markdown as pages show it; of one plain line too. Empty for none."""
    return str(render_note(text) or plain_lines(text)) if text else ""


def write_series(slug: str, text: SeriesText, *, actor: Actor, now: datetime) -> LectureSeries:
    """A new series, in preparation.

    Raises:
        SlugTaken, DayPast.
    """
    if text.score_until is not None and text.score_until < now.date():
        raise DayPast
    if not is_series_slug(slug):
        raise SlugTaken(slug)
    series = LectureSeries(
        slug=slug, state=PREPARING, written_by=actor.account_id, written_at=now, **text.values()
    )
    try:
        with db.session.begin_nested():
            db.session.add(series)
            db.session.flush()
    except IntegrityError as refused:
        if not db.session.scalar(sa.select(sa.exists().where(LectureSeries.slug == slug))):
            raise
        raise SlugTaken(slug) from refused
    values = {"title": text.title, "unit_id": text.unit_id, "rubric_id": text.rubric_id}
    take_step(series, "series_written", actor, now, values=({}, values))
    return series


def edit_series(
    series: LectureSeries, text: SeriesText, *, version: int, actor: Actor, now: datetime
) -> None:
    """Other words, days and figures; another rubric only while the series is prepared.

    Raises:
        domain.lectures.holding.NotInState: its results are proposed or published.
        domain.versions.Stale: somebody changed it since ``version`` was read.
        RubricFixed.
        DayPast: of another day than it has.
    """
    hold(series, *RUNNING)
    next_version(series, version)
    until = text.score_until
    if until is not None and until != series.score_until and until < now.date():
        raise DayPast
    if series.state != PREPARING and text.rubric_id != series.rubric_id:
        raise RubricFixed
    before, after = change(series, text.values())
    take_step(series, "series_edited", actor, now, values=(before, after))
    if "score_until" in after:
        follow_judges(series, actor=actor, now=now)

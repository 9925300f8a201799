"""Gatherings on Today: left over, today's and tomorrow's; when, where, one button for each."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.clock import day_text, time_text, today
from domain.groupstudy.attendance import EXPECTED, THERE
from domain.groupstudy.holding import CANCELLED, OPEN, PLANNED
from domain.groupstudy.lists import Row, gatherings_near
from domain.groupstudy.rules import LECTURE


@dataclass(frozen=True, slots=True)
class Gathering:
    """A line. ``post``: its button opens the gathering, with a form."""

    time: str
    when: str
    what: str
    meta: str
    tag: str
    kind: str  # of the tag
    url: str
    action: str
    action_url: str
    post: bool = False


def near() -> list[Gathering]:
    """At most one query. What is said depends on the day and the trail alone."""
    return [_line(row) for row in gatherings_near(current_user, today=today())]


def _line(row: Row) -> Gathering:
    url = url_for("groupstudy.show", gathering_id=row.id)
    page = url_for("lectures.of_gathering", gathering_id=row.id) if row.kind == LECTURE else url
    day = today()
    if row.held_on < day:
        tag, kind, action, action_url, post = _left_over(row, url)
        when = ""
    else:
        action, action_url, post = _button(row, url, is_today=row.held_on == day)
        tag, kind = _tag(row)
        when = _("today") if row.held_on == day else _("tomorrow")
    meta = [f"{time_text(row.starts_at)}–{time_text(row.ends_at)}", row.holder, row.place]
    return Gathering(
        time_text(row.starts_at), f"{when} {day_text(row.held_on)}".lstrip(), row.topic,
        " · ".join(one for one in meta if one), tag, kind, page, action, action_url, post,
    )  # fmt: skip


def _tag(row: Row) -> tuple[str, str]:
    if row.state == CANCELLED:
        return _("cancelled"), ""
    if row.own in THERE:
        return _("checked in"), "done"
    return (_("under way"), "due") if row.state == OPEN else ("", "")


def _left_over(row: Row, url: str) -> tuple[str, str, str, str, bool]:
    """Of one of an earlier day that whoever holds it has to see to: its tag, and its button."""
    if row.state == OPEN:
        return _("still open"), "due", _("Close the gathering"), f"{url}/closing", False
    return _("not opened: was it held?"), "due", _("Open or cancel it"), url, False


def _button(row: Row, url: str, *, is_today: bool) -> tuple[str, str, bool]:
    """Words and address of the one button, and whether it opens the gathering."""
    if row.state == OPEN and row.holds:
        return _("Attendance"), f"{url}/attendance", False
    if row.state == OPEN and row.own == EXPECTED:
        return _("Check in"), f"{url}/check-in", False
    if row.state == PLANNED and row.holds and is_today:
        return _("Open the gathering"), f"{url}/opening", True
    return _("Details"), url, False

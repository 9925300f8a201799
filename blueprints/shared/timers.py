"""The timer that runs, as Today and My study show it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.clock import day_of, moment_text, now, time_text, today
from domain import timers


@dataclass(frozen=True, slots=True)
class Running:
    """Since when, in words; ``began`` is the instant for scripts (ISO 8601)."""

    since: str
    minutes: int
    length: str
    began: str
    too_long: bool


def running_timer() -> Running | None:
    """The visitor's timer, if one runs. One query."""
    timer = timers.find_timer(current_user.person_id)
    return None if timer is None else running_since(timer.started_at)


def running_since(began: datetime) -> Running:
    minutes = timers.minutes_between(began, now())
    return Running(
        time_text(began) if day_of(began) == today() else moment_text(began), minutes,
        length_text(minutes), began.isoformat(timespec="seconds"),
        now() - began > timers.ASKS_AFTER,
    )  # fmt: skip


def length_text(minutes: int) -> str:
    """``27 min``, ``2 h 5 min``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(num)d min", "%(num)d min", minutes)
    return _("%(hours)d h %(minutes)d min", hours=hours, minutes=rest)

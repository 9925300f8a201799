"""The timer of a person: one that runs on the server, whatever page is closed."""

from datetime import datetime, timedelta
from typing import Any

from domain import audit
from domain.audit import Actor
from domain.locks import lock_people
from models import StudyTimer, db

ASKS_AFTER = timedelta(hours=4)  # longer than this nobody studied: the form asks


def find_timer(person_id: int) -> StudyTimer | None:
    """The timer that runs, if one does. At most one query."""
    return db.session.get(StudyTimer, person_id)


def start_timer(person_id: int, *, actor: Actor, now: datetime) -> StudyTimer:
    """Start the person's timer; one that runs already goes on as it is. The caller commits."""
    lock_people(person_id)
    running = db.session.get(StudyTimer, person_id, populate_existing=True)
    if running is not None:
        return running
    return _run(person_id, now, actor, now)


def end_timer(person_id: int, *, actor: Actor, now: datetime) -> bool:
    """Let the timer go: what it measured was logged, or is of no use. False when none ran."""
    lock_people(person_id)
    running = db.session.get(StudyTimer, person_id, populate_existing=True)
    if running is None:
        return False
    db.session.delete(running)
    db.session.flush()
    audit.record(actor, "timer.ended", "study_timer", person_id, at=now)
    return True


def hand_on_timer(
    kept_id: int, merged_id: int, *, actor: Actor, now: datetime
) -> dict[str, Any] | None:
    """The timer of a record that is merged goes on as ``kept``'s, or ends where that has one.

    What to remember of it: when it was ``started_at``, and whether it ``moved``; ``None`` where
    none ran. The caller holds both people.
    """
    running = db.session.get(StudyTimer, merged_id, populate_existing=True)
    if running is None:
        return None
    started_at, moved = running.started_at, find_timer(kept_id) is None
    end_timer(merged_id, actor=actor, now=now)
    if moved:
        _run(kept_id, started_at, actor, now)
    return {"started_at": started_at.isoformat(), "moved": moved}


def give_back_timer(
    remembered: dict[str, Any] | None, kept_id: int, merged_id: int, *, actor: Actor, now: datetime
) -> None:
    """Undo ``hand_on_timer``; one that ``kept`` has logged or let go since stays ended."""
    if remembered is None or find_timer(merged_id) is not None:
        return
    started_at = datetime.fromisoformat(remembered["started_at"])
    if remembered["moved"]:
        running = db.session.get(StudyTimer, kept_id, populate_existing=True)
        if running is None or running.started_at != started_at:
            return
        end_timer(kept_id, actor=actor, now=now)
    _run(merged_id, started_at, actor, now)


def _run(person_id: int, started_at: datetime, actor: Actor, now: datetime) -> StudyTimer:
    timer = StudyTimer(person_id=person_id, started_at=started_at)
    db.session.add(timer)
    db.session.flush()
    audit.record(actor, "timer.started", "study_timer", person_id, at=now)
    return timer


def minutes_between(began: datetime, now: datetime) -> int:
    """Whole minutes since a timer was started, at least one."""
    return max(1, (now - began) // timedelta(minutes=1))

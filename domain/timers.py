"""The timer of a person: one that runs on the server, whatever page is closed."""

from datetime import datetime, timedelta

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
    timer = StudyTimer(person_id=person_id, started_at=now)
    db.session.add(timer)
    db.session.flush()
    audit.record(actor, "timer.started", "study_timer", person_id, at=now)
    return timer


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


def minutes_between(began: datetime, now: datetime) -> int:
    """Whole minutes since a timer was started, at least one."""
    return max(1, (now - began) // timedelta(minutes=1))

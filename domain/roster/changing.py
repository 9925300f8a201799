"""The record of one person whom a roster changes, by the acts that HR's pages use."""

from datetime import date, datetime

from domain.accounts.opening import disable_account
from domain.audit import Actor
from domain.people.handing_on import account_of
from domain.people.records import leave, return_person, write_record
from domain.placements.leaving import follow_leavings
from domain.roster.plans import Acts
from models import Person

LEAVING_KIND = "transferred"  # a roster does not say why; HR corrects it on the person's page


def change_record(person: Person, acts: Acts, *, today: date, actor: Actor, now: datetime) -> None:
    """Do what the row says but for branch, post, account and roles; the caller flushes.

    Raises:
        Stale, PersonGone, StillHere, DaysOutOfOrder: somebody changed the person since the
            plan was made.
    """
    if acts.edits:
        write_record(
            person, version=acts.version, name=acts.name, office_phone=person.office_phone,
            party_member=acts.party_member, confirmer_id=person.confirmer_id,
            actor=actor, now=now,
        )  # fmt: skip
    if acts.leaves:
        _leave(person, acts.on, today=today, actor=actor, now=now)
    if acts.returns:
        return_person(person, on=acts.on, actor=actor, now=now)


def _leave(person: Person, on: date, *, today: date, actor: Actor, now: datetime) -> None:
    """A day to come closes the account by itself when it has come."""
    leave(person, kind=LEAVING_KIND, on=on, actor=actor, now=now, today=today)
    follow_leavings(today=today, actor=actor, now=now, people=[person.id])
    account = account_of(person)
    if account is not None and on <= today:
        disable_account(account, "left", actor=actor, now=now)

"""The time that speakers take, kept while the gathering is open. The caller commits."""

from datetime import datetime
from typing import Any

from domain.audit import Actor
from domain.groupstudy.holding import OPEN, hold
from domain.groupstudy.steps import take_step
from domain.groupstudy.talks import in_turn
from domain.versions import change
from models import GroupStudy, GroupStudyTalk, db


def begin_talk(talk: GroupStudyTalk, gathering: GroupStudy, *, actor: Actor, now: datetime) -> None:
    """Its time runs from now on; whoever spoke till now has ended. Tapped twice, it runs on.

    Raises:
        domain.groupstudy.holding.NotInState: it is not open.
    """
    hold(gathering, OPEN)
    for one in in_turn(gathering.id):
        runs = one.began_at is not None and one.ended_at is None
        if runs and one is not talk:
            _end(one, gathering, actor, now)
        if one is talk and not runs:
            values = change(talk, {"began_at": now, "ended_at": None})
            _time_kept(talk, gathering, "talk_began", values, actor, now)


def end_talk(talk: GroupStudyTalk, gathering: GroupStudy, *, actor: Actor, now: datetime) -> None:
    """Its time has ended; where it does not run, nothing changes.

    Raises:
        domain.groupstudy.holding.NotInState: it is not open.
    """
    hold(gathering, OPEN)
    db.session.refresh(talk, with_for_update=True)
    if talk.began_at is not None and talk.ended_at is None:
        _end(talk, gathering, actor, now)


def end_running(gathering: GroupStudy, ended_at: datetime, *, actor: Actor, now: datetime) -> None:
    """Whoever speaks still has ended with the gathering, which the caller holds."""
    for one in in_turn(gathering.id):
        if one.began_at is not None and one.ended_at is None:
            _end(one, gathering, actor, now, ended_at=max(one.began_at, ended_at))


def _end(
    talk: GroupStudyTalk, gathering: GroupStudy, actor: Actor, now: datetime, *,
    ended_at: datetime | None = None,
) -> None:  # fmt: skip
    values = change(talk, {"ended_at": ended_at or now})
    _time_kept(talk, gathering, "talk_ended", values, actor, now)


def _time_kept(
    talk: GroupStudyTalk, gathering: GroupStudy, act: str,
    values: tuple[dict[str, Any], dict[str, Any]], actor: Actor, now: datetime,
) -> None:  # fmt: skip
    before, after = ({"talk": talk.id, **one} for one in values)
    take_step(gathering, act, actor, now, values=(before, after))

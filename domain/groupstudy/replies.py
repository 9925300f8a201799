"""What listeners say to a talk: while the gathering is open, and for some time afterwards."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from domain.access import Visitor
from domain.groupstudy.attendance import THERE, find_row
from domain.groupstudy.holding import CLOSED, OPEN, NotInState, keep_still
from domain.groupstudy.reach import may_hold
from domain.groupstudy.replacing import find_corrected, find_correction
from domain.groupstudy.steps import take_step
from domain.text import render_note
from models import Account, GroupStudy, GroupStudyTalk, Person, TalkReply, db

LONGEST_REPLY = 2000
REPLIES_FOR = timedelta(days=30)  # after it was closed


class OwnTalk(Exception):
    """Nobody replies to what they said themselves."""


class NotListening(Exception):
    """Only who was there replies, and whoever holds the gathering."""


class Reply(NamedTuple):
    reply: TalkReply
    name: str


def replies_to(talk_ids: Collection[int]) -> dict[int, list[Reply]]:
    """What was replied and stands, in order, by the talk's id. One query, and none for none."""
    if not talk_ids:
        return {}
    rows = db.session.execute(
        sa.select(TalkReply, sa.func.coalesce(Person.name, Account.username))
        .join(Account, Account.id == TalkReply.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(TalkReply.talk_id.in_(talk_ids), TalkReply.removed_at.is_(None))
        .order_by(TalkReply.id)
    )
    found: dict[int, list[Reply]] = {}
    for reply, name in rows:
        found.setdefault(reply.talk_id, []).append(Reply(reply, name))
    return found


def takes_replies(gathering: GroupStudy, now: datetime) -> bool:
    if gathering.state == OPEN:
        return True
    closed_at = gathering.closed_at
    return gathering.state == CLOSED and closed_at is not None and now - closed_at <= REPLIES_FOR


def was_there(gathering: GroupStudy, visitor: Visitor) -> bool:
    """Whether the visitor is on its list as there. One query at most."""
    row = find_row(gathering.id, visitor.person_id) if visitor.person_id is not None else None
    return row is not None and row.state in THERE


def reply_to(
    talk: GroupStudyTalk, gathering: GroupStudy, words: str, visitor: Visitor, *, now: datetime
) -> TalkReply:
    """Reply to a talk (Markdown). The caller has seen that the visitor may open it, and commits.

    Raises:
        OwnTalk, NotListening.
        domain.groupstudy.holding.NotInState: it is not open, nor was it closed just lately.
    """
    keep_still(gathering)
    if not takes_replies(gathering, now):
        raise NotInState(gathering)
    if talk.person_id == visitor.person_id:
        raise OwnTalk
    if not (was_there(gathering, visitor) or may_hold(gathering, visitor)):
        raise NotListening
    html = render_note(words)
    reply = TalkReply(
        talk_id=talk.id, account_id=visitor.account_id, words=words,
        words_html=None if html is None else str(html), replied_at=now,
    )  # fmt: skip
    db.session.add(reply)
    db.session.flush()
    after = {"talk": talk.id, "reply": reply.id, "words": words}
    take_step(gathering, "replied", visitor.actor, now, values=({}, after))
    return reply


def find_reply(talk_id: int, reply_id: int, visitor: Visitor) -> TalkReply | None:
    """A reply of the visitor's own that stands. One query."""
    return db.session.scalars(
        sa.select(TalkReply)
        .where(
            TalkReply.id == reply_id, TalkReply.talk_id == talk_id,
            TalkReply.account_id == visitor.account_id, TalkReply.removed_at.is_(None),
        )
        .with_for_update()
    ).one_or_none()  # fmt: skip


def take_back(reply: TalkReply, gathering: GroupStudy, visitor: Visitor, *, now: datetime) -> None:
    """Nobody sees it any more, nor in the gathering's corrections; the line stays and says when.

    A correction copies what was replied (``domain.groupstudy.replacing``).
    """
    for one in _copies(reply, gathering):
        one.removed_at = now
    before = {"talk": reply.talk_id, "reply": reply.id}
    take_step(gathering, "reply_taken_back", visitor.actor, now, values=(before, {}))


def _copies(reply: TalkReply, gathering: GroupStudy) -> Sequence[TalkReply]:
    """The reply itself, and the same in what the gathering replaces and what replaces it."""
    ids: list[int] = []
    one = find_corrected(gathering)
    while one is not None:
        ids.append(one.id)
        one = find_corrected(one)
    one = gathering
    while one is not None:
        keep_still(one)  # so that no correction copies it meanwhile
        ids.append(one.id)
        one = find_correction(one)
    return db.session.scalars(
        sa.select(TalkReply)
        .join(GroupStudyTalk, GroupStudyTalk.id == TalkReply.talk_id)
        .where(
            GroupStudyTalk.group_study_id.in_(ids), TalkReply.account_id == reply.account_id,
            TalkReply.replied_at == reply.replied_at, TalkReply.words == reply.words,
        )
    ).all()  # fmt: skip

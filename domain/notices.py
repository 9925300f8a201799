"""Notices: what happened to somebody's matters, told after the commit, once, and grouped.

``notify`` notes whom to tell; what was noted is told only if the transaction is committed, by
``deliver`` in a transaction of its own. Other ways of telling stand behind the same two.
A notice is a hint and changes no record: none of this adds rows to the trail.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction

from domain import audit
from domain.audit import Actor
from domain.rows import insert_or_update
from models import Account, Matter, Notice, NoticeChoice, db
from models.base import session_here

TOPICS = (
    "given_back", "confirmed", "correction", "dispatch", "handed_over", "risen", "reopened",
    "second_look", "task", "class_reminder", "reflection", "exchange", "question",
    "lecture_sheets", "recusal", "lecture_advice",
    "lecture_result", "lecture_review",
    "placement",
)  # fmt: skip
_NOTED, _DUE = "notices_noted", "notices_due"


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody to tell of a topic; ``matter_id`` is where it leads."""

    topic: str
    person_id: int
    matter_id: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its page lists it; ``matter`` is the title of the latest it is about."""

    id: int
    topic: str
    many: int
    matter_id: int | None
    kind: str
    matter: str
    raised_at: datetime
    read_at: datetime | None


def notify(topic: str, people: Iterable[int], *, matter_id: int | None = None) -> None:
    """Tell these people, once this transaction is committed."""
    session = db.session()
    if not session.in_transaction():
        session.begin()  # whose commit says that they are to be told
    noted = session.info.setdefault(_NOTED, [])
    noted += [Noted(topic, person_id, matter_id) for person_id in people]


def something_to_tell() -> bool:
    """Whether what was committed noted somebody to tell. No query."""
    session = session_here()
    return session is not None and bool(session.info.get(_DUE))


def deliver(*, now: datetime) -> None:
    """Tell everybody who was noted: one unread notice of a topic each. The caller commits.

    Who chose not to hear of a topic, or has no open account, is passed over.
    """
    due: list[Noted] = db.session().info.pop(_DUE, [])
    groups: dict[tuple[int, str], list[Noted]] = {}
    for one in due:
        groups.setdefault((one.person_id, one.topic), []).append(one)
    accounts = _accounts({person_id for person_id, _topic in groups})
    refused = _refused(accounts.values())
    rows = [
        {
            "account_id": accounts[person_id], "topic": topic, "many": len(noted),
            "matter_id": noted[-1].matter_id, "raised_at": now,
        }
        for (person_id, topic), noted in sorted(groups.items())
        if person_id in accounts and (accounts[person_id], topic) not in refused
    ]  # fmt: skip
    if rows:
        db.session.execute(_add_or_grow(), rows)


def _add_or_grow() -> Any:
    """Where one of the topic is unread, it grows by the new ones."""
    insert = insert_or_update(Notice)
    return insert.on_conflict_do_update(
        index_elements=[Notice.account_id, Notice.topic],
        index_where=Notice.read_at.is_(None),
        set_={
            "many": Notice.many + insert.excluded.many,
            "matter_id": insert.excluded.matter_id, "raised_at": insert.excluded.raised_at,
        },
    )  # fmt: skip


def _accounts(person_ids: Collection[int]) -> dict[int, int]:
    """Account ids by person, of those with an open account."""
    rows = db.session.execute(
        sa.select(Account.person_id, Account.id).where(
            Account.person_id.in_(person_ids), Account.disabled_at.is_(None)
        )
    )
    return {row.person_id: row.id for row in rows if row.person_id is not None}


def _refused(account_ids: Iterable[int]) -> set[tuple[int, str]]:
    rows = db.session.execute(
        sa.select(NoticeChoice.account_id, NoticeChoice.topic).where(
            NoticeChoice.account_id.in_(list(account_ids))
        )
    )
    return {(row.account_id, row.topic) for row in rows}


def notices_of(account_id: int, *, size: int, page: int = 1) -> tuple[list[Told], int]:
    """A page of the account's notices, the unread first, and how many. Two queries."""
    mine = Notice.account_id == account_id
    total = db.session.scalars(sa.select(sa.func.count(Notice.id)).where(mine)).one()
    rows = db.session.execute(
        sa.select(
            Notice.id, Notice.topic, Notice.many, Notice.matter_id,
            sa.func.coalesce(Matter.kind, ""), sa.func.coalesce(Matter.title, ""),
            Notice.raised_at, Notice.read_at,
        )
        .outerjoin(Matter, Matter.id == Notice.matter_id)
        .where(mine)
        .order_by(Notice.read_at.is_not(None), Notice.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )  # fmt: skip
    return [Told(*row) for row in rows], total


def find_notice(account_id: int, notice_id: int) -> Notice | None:
    notice = db.session.get(Notice, notice_id)
    return notice if notice is not None and notice.account_id == account_id else None


def source_of(notice: Notice) -> int | None:
    """The source of the matter that it is about. One query."""
    matter = db.session.get(Matter, notice.matter_id) if notice.matter_id is not None else None
    return None if matter is None else matter.source_id


def read_notices(account_id: int, *, now: datetime, notice_id: int | None = None) -> None:
    """Mark one of the account's notices as read, or all of them. The caller commits."""
    which = [] if notice_id is None else [Notice.id == notice_id]
    db.session.execute(
        sa.update(Notice)
        .where(Notice.account_id == account_id, Notice.read_at.is_(None), *which)
        .values(read_at=now)
    )


def wanted_topics(account_id: int) -> list[str]:
    """The topics that the account hears of: all but those it refused. One query."""
    refused = {topic for _account, topic in _refused([account_id])}
    return [topic for topic in TOPICS if topic not in refused]


def choose_topics(account_id: int, wanted: Collection[str], *, actor: Actor, now: datetime) -> None:
    """Hear of these topics and of no others. The caller commits."""
    refused = [topic for topic in TOPICS if topic not in wanted]
    db.session.execute(sa.delete(NoticeChoice).where(NoticeChoice.account_id == account_id))
    db.session.add_all(NoticeChoice(account_id=account_id, topic=topic) for topic in refused)
    db.session.flush()
    audit.record(
        actor, "account.notices_chosen", "account", account_id, at=now, after={"without": refused}
    )


@sa.event.listens_for(db.session, "after_commit")
def _committed(session: Session) -> None:
    info: Mapping[str, list[Noted]] = session.info
    if info.get(_NOTED):
        session.info.setdefault(_DUE, []).extend(session.info.pop(_NOTED))


@sa.event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, previous_transaction: SessionTransaction) -> None:
    """What a transaction noted that was undone is told to nobody."""
    if previous_transaction.parent is None:
        session.info.pop(_NOTED, None)

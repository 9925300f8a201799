"""Views of a list that somebody keeps under a name. Everything adds and flushes."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.audit import Actor
from models import SavedView, db

MOST_VIEWS = 30  # of one list and account


class TooManyViews(Exception):
    """The account keeps ``MOST_VIEWS`` of this list already."""


def views_of(account_id: int, place: str) -> Sequence[SavedView]:
    """Those of one list, by name. One query."""
    return db.session.scalars(
        sa.select(SavedView)
        .where(SavedView.account_id == account_id, SavedView.place == place)
        .order_by(SavedView.name, SavedView.id)
    ).all()


def find_view(view_id: int, account_id: int) -> SavedView | None:
    """The account's own view. One query."""
    return db.session.scalars(
        sa.select(SavedView).where(SavedView.id == view_id, SavedView.account_id == account_id)
    ).one_or_none()


def save_view(
    account_id: int, place: str, name: str, query: str, *, actor: Actor, now: datetime
) -> SavedView:
    """Keep what the list is asked for; one of the same name says this from now on.

    Raises:
        TooManyViews.
    """
    kept = views_of(account_id, place)
    view = next((one for one in kept if one.name == name), None)
    if view is None and len(kept) >= MOST_VIEWS:
        raise TooManyViews
    if view is None:
        view = _added(SavedView(account_id=account_id, place=place, name=name, query=query,
                                saved_at=now))  # fmt: skip
    view.query, view.saved_at = query, now
    db.session.flush()
    audit.record(actor, "view.saved", "saved_view", view.id, at=now, after={"place": place})
    return view


def _added(view: SavedView) -> SavedView:
    """The new view, or the one of the name that came in between."""
    try:
        with db.session.begin_nested():
            db.session.add(view)
    except IntegrityError:
        return db.session.scalars(
            sa.select(SavedView).where(
                SavedView.account_id == view.account_id, SavedView.place == view.place,
                SavedView.name == view.name,
            )
        ).one()  # fmt: skip
    return view


def remove_view(view: SavedView, *, actor: Actor, now: datetime) -> None:
    audit.record(actor, "view.removed", "saved_view", view.id, at=now, before={"place": view.place})
    db.session.delete(view)
    db.session.flush()

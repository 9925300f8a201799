"""What every worker would come to do for itself is done once, before they are forked.

A page that was shown once has compiled its statements and read its words. Done in each worker,
that would write into thousands of pages of memory that all of them can share.
"""

import logging

import sqlalchemy as sa
from flask import Flask, g

from blueprints.shared.clock import today
from blueprints.shared.frame import LOCALES
from domain.access import Visitor
from domain.rows import compile_all
from domain.visitors import find_visitor
from models import Account, Grant, db

PLACES = ("home.today", "study.new")  # what everybody opens; the rest is worth less than it takes


def warm_up(app: Flask) -> None:
    """Show the usual places to somebody who exists, and forget what they said.

    Nothing is written. Where there is nobody yet, or no database, the workers do the rest for
    themselves.
    """
    sa.orm.configure_mappers()
    with app.app_context():
        compile_all(db.engine.dialect)
        try:
            found = _some_of_each_kind()
        except sa.exc.DBAPIError as error:
            logging.getLogger("rigong").warning("No page shown yet: %s", type(error).__name__)
            found = []
        db.session.remove()
        for visitor in found:
            _show_places(app, visitor)
        for name in ("kept_pages", "packed_pages"):
            app.extensions[name].clear()
        db.engine.dispose()


def _some_of_each_kind() -> list[Visitor]:
    """Somebody without a role and somebody of each, where their accounts are open."""
    open_ones = sa.select(sa.func.min(Account.id)).where(
        Account.disabled_at.is_(None), Account.person_id.is_not(None)
    )
    ids = {
        db.session.scalar(open_ones.where(~sa.exists().where(Grant.account_id == Account.id))),
        *db.session.scalars(
            open_ones.join(Grant, Grant.account_id == Account.id).group_by(Grant.role)
        ),
    }
    names = db.session.scalars(sa.select(Account.username).where(Account.id.in_(ids - {None})))
    found = [find_visitor(name, today=today()) for name in names]
    return [one for one in found if one is not None]


def _show_places(app: Flask, visitor: Visitor) -> None:
    with app.test_request_context():
        paths = [app.url_for(endpoint) for endpoint in PLACES]
    for path in paths:
        for language in LOCALES:
            asked = app.test_request_context(path, query_string={"lang": language})
            with app.app_context(), asked:
                g._login_user = visitor  # noqa: SLF001 - whom Flask-Login finds there
                g.trail_head, g.unread, g.reading_at = "", 0, None
                app.full_dispatch_request()

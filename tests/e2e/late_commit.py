"""The product with one fault: it answers first and commits a second later.

Run by a server of ``test_kill``, to show that the test there would notice.
"""

import time
from threading import Thread

from flask import current_app

from blueprints.shared import saving
from models import Gate, db
from tests.e2e.compiled import create_app as create_product

SECONDS = 1.0


def create_app():
    saving.commit = _commit_later
    Gate.joins = lambda _gate, _bind: False  # a round of several would be committed by another
    return create_product()


def _commit_later():
    """Take the transaction out of the request's hands, and end it in a thread."""
    session, app = db.session(), current_app._get_current_object()
    session.flush()
    db.session.registry.clear()
    Thread(target=_sleep_and_commit, args=(session, app), daemon=True).start()


def _sleep_and_commit(session, app):
    time.sleep(SECONDS)
    with app.app_context():
        session.commit()
        session.close()

"""The numbers beside the menu: what lies with the visitor, and unread notices.

How much lies with somebody changes only with a row of the trail, or with the day: each
process remembers it by both. A number that may be out of date is not shown; the page asks.
"""

from collections import OrderedDict
from threading import Lock

from flask import Flask, current_app, g
from flask_login import current_user

from blueprints.shared.clock import today
from domain.access import may
from domain.matters.lists import counts
from domain.matters.standing import standing

MOST_REMEMBERED = 2000  # of one process; a few bytes each


class OwedCounts:
    """What was counted, by visitor, head of the trail and day; the longest unused is dropped."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple, int] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple) -> int | None:
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: tuple, number: int) -> None:
        with self._lock:
            self._kept[key] = number
            while len(self._kept) > MOST_REMEMBERED:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


def init_counts(app: Flask) -> None:
    app.extensions["owed_counts"] = OwedCounts()


def known_owed() -> int | None:
    """How many matters lie with the visitor, where this process knows; no query."""
    if not may(current_user, "matters.see"):
        return 0
    return current_app.extensions["owed_counts"].find(_key())


def remember_owed(number: int) -> None:
    """Keep what a page has just counted, for the frame around it and the next ones."""
    current_app.extensions["owed_counts"].keep(_key(), number)


def count_owed() -> int:
    """How many matters lie with the visitor. No query where it is known, else three at most."""
    number = known_owed()
    if number is None:
        number = counts(standing(current_user, today=today())).mine
        remember_owed(number)
    return number


def _key() -> tuple:
    return current_user.account_id, g.trail_head, today()

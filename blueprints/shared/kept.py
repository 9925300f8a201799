"""A page kept while nothing has happened: rendered once, sent until the audit trail grows.

Every state change adds a row to the trail in its own transaction, so a page that was rendered
at one head of the trail is right until there is another head. The head is read with the
visitor, before anything the page shows: a kept page is never older than its key says.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from flask import Flask, current_app, g, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from blueprints.shared.clock import now, today
from blueprints.shared.forms import new_once_key
from extensions import locale_here

MOST_PAGES = 500  # of one process; a page is 10 to 20 kB


class KeptPages:
    """The pages of one process at one head of the trail, the longest unused dropped first.

    At another head none of them is asked for again, and all go.
    """

    def __init__(self, most: int = MOST_PAGES) -> None:
        self._most = most
        self._pages: OrderedDict[tuple, str] = OrderedDict()
        self._head: object = None
        self._lock = Lock()
        self._mark = secrets.token_hex(16)  # nobody can write it into a page

    def page(self, name: str, render: Callable[[str], str]) -> str:
        """The page of this visitor; ``render`` gets the once-key that its form is to carry."""
        once = new_once_key()
        if tells_something_once():
            return render(once)
        key = page_key(name)
        kept = self._find(key)
        if kept is None:
            page = render(once)
            if g.pop("page_moves", False):
                return page
            self._keep(key, g.trail_head, page.replace(generate_csrf(), self._of("csrf")), once)
            return page
        return kept.replace(self._of("csrf"), generate_csrf()).replace(self._of("once"), once)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()

    def _of(self, what: str) -> str:
        return f"{what}-{self._mark}"

    def _find(self, key: tuple) -> str | None:
        with self._lock:
            kept = self._pages.get(key)
            if kept is not None:
                self._pages.move_to_end(key)
            return kept

    def _keep(self, key: tuple, head: object, page: str, once: str) -> None:
        with self._lock:
            if head != self._head:
                self._pages.clear()
                self._head = head
            self._pages[key] = page.replace(once, self._of("once"))
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)


def tells_something_once() -> bool:
    """Whether the page has a message of this moment on it, and so is not one to keep."""
    return "_flashes" in session or "undo" in session


def page_key(name: str) -> tuple:
    """All that decides what the visitor's page of the name says.

    Where the visitor stopped reading is in no trail, and stands beside its head.
    """
    visitor = current_user._get_current_object()  # noqa: SLF001 - asked often, found once
    return (
        name, g.trail_head, g.reading_at, visitor.account_id, visitor.theme, str(locale_here()),
        today(), now().hour, g.unread,
    )  # fmt: skip


def init_kept(app: Flask) -> None:
    app.extensions["kept_pages"] = KeptPages()


def page_moves() -> None:
    """The page now being rendered shows something that moves by itself: do not keep it."""
    g.page_moves = True


def kept_page(name: str, render: Callable[[str], str]) -> str:
    """The kept page of this name for this visitor, or the one just rendered."""
    return current_app.extensions["kept_pages"].page(name, render)

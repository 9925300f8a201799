"""What no address and no form may hold, whatever the page."""

from collections.abc import Callable

from flask import Flask, abort, current_app, request, session
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1  # of PostgreSQL's integer; a larger number names nothing
MOST_FIELDS = 2000
MOST_WITH_FILES = 64 * 1024 * 1024  # bytes of a form that brings files, these included


class RowId(IntegerConverter):
    """``<int:...>`` in an address: a number that a row can have."""

    def __init__(self, url_map, **options) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})


def takes_files(view: Callable) -> Callable:
    """Mark a route whose form brings files: its body may be larger (``MOST_WITH_FILES``)."""
    view.most_bytes = MOST_WITH_FILES
    return view


def most_bytes_here() -> int:
    """How large a body this request may have; more than usual only of who has signed in."""
    usual = int(current_app.config["MAX_CONTENT_LENGTH"])
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "most_bytes", usual) if "token" in session else usual


def init_limits(app: Flask) -> None:
    """Refuse NUL characters (PostgreSQL stores none) and forms of thousands of fields."""
    app.url_map.converters["int"] = RowId

    @app.before_request
    def let_files_in() -> None:
        request.max_content_length = most_bytes_here()

    @app.before_request
    def refuse_the_impossible() -> None:
        asked = request._get_current_object()  # noqa: SLF001 - read often, found once
        texts = [asked.path]
        for pairs in (asked.args, asked.form):
            for name, values in pairs.lists():
                texts += [name, *values]
        if len(texts) > MOST_FIELDS and sum(map(len, asked.form.listvalues())) > MOST_FIELDS:
            abort(413)
        if "\0" in "\n".join(texts):
            abort(400)

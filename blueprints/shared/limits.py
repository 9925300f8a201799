"""What no address and no form may hold, whatever the page."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1  # of PostgreSQL's integer; a larger number names nothing
MOST_FIELDS = 2000


class RowId(IntegerConverter):
    """``<int:...>`` in an address: a number that a row can have."""

    def __init__(self, url_map, **options) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})


def init_limits(app: Flask) -> None:
    """Refuse NUL characters (PostgreSQL stores none) and forms of thousands of fields."""
    app.url_map.converters["int"] = RowId

    @app.before_request
    def refuse_the_impossible() -> None:
        texts = [request.path, *request.args.values(), *request.args]
        if request.form:
            if sum(1 for _ in request.form.items(multi=True)) > MOST_FIELDS:
                abort(413)
            texts += [*request.form, *(value for _, value in request.form.items(multi=True))]
        if any("\0" in text for text in texts):
            abort(400)

"""A page of a PDF, or a picture, of the store as a JPEG of ours."""

from pathlib import Path

from flask import Response, abort, current_app

from blueprints.shared.sent_files import SEALED
from domain.files.checking import page_of
from domain.files.refusals import FileRefused, Reason
from domain.files.store import Store


def page_picture(sha256: str, media_type: str, number: int, size: str = "large") -> Response:
    """The page (the first is 1) in a size of ``domain.files.checking.PAGE_SIDES``; else 404."""
    store = Store(Path(current_app.config["INSTANCE"]))
    try:
        content = page_of(store, sha256, media_type, number, size)
    except FileRefused as refused:
        abort(503 if refused.reason is Reason.BUSY else 404)
    answer = Response(content, mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = "inline"
    answer.headers.update(SEALED)
    return answer

"""A page of a PDF, or a picture, of the store as a JPEG of ours."""

from pathlib import Path

from flask import Response, abort, current_app, request

from blueprints.shared.sent_files import SEALED
from domain.files.checking import page_of
from domain.files.keeping import KeptFile
from domain.files.refusals import FileRefused, Reason
from domain.files.store import Store


def page_of_file(found: KeptFile, number: int) -> Response:
    """A page of a file that hangs on something; ``small=1`` gives it as for a list."""
    if not 1 <= number <= found.shown_pages:
        abort(404)
    size = "small" if request.args.get("small") == "1" else "large"
    return page_picture(found.sha256, found.media_type, number, size)


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

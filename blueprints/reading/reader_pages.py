"""The pages of a PDF material as pictures, made once and kept."""

from pathlib import Path

from flask import Response, abort, current_app

from blueprints.reading.blueprint import bp
from blueprints.reading.loading import material_or_404
from blueprints.shared.access import allow
from blueprints.shared.sent_files import SEALED
from domain.files.checking import page_of
from domain.files.refusals import FileRefused, Reason
from domain.files.store import Store
from domain.reading.readings import pages_of


@bp.get("/<slug>/<material>/pages/<int:number>")
@allow("reading.see")
def page_picture(slug: str, material: str, number: int) -> Response:
    _reading, row = material_or_404(slug, material)
    if row.form != "pdf" or row.sha256 is None or not 1 <= number <= pages_of(row):
        abort(404)
    store = Store(Path(current_app.config["INSTANCE"]))
    try:
        content = page_of(store, row.sha256, "application/pdf", number, "reading")
    except FileRefused as refused:
        abort(503 if refused.reason is Reason.BUSY else 404)
    answer = Response(content, mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = "inline"
    answer.headers.update(SEALED)
    return answer

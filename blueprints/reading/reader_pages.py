"""The pages of a PDF material as pictures, made once and kept."""

from flask import Response, abort

from blueprints.reading.blueprint import bp
from blueprints.reading.loading import material_or_404
from blueprints.shared.access import allow
from blueprints.shared.page_pictures import page_picture
from domain.reading.readings import pages_of


@bp.get("/<slug>/<material>/pages/<int:number>")
@allow("reading.see")
def page(slug: str, material: str, number: int) -> Response:
    _reading, row = material_or_404(slug, material)
    if row.form != "pdf" or row.sha256 is None or not 1 <= number <= pages_of(row):
        abort(404)
    return page_picture(row.sha256, "application/pdf", number, "reading")

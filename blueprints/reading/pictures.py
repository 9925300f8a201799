"""The pictures beside a class's texts, for whoever may read them."""

from flask import abort

from blueprints.reading.blueprint import bp
from blueprints.reading.loading import class_or_404
from blueprints.shared.access import allow
from blueprints.shared.page_pictures import page_picture
from domain.reading import pictures


@bp.get("/<slug>/pictures/<name>")
@allow("reading.see")
def picture(slug: str, name: str):
    found = pictures.find_picture(class_or_404(slug).id, name) or abort(404)
    return page_picture(found.sha256, found.media_type, 1)

"""The board of a class: posts written, pinned, taken down."""

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.reading.blueprint import bp
from blueprints.reading.editing import class_url
from blueprints.reading.forms import PostForm
from blueprints.reading.listing import class_page
from blueprints.reading.loading import class_or_404
from blueprints.reading.words import REFUSALS, why_refused
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.saving import saved, step_back
from domain.reading import board, lists
from domain.reading.reach import runs
from models import ClassPost, ReadingClass


@bp.post("/<slug>/board")
@allow("reading.see")
def post(slug: str):
    """Whoever takes part writes; the others only read."""
    reading, form = class_or_404(slug), PostForm()
    if not lists.may_take_part(reading, lists.head_of(reading, current_user), current_user):
        abort(404)
    if form.validate_on_submit():
        try:
            board.post(
                reading, form.words.data, account_id=current_user.account_id,
                actor=current_user.actor, now=now(),
            )  # fmt: skip
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            form.form_errors.append(text)
        else:
            return saved(class_url(reading, "board"), _("Your post is on the board."))
    return class_page(class_or_404(slug), form)


@bp.post("/<slug>/board/<int:post_id>/pin")
@allow("reading.run")
def pin(slug: str, post_id: int):
    """Pin the post above the others, or no longer."""
    reading, row = _post_or_404(slug, post_id)
    board.pin(row, pinned=not row.pinned, actor=current_user.actor, now=now())
    text = _("Pinned.") if row.pinned else _("No longer pinned.")
    return saved(class_url(reading, "board"), text)


@bp.post("/<slug>/board/<int:post_id>/removal")
@allow("reading.see")
def take_down(slug: str, post_id: int):
    """Whoever wrote it takes it down, or who runs the class."""
    reading, row = _post_or_404(slug, post_id)
    if row.account_id != current_user.account_id and not runs(current_user):
        abort(404)
    board.take_down(row, actor=current_user.actor, now=now())
    return saved(class_url(reading, "board"), _("Taken down."))


def _post_or_404(slug: str, post_id: int) -> tuple[ReadingClass, ClassPost]:
    reading = class_or_404(slug)
    return reading, board.find_post(reading, post_id) or abort(404)

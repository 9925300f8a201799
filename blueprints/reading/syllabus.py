"""The syllabus for who runs the class: order, taking off, putting back, detaching, revisions."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.reading import words
from blueprints.reading.blueprint import bp
from blueprints.reading.editing import do
from blueprints.reading.loading import class_or_404, material_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.forms import new_once_key
from blueprints.shared.paging import whole_number
from domain.reading import materials, revision_lists
from domain.reading.differences import differences
from models import ReadingClass, ReadingMaterial


@bp.get("/<slug>/materials")
@allow("reading.run")
def syllabus_page(slug: str):
    reading = class_or_404(slug)
    rows = materials.materials_of(reading.id)
    return render_template(
        "reading/syllabus.html", reading=reading, words=words, once=new_once_key(),
        rows=[one for one in rows if one.removed_at is None],
        off=[one for one in rows if one.removed_at is not None],
    )  # fmt: skip


@bp.post("/<slug>/materials/<material>/place")
@allow("reading.run")
def move_material(slug: str, material: str):
    reading, row = material_or_404(slug, material)
    up = request.form.get("to") == "up"
    return _do(
        reading,
        lambda: materials.move_material(reading, row, up=up, actor=current_user.actor, now=now()),
        "",
    )


@bp.post("/<slug>/materials/<material>/removal")
@allow("reading.run")
def remove_material(slug: str, material: str):
    reading, row = material_or_404(slug, material)
    return _do(
        reading,
        lambda: materials.remove_material(reading, row, actor=current_user.actor, now=now()),
        _("Taken off the syllabus; what readers did in it stays."),
    )


@bp.post("/<slug>/materials/<material>/return")
@allow("reading.run")
def restore_material(slug: str, material: str):
    reading = class_or_404(slug)
    row = _off_or_404(reading, material)
    return _do(
        reading,
        lambda: materials.restore_material(reading, row, actor=current_user.actor, now=now()),
        _("It is on the syllabus again, as its last."),
    )


@bp.post("/<slug>/materials/<material>/detaching")
@allow("reading.run")
def detach_material(slug: str, material: str):
    reading, row = material_or_404(slug, material)
    return do(
        reading,
        lambda: materials.detach_material(reading, row, actor=current_user.actor, now=now()),
        _("The material is kept here now; its files no longer change it."),
        place=url_for("reading.write_material", slug=slug, material=material),
    )


@bp.get("/<slug>/materials/<material>/revisions")
@allow("reading.run")
def revisions(slug: str, material: str):
    """The revisions, and what of one is different from another: ``of`` and ``to`` are ids."""
    reading, row = material_or_404(slug, material)
    rows = revision_lists.revision_rows(row.id)
    old, new = (whole_number(request.args.get(name)) for name in ("of", "to"))
    pair = revision_lists.two_texts(row.id, old, new) if old and new else None
    if pair is None and (old or new):
        abort(404)
    return render_template(
        "reading/revisions.html", reading=reading, material=row, rows=rows, words=words,
        lines=differences(*pair) if pair is not None else None, of=old, to=new,
        before=revision_lists.before_each(rows),
    )  # fmt: skip


def _off_or_404(reading: ReadingClass, slug: str) -> ReadingMaterial:
    rows = materials.materials_of(reading.id)
    return next((one for one in rows if one.slug == slug and one.removed_at), None) or abort(404)


def _do(reading: ReadingClass, step, message: str):
    return do(reading, step, message, place=url_for("reading.syllabus_page", slug=reading.slug))

"""Two records of one person made one, and taken apart again."""

from flask import abort, render_template, request
from flask_babel import gettext as _

from blueprints.people import forms
from blueprints.people.acting import person_url, refuse, try_act
from blueprints.people.blueprint import bp
from blueprints.people.lines import signed
from blueprints.people.words import MERGED_ACCOUNT, REFUSALS, why_refused
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import today
from blueprints.shared.saving import saved
from domain.people import merging
from domain.placements.merged_people import Together, placed_as_one
from models import Person, PersonMerge, db


@bp.route("/<staff_no>/merge", methods=["GET", "POST"])
@allow("people.edit")
def merge(staff_no: str):
    """Name the other record, see what would move, and confirm it."""
    person = person_or_404(staff_no, "people.edit")
    posted = request.method == "POST"
    form = forms.MergeForm() if posted else forms.MergeForm(request.args, meta={"csrf": False})
    preview = None
    if (posted or "other" in request.args) and form.validate():
        other = form.other.person
        done = try_act(form, person, lambda: _merge(person, other)) if posted else None
        if done is not None:
            return done
        preview = _preview(form, person, other)
    page = render_template(
        "people/merge.html", person=person, form=form, preview=preview,
        together=_together(person, form) if preview else None,
        other=getattr(form.other, "person", None), account_words=MERGED_ACCOUNT,
        back=person_url(person),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _preview(form: forms.MergeForm, person: Person, other: Person):
    if form.errors:
        return None
    try:
        merging.check_two(person, other)
    except REFUSALS as error:
        refuse(form, error)
        return None
    return merging.preview_merge(person, other)


def _together(person: Person, form: forms.MergeForm) -> Together:
    return placed_as_one(person, form.other.person, today=today())


def _merge(person: Person, other: Person) -> str:
    merging.merge_people(person, other, on=today(), **signed())
    return _("The two records are one. It can be taken apart for 30 days.")


@bp.post("/<staff_no>/merges/<int:merge_id>/undoing")
@allow("people.edit")
def undoing(staff_no: str, merge_id: int):
    person = person_or_404(staff_no, "people.edit")
    merge = db.session.get(PersonMerge, merge_id)
    if merge is None or merge.kept_id != person.id:
        abort(404)
    try:
        merging.undo_merge(merge, today=today(), **signed())
    except REFUSALS as error:
        return saved(person_url(person), why_refused(error), "due")
    text = _(
        "The two records stand apart again. Roles that had lapsed are asked for; the security "
        "officer decides."
    )
    return saved(person_url(person), text)

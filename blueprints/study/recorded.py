"""What was recorded for many: the list, one batch with who got what, and voiding of it."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from blueprints.shared.access import allow
from blueprints.shared.clock import joined, now, today
from blueprints.shared.forms import RecordForm
from blueprints.shared.hours_words import amount_text, kind_word, topic_text
from blueprints.shared.paging import Page, page_number, whole_number
from blueprints.shared.saving import saved
from blueprints.study.blueprint import bp
from blueprints.study.forms import not_blank
from blueprints.study.words import STATES, gained_markup
from domain import access, recorded_lists
from domain.batches import IMPORT
from domain.confirming import void_entries
from domain.hours.packs import pack_in_force, packs_in_force
from domain.recorded_lists import BatchRow

PAGE_SIZE = 50
MOST_VOIDED = 500  # at once


class VoidForm(RecordForm):
    reason = StringField(
        _l("Why it is voided"), [InputRequired(), not_blank, Length(max=300)]
    )  # fmt: skip


@bp.get("/activities")
@allow("entry.record")
def activities():
    """What was recorded for people in reach, by whomever, the latest first."""
    covered, number = access.reach(current_user, "entry.record"), page_number()
    rows, total = recorded_lists.batch_rows(covered, today=today(), page=number, size=PAGE_SIZE)
    return render_template(
        "study/activities.html", rows=rows, page=Page(number, total, PAGE_SIZE), imported=IMPORT
    )


@bp.get("/activities/<int:batch_id>")
@allow("entry.record")
def activity(batch_id: int):
    return _page(_batch_or_404(batch_id, "entry.record"), VoidForm())


@bp.post("/activities/<int:batch_id>/voids")
@allow("entry.void")
def void_recorded(batch_id: int):
    """Void one entry of the batch, or all that are in reach; never one's own."""
    batch = _batch_or_404(batch_id, "entry.void")
    asked, form = whole_number(request.form.get("entry")), VoidForm()
    found = recorded_lists.entries_to_void(
        batch_id, access.reach(current_user, "entry.void"), today=today(), most=MOST_VOIDED,
        own_person_id=current_user.person_id, entry_id=asked or None,
    )  # fmt: skip
    if not form.validate():
        return _page(batch, form, asked), 422
    voided = void_entries(
        found, form.reason.data.strip(), actor=current_user.actor, now=now()
    )  # fmt: skip
    page = url_for("study.activity", batch_id=batch_id)
    if not voided:
        return saved(page, _("Nothing was voided: no such entry stands confirmed."), "due")
    return saved(page, _voided_text(voided))


def _voided_text(many: int) -> str:
    text = ngettext("%(num)d entry voided.", "%(num)d entries voided.", many)
    if many < MOST_VOIDED:
        return text
    return joined([text, _("That is the most at once: repeat it for the rest.")])


def _batch_or_404(batch_id: int, permission: str) -> BatchRow:
    covered = access.reach(current_user, permission)
    return recorded_lists.find_batch(batch_id, covered, today=today()) or abort(404)


def _page(batch: BatchRow, form: VoidForm, asked: int = 0):
    """Four queries, and those of the rules."""
    covered, number = access.reach(current_user, "entry.record"), page_number()
    entries = recorded_lists.batch_entries(
        batch.id, covered, today=today(), page=number, size=PAGE_SIZE
    )
    packs = packs_in_force({today(), *(one.studied_on for one in entries)})
    told = recorded_lists.batch_activity(batch.id) if batch.kind != IMPORT else None
    return render_template(
        "study/activity.html", batch=batch, entries=entries, form=form, asked=asked,
        page=Page(number, batch.entries, PAGE_SIZE), states=STATES, told=told,
        kind_of=lambda one: kind_word(_pack(packs, one), one.kind),
        amount_of=lambda one: amount_text(_pack(packs, one).kinds.get(one.kind), one),
        title_of=lambda one: topic_text(one.topic, _pack(packs, one), one.kind),
        gained=gained_markup(told) if told is not None else "",
        may_void=access.may(current_user, "entry.void"), own=current_user.person_id,
    )  # fmt: skip


def _pack(packs, one):
    """The pack of an entry's day; of today where none was in force then."""
    found = packs.get(one.studied_on) or packs.get(today()) or pack_in_force(today())
    return found[1]

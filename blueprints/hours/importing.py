"""Past activities brought in by HR: chosen, previewed row by row, applied as previewed."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from blueprints.hours.blueprint import bp
from blueprints.shared import past_words
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import hours_text, now, today
from blueprints.shared.exports import send_workbook
from blueprints.shared.file_imports import FileImport, page_of
from blueprints.shared.forms import RecordForm, new_once_key
from blueprints.shared.past_template import past_template
from blueprints.shared.refused_rows import refused_rows_workbook
from blueprints.shared.saving import saved
from domain.hours.packs import pack_in_force
from domain.past_activities.apply import apply_past
from domain.past_activities.columns import ACTIVITY_COLUMNS, PastFile, read_past_file
from domain.past_activities.compare import plan_past
from domain.past_activities.plans import PastKind, PastPlan
from domain.past_activities.state import load_past_state
from domain.uploads import HOURS, applied_counts, close_upload
from models import ImportFile, db

PAST_FILE = FileImport(HOURS, "hours/import.html", read_past_file)


class PastForm(RecordForm):
    file = FileField(_l("Past activities"), [FileRequired(_l("Choose a file."))])


@dataclass(frozen=True, slots=True)
class Planned:
    """A file as it was read, and what it would do now."""

    file: PastFile
    plan: PastPlan


@bp.get("/import/template.xlsx")
@allow("hours.keep")
def past_sheet():
    _pack_id, pack = pack_in_force(today())
    return send_workbook(past_template(pack), f"{_('Past activities')}.xlsx")


@bp.get("/import")
@allow("hours.keep")
def past():
    return render_template(PAST_FILE.template, form=PastForm())


@bp.post("/import")
@allow("hours.keep", gate="free")
def keep_past():
    return PAST_FILE.keep(PastForm(), lambda kept: url_for("hours.past_preview", upload_id=kept.id))


@bp.get("/import/<int:upload_id>")
@allow("hours.keep")
def past_preview(upload_id: int):
    kept = PAST_FILE.own_or_404(upload_id)
    if kept.applied_at is None:
        return _preview_page(kept, _planned(PAST_FILE.read(kept)))
    told = applied_counts(kept)
    counts = [(str(label), told.get(kind, 0)) for kind, label in past_words.KINDS.items() if told]
    return render_template(
        "hours/imported.html", kept=kept, counts=counts, batch_id=told.get("batch")
    )


@bp.get("/import/<int:upload_id>/refused.xlsx")
@allow("hours.keep")
def past_refused(upload_id: int):
    """The refused rows as they were written, with the reason in the last column."""
    kept = PAST_FILE.own_or_404(upload_id)
    return PAST_FILE.send_refused(kept, lambda: _refused(_planned(PAST_FILE.read(kept))))


@bp.post("/import/<int:upload_id>/application")
@allow("hours.keep", gate="free")
def apply_past_file(upload_id: int):
    """Apply what was previewed, and nothing else: a plan that differs is shown instead."""
    kept = PAST_FILE.own_or_404(upload_id)
    here = url_for("hours.past_preview", upload_id=upload_id)
    if kept.applied_at is not None:
        return redirect(here)
    file = PAST_FILE.read(kept)
    refused = _refused(_planned(file))
    instead = begin_writing()
    if instead is not None:
        return instead
    kept = PAST_FILE.own_or_404(upload_id, hold=True)
    if kept.applied_at is not None:
        return redirect(here)
    found = _planned(file, hold=True)
    if found.plan.digest != request.form.get("digest", ""):
        db.session.rollback()
        return _preview_page(PAST_FILE.own_or_404(upload_id), _planned(file), overtaken=True), 409
    apply_past(found.plan, kept.filename, actor=current_user.actor, now=now(), import_id=kept.id)
    close_upload(kept, refused if found.plan.counts[PastKind.REFUSED] else b"", now=now())
    return saved(here, _done_text(found.plan))


def _preview_page(kept: ImportFile, found: Planned, *, overtaken: bool = False) -> str:
    plan, chosen = found.plan, request.args.get("kind", "")
    rows = plan.of_kind(PastKind(chosen)) if chosen in set(PastKind) else plan.rows
    page, shown = page_of(rows)
    return render_template(
        "hours/import_preview.html", kept=kept, plan=plan, page=page, chosen=chosen,
        rows=shown, words=past_words, overtaken=overtaken,
        counts=[(kind.value, past_words.KINDS[kind], plan.counts[kind]) for kind in PastKind],
        writes=plan.counts[PastKind.READY],
        once=new_once_key(), hours_text=hours_text,
    )  # fmt: skip


def _planned(file: PastFile, *, hold: bool = False) -> Planned:
    state = load_past_state(file, hold=hold)
    own = current_user.person_id
    return Planned(file, plan_past(file, state, today=today(), own_person_id=own))


def _refused(found: Planned) -> bytes:
    refused = found.plan.of_kind(PastKind.REFUSED)
    return refused_rows_workbook(
        ACTIVITY_COLUMNS, {row.number: row.written for row in found.file.rows},
        [(row.number, past_words.refusals_text(row)) for row in refused],
    )  # fmt: skip


def _done_text(plan: PastPlan) -> str:
    ready, refused = plan.counts[PastKind.READY], plan.counts[PastKind.REFUSED]
    parts = (
        ngettext("%(num)d activity brought in", "%(num)d activities brought in", ready),
        ngettext("%(num)d row refused", "%(num)d rows refused", refused),
    )
    return _("%(parts)s.", parts=_(", ").join(parts))

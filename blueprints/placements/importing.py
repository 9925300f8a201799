"""Histories brought in by HR: chosen, previewed row by row, applied as previewed."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from blueprints.placements.blueprint import bp
from blueprints.shared import past_history_words as told
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now, today
from blueprints.shared.exports import send_workbook
from blueprints.shared.file_imports import FileImport, page_of
from blueprints.shared.forms import RecordForm, new_once_key
from blueprints.shared.past_history_template import history_template
from blueprints.shared.refused_rows import refused_rows_workbook
from blueprints.shared.saving import saved
from domain.past_histories.apply import LinesInTheWay, apply_histories
from domain.past_histories.columns import HISTORY_COLUMNS, HistoryFile, read_history_file
from domain.past_histories.compare import plan_histories
from domain.past_histories.plans import HistoriesPlan, HistoryKind
from domain.past_histories.state import load_history_state
from domain.uploads import HISTORIES, applied_counts, close_upload
from models import ImportFile, db

HISTORY_FILE = FileImport(HISTORIES, "placements/import.html", read_history_file)
OPENED_SHOWN = 20
MISSING = "create_missing"


class HistoryForm(RecordForm):
    file = FileField(_l("Histories"), [FileRequired(_l("Choose a file."))])
    create_missing = BooleanField(
        _l("Create units and posts that are missing"),
        description=_l("A unit nobody knows becomes an outside unit, for earlier employers."),
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """A file as it was read, and what it would do now."""

    file: HistoryFile
    plan: HistoriesPlan


@bp.get("/import/template.xlsx")
@allow("placements.keep")
def history_sheet():
    return send_workbook(history_template(), f"{_('Histories')}.xlsx")


@bp.get("/import")
@allow("placements.keep")
def past_histories():
    return render_template(HISTORY_FILE.template, form=HistoryForm())


@bp.post("/import")
@allow("placements.keep", gate="free")
def keep_histories():
    form = HistoryForm()
    creates = form.create_missing.data
    return HISTORY_FILE.keep(
        form, lambda kept: _preview_url(kept, creates=creates), create_missing=creates
    )


def _preview_url(kept: ImportFile, *, creates: bool) -> str:
    asked = {MISSING: 1} if creates else {}
    return url_for("placements.histories_preview", upload_id=kept.id, **asked)


def _creates(values: Mapping[str, str]) -> bool:
    return values.get(MISSING) == "1"


@bp.get("/import/<int:upload_id>")
@allow("placements.keep")
def histories_preview(upload_id: int):
    kept = HISTORY_FILE.own_or_404(upload_id)
    creates = _creates(request.args)
    if kept.applied_at is None:
        return _preview_page(
            kept, _planned(HISTORY_FILE.read(kept), creates=creates), creates=creates
        )
    counted = applied_counts(kept)
    counts = [(str(label), counted.get(kind, 0)) for kind, label in told.KINDS.items() if counted]
    return render_template("placements/imported.html", kept=kept, counts=counts)


@bp.get("/import/<int:upload_id>/refused.xlsx")
@allow("placements.keep")
def histories_refused(upload_id: int):
    """The refused rows as they were written, with the reason in the last column."""
    kept, creates = HISTORY_FILE.own_or_404(upload_id), _creates(request.args)
    return HISTORY_FILE.send_refused(
        kept, lambda: _refused(_planned(HISTORY_FILE.read(kept), creates=creates))
    )


@bp.post("/import/<int:upload_id>/application")
@allow("placements.keep", gate="free")
def apply_history_file(upload_id: int):
    """Apply what was previewed, and nothing else: a plan that differs is shown instead."""
    kept, creates = HISTORY_FILE.own_or_404(upload_id), _creates(request.form)
    here = _preview_url(kept, creates=creates)
    if kept.applied_at is not None:
        return redirect(here)
    file = HISTORY_FILE.read(kept)
    refused = _refused(_planned(file, creates=creates))
    instead = begin_writing()
    if instead is not None:
        return instead
    kept = HISTORY_FILE.own_or_404(upload_id, hold=True)
    if kept.applied_at is not None:
        return redirect(here)
    found = _planned(file, creates=creates, hold=True)
    if found.plan.digest != request.form.get("digest", ""):
        return _overtaken(upload_id, file, creates=creates)
    try:
        apply_histories(
            found.plan, today=today(), actor=current_user.actor, now=now(), import_id=kept.id
        )
    except LinesInTheWay:
        return _overtaken(upload_id, file, creates=creates)
    close_upload(kept, refused if found.plan.counts[HistoryKind.REFUSED] else b"", now=now())
    return saved(here, _done_text(found.plan))


def _overtaken(upload_id: int, file: HistoryFile, *, creates: bool):
    db.session.rollback()
    found = _planned(file, creates=creates)
    kept = HISTORY_FILE.own_or_404(upload_id)
    return _preview_page(kept, found, creates=creates, overtaken=True), 409


def _preview_page(
    kept: ImportFile, found: Planned, *, creates: bool, overtaken: bool = False
) -> str:
    plan, chosen = found.plan, request.args.get("kind", "")
    rows = plan.of_kind(HistoryKind(chosen)) if chosen in set(HistoryKind) else plan.rows
    page, shown = page_of(rows)
    return render_template(
        "placements/import_preview.html", kept=kept, plan=plan, page=page, chosen=chosen,
        rows=shown, words=told, overtaken=overtaken, creates=creates,
        counts=[(kind.value, told.KINDS[kind], plan.counts[kind]) for kind in HistoryKind],
        opened=plan.opened[:OPENED_SHOWN], more_opened=len(plan.opened) - OPENED_SHOWN,
        writes=plan.counts[HistoryKind.ADDED], once=new_once_key(),
    )  # fmt: skip


def _planned(file: HistoryFile, *, creates: bool, hold: bool = False) -> Planned:
    state = load_history_state(file, today=today(), hold=hold)
    return Planned(file, plan_histories(file, state, today=today(), create_missing=creates))


def _refused(found: Planned) -> bytes:
    refused = found.plan.of_kind(HistoryKind.REFUSED)
    return refused_rows_workbook(
        HISTORY_COLUMNS, {row.number: row.written for row in found.file.rows},
        [(row.number, told.refusals_text(row)) for row in refused],
    )  # fmt: skip


def _done_text(plan: HistoriesPlan) -> str:
    added, refused = plan.counts[HistoryKind.ADDED], plan.counts[HistoryKind.REFUSED]
    parts = (
        ngettext("%(num)d row brought in", "%(num)d rows brought in", added),
        ngettext("%(num)d row refused", "%(num)d rows refused", refused),
    )
    return _("%(parts)s.", parts=_(", ").join(parts))

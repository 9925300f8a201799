"""A roster brought in by HR: chosen, previewed row by row, applied as it was previewed."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from blueprints.people.blueprint import bp
from blueprints.shared import roster_words
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now, today
from blueprints.shared.exports import send_workbook
from blueprints.shared.file_imports import FileImport, page_of
from blueprints.shared.forms import RecordForm, new_once_key
from blueprints.shared.refused_rows import refused_rows_workbook
from blueprints.shared.roster_template import roster_template
from blueprints.shared.saving import saved
from domain import access
from domain.roster.apply import PlanOvertaken, apply_plan
from domain.roster.compare import plan_roster
from domain.roster.plans import Plan, RowKind
from domain.roster.state import RosterState, load_state
from domain.roster_columns import ROSTER_COLUMNS, Roster, read_roster
from domain.uploads import ROSTER, applied_counts, close_upload
from models import ImportFile, db

ROSTER_FILE = FileImport(ROSTER, "people/import.html", read_roster)
MISSING_SHOWN = 20


class RosterForm(RecordForm):
    file = FileField(_l("Roster"), [FileRequired(_l("Choose a file."))])
    create_missing = BooleanField(_l("Create units, branches and posts that are missing"))


@dataclass(frozen=True, slots=True)
class Planned:
    """A roster as it was read, and what it would do now."""

    roster: Roster
    state: RosterState
    plan: Plan


@bp.get("/import/template.xlsx")
@allow("people.edit")
def import_template():
    return send_workbook(roster_template(), f"{_('Roster')}.xlsx")


@bp.get("/import")
@allow("people.edit")
def import_roster():
    return render_template(ROSTER_FILE.template, form=RosterForm())


@bp.post("/import")
@allow("people.edit", gate="free")
def keep_roster():
    form = RosterForm()
    creates = form.create_missing.data
    return ROSTER_FILE.keep(
        form, lambda kept: _preview_url(kept, create_missing=creates), create_missing=creates
    )


@bp.get("/import/<int:upload_id>")
@allow("people.edit")
def import_preview(upload_id: int):
    kept = ROSTER_FILE.own_or_404(upload_id)
    if kept.applied_at is not None:
        return render_template(
            "people/imported.html", kept=kept, counts=_applied_counts(kept),
            may_print=access.may(current_user, "accounts.manage"),
        )  # fmt: skip
    return _preview_page(
        kept, _planned(kept, ROSTER_FILE.read(kept), create_missing=_creates(request.args))
    )


@bp.get("/import/<int:upload_id>/refused.xlsx")
@allow("people.edit")
def import_refused(upload_id: int):
    """The refused rows as they were written, with the reason in the last column."""
    kept, creates = ROSTER_FILE.own_or_404(upload_id), _creates(request.args)
    return ROSTER_FILE.send_refused(
        kept, lambda: _refused(_planned(kept, ROSTER_FILE.read(kept), create_missing=creates))
    )


@bp.post("/import/<int:upload_id>/application")
@allow("people.edit", gate="free")
def apply_roster(upload_id: int):
    """Apply what was previewed, and nothing else: a plan that differs is shown instead."""
    kept = ROSTER_FILE.own_or_404(upload_id)
    if kept.applied_at is not None:
        return redirect(_preview_url(kept))
    create_missing = _creates(request.form)
    roster = ROSTER_FILE.read(kept)
    refused = _refused(_planned(kept, roster, create_missing=create_missing))
    instead = begin_writing()
    if instead is not None:
        return instead
    kept = ROSTER_FILE.own_or_404(upload_id, hold=True)
    if kept.applied_at is not None:
        return redirect(_preview_url(kept))
    found = _planned(kept, roster, create_missing=create_missing)
    if found.plan.digest != request.form.get("digest", ""):
        return _overtaken_page(upload_id, roster, create_missing=create_missing)
    try:
        apply_plan(
            found.plan, found.state, today=today(), actor=current_user.actor, now=now(),
            import_id=kept.id,
        )  # fmt: skip
    except PlanOvertaken:
        return _overtaken_page(upload_id, roster, create_missing=create_missing)
    close_upload(kept, refused if found.plan.counts[RowKind.REFUSED] else b"", now=now())
    return saved(_preview_url(kept), _done_text(found.plan))


def _overtaken_page(upload_id: int, roster: Roster, *, create_missing: bool):
    """Nothing was written: the roster as it would be applied now, to be looked at again."""
    db.session.rollback()
    kept = ROSTER_FILE.own_or_404(upload_id)
    found = _planned(kept, roster, create_missing=create_missing)
    return _preview_page(kept, found, overtaken=True), 409


def _preview_page(kept: ImportFile, found: Planned, *, overtaken: bool = False) -> str:
    plan = found.plan
    chosen = request.args.get("kind", "")
    rows = plan.of_kind(RowKind(chosen)) if chosen in set(RowKind) else plan.rows
    page, shown = page_of(rows)
    creates = _creates(request.values)
    return render_template(
        "people/import_preview.html", kept=kept, plan=plan, page=page, chosen=chosen,
        rows=shown, words=roster_words, overtaken=overtaken,
        counts=[(kind.value, roster_words.KINDS[kind], plan.counts[kind]) for kind in RowKind],
        writes=plan.counts[RowKind.ADDED] + plan.counts[RowKind.CHANGED], creates=creates,
        missing=_missing_lists(plan), once=new_once_key(),
    )  # fmt: skip


def _missing_lists(plan: Plan) -> list[tuple[str, int, list[str]]]:
    """What the file names and nobody has opened: a heading, how many, and the first of them."""
    missing = plan.missing
    named = (
        (_("Units"), ["/".join(path) for path in missing.units]),
        (_("Branches"), list(missing.branches)),
        (_("Posts"), [f"{'/'.join(path)}/{title}" for path, title in missing.posts]),
    )
    return [(title, len(names), names[:MISSING_SHOWN]) for title, names in named if names]


def _applied_counts(kept: ImportFile) -> list[tuple[str, int]]:
    """How many rows of each kind were applied or refused."""
    counts = applied_counts(kept)
    return [
        (str(label), counts.get(kind, 0)) for kind, label in roster_words.KINDS.items() if counts
    ]


def _planned(kept: ImportFile, roster: Roster, *, create_missing: bool) -> Planned:
    state = load_state()
    plan = plan_roster(
        roster, state, today=today(), create_missing=create_missing,
        own_account_id=kept.account_id,
    )  # fmt: skip
    return Planned(roster, state, plan)


def _refused(found: Planned) -> bytes:
    refused = found.plan.of_kind(RowKind.REFUSED)
    return refused_rows_workbook(
        ROSTER_COLUMNS, {row.number: row.written for row in found.roster.rows},
        [(row.number, roster_words.refusals_text(row)) for row in refused],
    )  # fmt: skip


def _creates(values) -> bool:
    return values.get("create_missing") == "1"


def _preview_url(kept: ImportFile, *, create_missing: bool = False) -> str:
    chosen = {"create_missing": "1"} if create_missing else {}
    return url_for("people.import_preview", upload_id=kept.id, **chosen)


def _done_text(plan: Plan) -> str:
    parts = (
        ngettext("%(num)d person added", "%(num)d people added", plan.counts[RowKind.ADDED]),
        ngettext("%(num)d changed", "%(num)d changed", plan.counts[RowKind.CHANGED]),
        ngettext("%(num)d row refused", "%(num)d rows refused", plan.counts[RowKind.REFUSED]),
    )
    return _("%(parts)s.", parts=_(", ").join(parts))

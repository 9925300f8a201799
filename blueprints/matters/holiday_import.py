"""The holiday table from a file: chosen, previewed row by row, brought in as previewed."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from blueprints.matters.blueprint import bp
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.exports import send_workbook
from blueprints.shared.file_imports import FileImport
from blueprints.shared.forms import RecordForm, new_once_key
from blueprints.shared.refused_rows import refused_rows_workbook
from blueprints.shared.saving import saved
from blueprints.shared.sheet_template import FILE_NOTES, SheetTemplate, template_workbook
from domain.matters.holidays import (
    HOLIDAY_COLUMNS,
    HolidayRow,
    RowWrong,
    bring_in,
    read_holidays,
)
from domain.uploads import HOLIDAYS, close_upload

WRONG = {
    RowWrong.DAY: _l("No day that can be read: write it like 2026-10-01."),
    RowWrong.KIND: _l("The kind is 休 (off) or 班 (work)."),
    RowWrong.NAME: _l("The name has 60 characters at most."),
    RowWrong.TWICE: _l("The day stands in the file twice."),
    RowWrong.KNOWN: _l("The day stands in the table already, and says otherwise."),
}
NOTES = {
    "day": ("必填。例如：2026-10-01。", "Required, like 2026-10-01."),
    "kind": ("必填。休：放假；班：调休上班。", "Required. 休: off; 班: worked to make up."),
    "name": ("节日名称，可以为空。", "The name of the holiday; may be empty."),
}
HOLIDAY_FILE = FileImport(HOLIDAYS, "matters/holiday_import.html", read_holidays)


class HolidayFileForm(RecordForm):
    file = FileField(_l("Holiday table"), [FileRequired(_l("Choose a file."))])


@bp.get("/holidays/import")
@allow("calendar.edit")
def holiday_file():
    return render_template(HOLIDAY_FILE.template, form=HolidayFileForm())


@bp.get("/holidays/template.xlsx")
@allow("calendar.edit")
def holiday_sheet():
    template = SheetTemplate(
        "节假日", HOLIDAY_COLUMNS, NOTES, FILE_NOTES, {"kind": ["休", "班"]},
        frozenset({"day"}), {"name": 24},
    )  # fmt: skip
    return send_workbook(template_workbook(template), f"{_('Holiday table')}.xlsx")


@bp.post("/holidays/import")
@allow("calendar.edit", gate="free")
def keep_holiday_file():
    return HOLIDAY_FILE.keep(
        HolidayFileForm(), lambda kept: url_for("matters.holiday_preview", upload_id=kept.id)
    )


@bp.get("/holidays/import/<int:upload_id>")
@allow("calendar.edit")
def holiday_preview(upload_id: int):
    kept = HOLIDAY_FILE.own_or_404(upload_id)
    if kept.applied_at is not None:
        return redirect(url_for("matters.holidays"))
    rows = HOLIDAY_FILE.read(kept)
    return render_template(
        "matters/holiday_preview.html", kept=kept, rows=rows, wrong=WRONG,
        new=sum(_is_new(row) for row in rows), refused=sum(bool(row.wrong) for row in rows),
        once=new_once_key(),
    )  # fmt: skip


@bp.get("/holidays/import/<int:upload_id>/refused.xlsx")
@allow("calendar.edit")
def holidays_refused(upload_id: int):
    """The refused rows as they were written, with the reason in the last column."""
    kept = HOLIDAY_FILE.own_or_404(upload_id)
    return HOLIDAY_FILE.send_refused(kept, lambda: _refused(HOLIDAY_FILE.read(kept)))


@bp.post("/holidays/import/<int:upload_id>/application")
@allow("calendar.edit")
def apply_holidays(upload_id: int):
    """Bring in the days that are right and new; the refused rows stay to be downloaded."""
    kept = HOLIDAY_FILE.own_or_404(upload_id, hold=True)
    if kept.applied_at is not None:
        return redirect(url_for("matters.holidays"))
    rows = HOLIDAY_FILE.read(kept)
    added = bring_in(rows, actor=current_user.actor, now=now())
    close_upload(kept, _refused(rows) if any(row.wrong for row in rows) else b"", now=now())
    text = ngettext("%(num)d day brought in.", "%(num)d days brought in.", added)
    return saved(url_for("matters.holidays"), text)


def _is_new(row: HolidayRow) -> bool:
    return not row.wrong and not row.same


def _refused(rows: list[HolidayRow]) -> bytes:
    return refused_rows_workbook(
        HOLIDAY_COLUMNS, {row.number: row.written for row in rows},
        [(row.number, " ".join(str(WRONG[one]) for one in row.wrong)) for row in rows
         if row.wrong],
    )  # fmt: skip

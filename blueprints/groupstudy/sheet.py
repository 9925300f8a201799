"""The sign-in sheet: printed, as Excel, and its list brought back in."""

from itertools import groupby

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from blueprints.groupstudy import words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.closing_words import told_state, why_refused
from blueprints.groupstudy.loading import gathering_url, held_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.exports import send_workbook
from blueprints.shared.file_imports import FileImport, page_of
from blueprints.shared.forms import RecordForm, new_once_key
from blueprints.shared.paging import whole_number
from blueprints.shared.refused_rows import refused_rows_workbook
from blueprints.shared.saving import saved, step_back
from blueprints.shared.sheet_template import FILE_NOTES, SheetTemplate, template_workbook
from domain.groupstudy import credited
from domain.groupstudy.holding import OPEN, NotInState
from domain.groupstudy.sheets import (
    SHEET_COLUMNS,
    STATE_WORDS,
    RowWrong,
    SheetLine,
    bring_in,
    read_signed,
)
from domain.uploads import ATTENDANCE, close_upload, kind_of
from models import GroupStudy

EMPTY_LINES = 8  # to sign for guests
MOST_NAMED = 10
WRONG = {
    RowWrong.SHAPE: _l("A staff number is 1 to 32 letters, digits or hyphens."),
    RowWrong.NOBODY: _l(
        "Nobody whom you see here has this staff number. Of anybody else write the name as well, "
        "as it stands."
    ),
    RowWrong.TWICE: _l("The person stands in the file twice."),
    RowWrong.NAME: _l("The staff number is that of somebody with another name."),
    RowWrong.STATE: _l(
        "The attendance is 已到 (present), 迟到 (late), 请假 (leave) or 缺席 (absent)."
    ),
    RowWrong.REASON: _l("Leave is given for a reason."),
    RowWrong.LONG: _l("The reason has 300 characters at most."),
    RowWrong.LEFT: _l("Has left by that day."),
    RowWrong.CHANGED: _l(
        "The attendance has changed since the preview. Bring the row in again if it still holds."
    ),
}  # fmt: skip
NOTES = {
    "staff_no": ("必填。", "Required."),
    "name": (
        "可以为空；填写时须与工号相符。名单上不向您显示姓名的人员必填。",
        "May be empty; it fits the staff number. Required of whoever is not named to you.",
    ),
    "branch": ("仅供查看，不读取。", "For reading only."),
    "guest": ("仅供查看，不读取。", "For reading only."),
    "state": (
        "已到、迟到、请假、缺席；留空表示不改动。",
        "已到 present, 迟到 late, 请假 leave, 缺席 absent; empty changes nothing.",
    ),
    "reason": ("请假时必填。", "Required with leave."),
}  # fmt: skip


class SheetFileForm(RecordForm):
    file = FileField(_l("Sign-in sheet"), [FileRequired(_l("Choose a file."))])


def _import_of(gathering: GroupStudy) -> FileImport:
    return FileImport(
        kind_of(ATTENDANCE, gathering.id), "groupstudy/sheet_import.html",
        lambda content, filename: read_signed(gathering, content, filename, current_user),
    )  # fmt: skip


@bp.get("/<int:gathering_id>/sheet")
@allow("group_study.hold")
def sheet(gathering_id: int):
    """For paper: names by branch with a place to sign, and empty lines for guests."""
    gathering = held_or_404(gathering_id)
    lines, hidden = credited.sheet_lines(gathering, current_user)
    return render_template(
        "groupstudy/sheet.html", gathering=gathering, words=words, place=gathering_url(gathering),
        by_branch=[
            (name, list(some))
            for name, some in groupby(
                (one for one in lines if not one.guest), key=lambda one: one.branch
            )
        ],
        guests=[one for one in lines if one.guest], hidden=hidden, empty_lines=EMPTY_LINES,
    )  # fmt: skip


@bp.get("/<int:gathering_id>/sheet.xlsx")
@allow("group_study.hold")
def sheet_file(gathering_id: int):
    """The same list, to be filled in and brought back."""
    gathering = held_or_404(gathering_id)
    lines, _hidden = credited.sheet_lines(gathering, current_user)
    template = SheetTemplate(
        "签到表", SHEET_COLUMNS, NOTES, FILE_NOTES,
        {"state": [some[0] for some in STATE_WORDS.values()]}, frozenset(),
        {"branch": 26, "reason": 30},
        [
            {"staff_no": one.staff_no, "name": one.name, "branch": one.branch,
             "guest": "是" if one.guest else "",
             "state": STATE_WORDS.get(one.state, ("",))[0], "reason": one.reason}
            for one in lines
        ],
    )  # fmt: skip
    name = f"{gathering.held_on} {gathering.topic} {_('Sign-in sheet')}.xlsx"
    return send_workbook(template_workbook(template), name)


@bp.get("/<int:gathering_id>/sheet/import")
@allow("group_study.hold")
def sheet_import(gathering_id: int):
    gathering = held_or_404(gathering_id)
    if gathering.state != OPEN:
        return told_state(gathering)
    return render_template(_import_of(gathering).template, form=_form(gathering))


@bp.post("/<int:gathering_id>/sheet/import")
@allow("group_study.hold", gate="free")
def keep_sheet(gathering_id: int):
    gathering = held_or_404(gathering_id)
    if gathering.state != OPEN:
        return told_state(gathering)
    return _import_of(gathering).keep(
        _form(gathering),
        lambda kept: url_for(
            "groupstudy.sheet_preview", gathering_id=gathering_id, upload_id=kept.id
        ),
    )  # fmt: skip


@bp.get("/<int:gathering_id>/sheet/import/<int:upload_id>")
@allow("group_study.hold")
def sheet_preview(gathering_id: int, upload_id: int):
    """What becomes of every row; nothing is written yet."""
    gathering = held_or_404(gathering_id)
    kept = _import_of(gathering).own_or_404(upload_id)
    if kept.applied_at is not None:
        return redirect(gathering_url(gathering))
    lines = _import_of(gathering).read(kept)
    page, shown = page_of(lines)
    return render_template(
        "groupstudy/sheet_preview.html", gathering=gathering, kept=kept, lines=shown, page=page,
        wrong=WRONG, words=words, place=gathering_url(gathering), once=new_once_key(),
        seen=" ".join(f"{one.person_id}.{one.was}" for one in lines if one.changed),
        changed=sum(one.changed for one in lines), refused=sum(bool(one.wrong) for one in lines),
    )  # fmt: skip


@bp.get("/<int:gathering_id>/sheet/import/<int:upload_id>/refused.xlsx")
@allow("group_study.hold")
def sheet_refused(gathering_id: int, upload_id: int):
    """The refused rows as they were written, with the reason in the last column."""
    brought = _import_of(held_or_404(gathering_id))
    kept = brought.own_or_404(upload_id)
    return brought.send_refused(kept, lambda: _refused(brought.read(kept)))


@bp.post("/<int:gathering_id>/sheet/import/<int:upload_id>/application")
@allow("group_study.hold")
def apply_sheet(gathering_id: int, upload_id: int):
    """Mark those of the rows that are right; the refused rows stay to be downloaded."""
    gathering = held_or_404(gathering_id)
    brought = _import_of(gathering)
    kept = brought.own_or_404(upload_id, hold=True)
    if kept.applied_at is not None:
        return redirect(gathering_url(gathering))
    lines = brought.read(kept)
    try:
        many = bring_in(gathering, lines, _states_seen(), current_user, now=now())
    except NotInState as refused:
        text = why_refused(refused)[0]
        step_back()
        return saved(gathering_url(held_or_404(gathering_id)), text, "due")
    close_upload(kept, _refused(lines) if any(one.wrong for one in lines) else b"", now=now())
    told = ngettext("%(num)d person marked.", "%(num)d people marked.", many)
    changed = [one.name for one in lines if RowWrong.CHANGED in one.wrong]
    if changed:
        told = f"{told} {_changed_text(changed)}"
    return saved(gathering_url(gathering), told, "due" if changed else "done")


def _states_seen() -> dict[int, str]:
    """Who was in which state when the preview was shown: ``317.present 318.``."""
    seen = [one.partition(".") for one in request.form.get("seen", "").split()]
    return {whole_number(number): state for number, _dot, state in seen}


def _changed_text(names: list[str]) -> str:
    shown = _(", ").join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    return ngettext(
        "%(num)d row was left out, as the attendance has changed since the preview: %(names)s.",
        "%(num)d rows were left out, as the attendance has changed since the preview: %(names)s.",
        len(names), names=shown,
    )  # fmt: skip


def _form(gathering: GroupStudy) -> SheetFileForm:
    form = SheetFileForm()
    form.place = gathering_url(gathering)
    return form


def _refused(lines: list[SheetLine]) -> bytes:
    return refused_rows_workbook(
        SHEET_COLUMNS, {one.number: one.written for one in lines},
        [
            (one.number, " ".join(str(WRONG[why]) for why in one.wrong))
            for one in lines
            if one.wrong
        ],
    )  # fmt: skip

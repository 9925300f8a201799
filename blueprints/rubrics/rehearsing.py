"""A version rehearsed: on made-up sheets, a file, or an earlier series. Nothing is written."""

from flask import abort, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from blueprints.rubrics.blueprint import bp
from blueprints.rubrics.reading import rubric_or_404
from blueprints.rubrics.rehearsal_forms import EARLIER, FILE, MADE_UP, RehearsalForm
from blueprints.rubrics.sheets_template import sheets_template
from blueprints.rubrics.trial_words import compared, told
from blueprints.shared import rubric_words
from blueprints.shared.access import allow
from blueprints.shared.exports import send_workbook
from blueprints.shared.file_words import file_refusal_text
from blueprints.shared.paging import whole_number
from blueprints.shared.score_words import sheet_row_text
from domain.lectures.published_sheets import published_document, published_series
from domain.lectures.rehearsing import Rehearsed, made_up, of_file, of_published, results_of
from domain.lectures.rubric import Rubric
from domain.lectures.rubric_keeping import rubric_versions
from domain.lectures.sheets_file import SheetRowsRefused, read_sheets
from domain.lectures.verifying import read_published
from domain.sheets import SheetRefused
from models import RubricVersion

# Of a file, in a few seconds and little memory; the command has no limit.
MOST_SHEETS, MOST_LECTURES, MOST_JUDGES = 20_000, 1_500, 500


@bp.get("/<slug>/<int:version>/rehearsal")
@allow("rules.adopt")
def rehearsal(slug: str, version: int):
    """What the version does with made-up sheets, to begin with. Three queries."""
    row, rubric = rubric_or_404(slug, version)
    return _answer(RehearsalForm(formdata=None), row, rubric)


@bp.post("/<slug>/<int:version>/rehearsal")
@allow("rules.adopt", gate="free")
def rehearse(slug: str, version: int):
    """Reckon both scores of the sheets that were chosen; nothing is written or kept."""
    row, rubric = rubric_or_404(slug, version)
    return _answer(RehearsalForm(), row, rubric)


@bp.get("/<slug>/<int:version>/sheets.xlsx")
@allow("rules.adopt")
def empty_sheets(slug: str, version: int):
    """The headings of a file of sheets, with the criteria and classes of this version."""
    row, rubric = rubric_or_404(slug, version)
    name = _("sheets-%(rubric)s-%(version)d", rubric=row.slug, version=row.version)
    return send_workbook(sheets_template(rubric), f"{name}.xlsx")


def _answer(form: RehearsalForm, row: RubricVersion, rubric: Rubric):
    others = [one for one in rubric_versions() if one[0].id != row.id]
    earlier = published_series()
    _offer(form, others, earlier)
    sheets, rows = None, []
    if not form.is_submitted() or form.validate():
        sheets, rows = _chosen(form, rubric)
    trial = comparison = None
    if sheets is not None:
        ours = results_of(sheets, rubric, row.source_text)
        trial = told(rubric, sheets, ours)
        found = [one for one in others if str(one[0].id) == form.other.data]
        for other_row, other in found:
            theirs = results_of(_for(form, sheets, other), other, other_row.source_text)
            comparison = compared(rubric, other, sheets, ours, theirs)
    page = render_template(
        "rubrics/rehearsal.html", form=form, row=row, rubric=rubric, rubric_words=rubric_words,
        trial=trial, comparison=comparison, wrong_rows=rows, seed=form.seed.data,
        earlier=earlier, others=others,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _offer(form: RehearsalForm, others, earlier: list[tuple[int, str]]) -> None:
    if earlier:
        form.on.choices = [*form.on.choices, EARLIER]
    form.series.choices = [SelectChoice(str(result_id), title) for result_id, title in earlier]
    form.other.choices = [
        SelectChoice("", _("nothing")),
        *(SelectChoice(str(row.id), rubric_words.title_text(rubric)) for row, rubric in others),
    ]


def _chosen(form: RehearsalForm, rubric: Rubric) -> tuple[Rehearsed | None, list[str]]:
    """The sheets of the source that was chosen, or ``None``, and what is wrong with its rows."""
    if form.on.data == MADE_UP:
        sheets = made_up(
            rubric, seed=form.seed.data, lectures=form.lectures.data, judges=form.judges.data,
            given=form.given.data,
        )  # fmt: skip
        return sheets, []
    if form.on.data == FILE:
        return _of_file(form, rubric)
    return _of_series(form.series.data, rubric), []


def _of_series(result_id: str | None, rubric: Rubric) -> Rehearsed:
    document = published_document(whole_number(result_id)) or abort(404)
    return of_published(*read_published(document.encode(), ""), rubric)


def _for(form: RehearsalForm, sheets: Rehearsed, other: Rubric) -> Rehearsed:
    """The same sheets for another rubric: of a series with the totals as that one weighs them."""
    if form.on.data in (MADE_UP, FILE):
        return sheets
    return _of_series(form.series.data, other)


def _of_file(form: RehearsalForm, rubric: Rubric) -> tuple[Rehearsed | None, list[str]]:
    sent = form.file.data
    if not sent:
        form.file.errors = [_("Choose a file.")]
        return None, []
    try:
        read = read_sheets(sent.read(), sent.filename or "", rubric)
    except SheetRefused as refused:
        form.file.errors = [file_refusal_text(refused)]
        return None, []
    except SheetRowsRefused as refused:
        form.file.errors = [
            ngettext("%(num)d row is wrong; nothing was reckoned.",
                     "%(num)d rows are wrong; nothing was reckoned.", refused.count)
        ]  # fmt: skip
        return None, [sheet_row_text(number, why) for number, why in refused.rows]
    judges = len({one.judge for one in read.sheets})
    found = len(read.sheets), len(read.lectures), judges
    if any(
        one > most
        for one, most in zip(found, (MOST_SHEETS, MOST_LECTURES, MOST_JUDGES), strict=True)
    ):
        form.file.errors = [_too_large(*found)]
        return None, []
    return of_file(read), _passed_over(read.unknown_headings)


def _too_large(sheets: int, lectures: int, judges: int) -> str:
    return _(
        "The file has %(sheets)d sheets, %(lectures)d lectures and %(judges)d judges; this page "
        "reckons with %(most_sheets)d, %(most_lectures)d and %(most_judges)d at most. The command "
        "“flask lectures rehearse” takes any number.",
        sheets=sheets, lectures=lectures, judges=judges, most_sheets=MOST_SHEETS,
        most_lectures=MOST_LECTURES, most_judges=MOST_JUDGES,
    )  # fmt: skip


def _passed_over(headings: list[str]) -> list[str]:
    if not headings:
        return []
    return [_("Columns that were passed over: %(headings)s", headings=_(", ").join(headings))]

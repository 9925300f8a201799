"""Papers of results: certificates, the poster, sheets of account; and everything as Excel."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from flask import Response, abort, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from blueprints.lectures import paper_files, result_words
from blueprints.lectures.account_page import Account, account_of
from blueprints.lectures.blueprint import bp
from blueprints.lectures.loading import series_or_404
from blueprints.lectures.result_forms import AwardForm
from blueprints.lectures.result_page import uncertain_places
from blueprints.lectures.result_words import ranked_text
from blueprints.lectures.results import result_or_404, results_url
from blueprints.shared.access import allow
from blueprints.shared.chinese_fonts import NoChineseFont
from blueprints.shared.errors import error_page
from blueprints.shared.exports import Cell, SheetToWrite, send_workbook, workbook
from blueprints.shared.sent_files import send_saved
from blueprints.shared.word_files import send_word
from domain.lectures import freezing
from domain.lectures.awards import Awarded, Awards, NotDescending, awarded
from domain.lectures.holding import PUBLISHED
from domain.lectures.snapshot import ResultRow, Snapshot, snapshot_of
from models import LectureResult, LectureSeries

# Until somebody chooses: up to which place each prize goes, and on what the poster is printed.
USUAL = {"first": "1", "second": "3", "third": "6", "least": "0", "paper": "a3"}


@bp.get("/<series_slug>/results/papers")
@allow("lectures.run")
def papers(series_slug: str):
    """Which places get which award, and the papers that follow from it. Nothing is stored."""
    series = series_or_404(series_slug)
    result, snapshot = _published_or_404(series)
    form, found = _awards(snapshot)
    page = render_template(
        "lectures/papers.html", series=series, form=form, awarded=found or [], result=result,
        place=results_url(series), asked=request.query_string.decode(), snapshot=snapshot,
        award_word=paper_files.award_word, result_words=result_words,
        uncertain=uncertain_places(snapshot),
    )  # fmt: skip
    return page, 200 if found is not None else 422


@bp.get("/<series_slug>/results/certificates.pdf")
@allow("lectures.run")
def certificates_pdf(series_slug: str):
    asked = _certified_or_404(series_slug)
    return _pdf(
        lambda: paper_files.certificates_pdf(*asked),
        _("certificates-%(series)s", series=series_slug),
    )


@bp.get("/<series_slug>/results/certificates.docx")
@allow("lectures.run")
def certificates_word(series_slug: str) -> Response:
    content = paper_files.certificates_word(*_certified_or_404(series_slug))
    return send_word(content, f"{_('certificates-%(series)s', series=series_slug)}.docx")


@bp.get("/<series_slug>/results/poster.pdf")
@allow("lectures.run")
def poster_pdf(series_slug: str):
    asked = _poster_or_404(series_slug)
    return _pdf(
        lambda: paper_files.poster_pdf(*asked),
        _("ranking-%(series)s", series=series_slug),
    )


@bp.get("/<series_slug>/results/poster.docx")
@allow("lectures.run")
def poster_word(series_slug: str) -> Response:
    content = paper_files.poster_word(*_poster_or_404(series_slug))
    return send_word(content, f"{_('ranking-%(series)s', series=series_slug)}.docx")


@bp.get("/<series_slug>/results/<int:number>/accounts.pdf")
@allow("lectures.see")
def accounts_pdf(series_slug: str, number: int):
    result = result_or_404(series_or_404(series_slug), number)
    return _pdf(
        lambda: paper_files.accounts_pdf(snapshot_of(result.document), result),
        _("accounts-%(series)s-%(number)d", series=series_slug, number=number),
    )


@bp.get("/<series_slug>/results/<int:number>.xlsx")
@allow("lectures.see")
def result_workbook(series_slug: str, number: int) -> Response:
    """Places, every sheet by the judge's number, and every step of every account."""
    result = result_or_404(series_or_404(series_slug), number)
    snapshot = snapshot_of(result.document)
    accounts = [account_of(snapshot, row) for row in snapshot.rows]
    sheets = [_places(snapshot), _sheets(accounts), _steps(snapshot, accounts)]
    name = _("results-%(series)s-%(number)d", series=series_slug, number=number)
    return send_workbook(workbook(sheets), f"{name}.xlsx")


def _published_or_404(series: LectureSeries) -> tuple[LectureResult, Snapshot]:
    found = freezing.find_result(series, PUBLISHED) or abort(404)
    return found, snapshot_of(found.document)


def _certified_or_404(series_slug: str) -> tuple[Snapshot, LectureResult, list[Awarded]]:
    """Who gets a certificate: somebody."""
    result, snapshot = _published_or_404(series_or_404(series_slug))
    _form, found = _awards(snapshot)
    return snapshot, result, found or abort(404)


def _poster_or_404(series_slug: str) -> tuple[Snapshot, LectureResult, list[Awarded], str]:
    """Everybody is on it, with a prize or without; and the paper that it is printed on."""
    result, snapshot = _published_or_404(series_or_404(series_slug))
    form, found = _awards(snapshot)
    if found is None:
        abort(404)
    return snapshot, result, found, form.paper.data


def _awards(snapshot: Snapshot) -> tuple[AwardForm, list[Awarded] | None]:
    """The form as the address fills it, and who gets an award; ``None``: it says why not."""
    form = AwardForm(MultiDict(USUAL | request.args.to_dict()))
    if not form.validate():
        return form, None
    try:
        awards = Awards(form.last_places, Fraction(form.least.data or 0))
    except NotDescending as wrong:
        form[wrong.award].errors = [_("It must end below the prize above it, or be 0 for none.")]
        return form, None
    return form, awarded(snapshot, awards)


def _pdf(make: Callable[[], bytes], name: str):
    """The file; without a Chinese font a page says so, never blank signs."""
    try:
        content = make()
    except NoChineseFont:
        return error_page(
            503,
            _("This machine has no Chinese font"),
            _("The PDF would hold blanks in place of characters. The administrator installs a "
              "Chinese font, such as fonts-noto-cjk; until then use the Word file."),
        )  # fmt: skip
    return send_saved(content, "application/pdf", f"{name}.pdf")


def _places(snapshot: Snapshot) -> SheetToWrite:
    headings = [
        _("Comparison group"), _("Ranked"), _("Lecture"), _("Speakers of the lecture"),
        _("Branch"), _("Official score"), _("Valid sheets"), _("Adjusted score"),
        _("Standard error"), _("Rank from"), _("Rank to"),
    ]  # fmt: skip
    return _("Ranking"), headings, [_place_row(row) for row in snapshot.rows]


def _place_row(row: ResultRow) -> list[Cell]:
    told: list[Cell] = [
        row.panel, row.place, row.lecture.topic, _(", ").join(row.lecture.speakers),
        row.lecture.branch, Decimal(row.score) if row.score else None, row.sheets,
    ]  # fmt: skip
    if row.adjusted is None:
        return [*told, None, None, None, None]
    one = row.adjusted
    return [*told, one.estimate, one.standard_error, one.place_low, one.place_high]


def _sheets(accounts: Sequence[Account]) -> SheetToWrite:
    rows: list[Sequence[Cell]] = [
        [account.row.lecture.topic, int(one.judge), *map(Decimal, one.marks), one.score,
         one.dropped]
        for account in accounts
        for one in account.sheets
    ]  # fmt: skip
    criteria = [name for name, _most in accounts[0].criteria] if accounts else []
    headings = [_("Lecture"), _("Judge"), *criteria, _("Sheet"), _("Dropped")]
    return _("Sheets of judges"), headings, rows


def _steps(snapshot: Snapshot, accounts: Sequence[Account]) -> SheetToWrite:
    rows = [
        [ranked_text(snapshot, one.row), one.row.lecture.topic, step]
        for one in accounts
        for step in one.steps
    ]
    return _("Sheets of account"), [_("Ranked"), _("Lecture"), _("Step")], rows

"""``flask lectures``: a rubric tried on a file of sheets, and a published result checked."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.commands.language import in_own_language
from blueprints.shared.file_words import file_refusal_text
from blueprints.shared.pack_words import pack_refusal_text
from blueprints.shared.score_words import (
    METHODS,
    no_place_text,
    sheet_problem_text,
    sheet_row_text,
    tie_text,
)
from domain.hours.fields import PackRefused
from domain.hours.toml_texts import text_of
from domain.lectures.official import OfficialScore
from domain.lectures.results import Results, results, results_document
from domain.lectures.rubric import Rubric, parse_rubric
from domain.lectures.sheets_file import SheetRowsRefused, SheetsFile, read_sheets
from domain.lectures.verifying import Outcome, Verified, verify
from domain.sheets import SheetRefused

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)

lectures = AppGroup("lectures", help="Lecture series and their results.")


@lectures.command("rehearse")
@click.option("--rubric", "rubric_file", required=True, type=EXISTING, help="A rubric (.toml).")
@click.option("--sheets", "sheets_file", required=True, type=EXISTING,
              help="A file of score sheets (.csv).")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def rehearse(rubric_file: Path, sheets_file: Path, *, as_json: bool) -> None:
    """Official and adjusted scores for a file of sheets; no database is asked.

    Sheets that do not count are listed. Exit status 1 when the rubric or the file is refused.
    """
    rubric, source = _rubric(rubric_file)
    read = _sheets(sheets_file, rubric)
    _name_headings(read)
    found = results(rubric, source, read.sheets, lectures=read.lectures, refused=read.refused)
    if as_json:
        click.echo(json.dumps(results_document(found), ensure_ascii=False, indent=2))
    for text in [] if as_json else _table(rubric, found):
        click.echo(text)
    for one in found.refused:
        click.echo(
            _("Not counted: %(lecture)s, judge %(judge)s: %(why)s", lecture=one.lecture,
              judge=one.judge, why=sheet_problem_text(rubric, one)),
            err=True,
        )  # fmt: skip


@lectures.command("verify")
@click.argument("file", type=EXISTING)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def verify_file(file: Path, *, as_json: bool) -> None:
    """Reckon a published result file again from its own sheets, and compare.

    Exit status 0 when it is identical or equal within the tolerance, 1 when it is different or
    no such file.
    """
    try:
        found = verify(file.read_bytes(), file.name)
    except PackRefused as refused:
        raise click.ClickException(_no_result_text(refused)) from None
    if as_json:
        click.echo(json.dumps(_verified(found), ensure_ascii=False, indent=2))
    for text in [] if as_json else _verified_texts(found):
        click.echo(text)
    if found.outcome is Outcome.DIFFERENT:
        raise SystemExit(1)


def _no_result_text(refused: PackRefused) -> str:
    """Where in the file something is wrong; of one that cannot be read at all, just that."""
    if refused.field:
        return pack_refusal_text(refused)
    return _(
        "%(file)s: the file is not complete, or no result file. Download it again.",
        file=refused.file,
    )


def _rubric(file: Path) -> tuple[Rubric, str]:
    try:
        source = text_of(file.read_bytes(), file.name)
        return parse_rubric(source, file.name), source
    except PackRefused as refused:
        raise click.ClickException(pack_refusal_text(refused)) from None


def _sheets(file: Path, rubric: Rubric) -> SheetsFile:
    try:
        return read_sheets(file.read_bytes(), file.name, rubric)
    except SheetRefused as refused:
        raise click.ClickException(file_refusal_text(refused)) from None
    except SheetRowsRefused as refused:
        told = [sheet_row_text(number, why) for number, why in refused.rows]
        more = refused.count - len(told)
        if more:
            told.append(ngettext("%(num)d more row", "%(num)d more rows", more))
        told.append(_("The file was not read."))
        raise click.ClickException("\n".join(told)) from None


def _name_headings(read: SheetsFile) -> None:
    if read.unknown_headings:
        headings = _(", ").join(read.unknown_headings)
        click.echo(_("Columns that were passed over: %(headings)s", headings=headings), err=True)


def _table(rubric: Rubric, found: Results) -> Iterator[str]:
    """The same for people: official by place, adjusted, judges."""
    method = METHODS[rubric.method]
    yield _("Official score, %(method)s", method=method)
    if not found.connected:
        yield _("No judge links all panels, so places hold inside each panel alone.")
    for one in sorted(found.official, key=_by_place):
        panel = "" if found.connected or one.panel is None else f"  ({one.panel})"
        told = (one.place or "–", f"{one.lecture}{panel}", one.score or "–", _notes(rubric, one))
        yield "  ".join(["", *(str(text) for text in told if text)])
    yield ""
    yield _("Adjusted score, with standard error and range of places")
    for row in found.adjusted.lectures:
        error = "" if row.standard_error is None else f" ± {row.standard_error:.2f}"
        panel = "" if found.connected else f"  ({row.panel})"
        yield f"  {row.lecture}{panel}  {row.estimate:.2f}{error}  {row.place_low}–{row.place_high}"
    yield ""
    yield _("Judges, with severity (above 0: strict)")
    for judge in found.adjusted.judges:
        yield f"  {judge.judge}  {judge.severity:+.2f}  ({judge.sheets})"
    for wild in found.adjusted.pulled_in:
        yield _("Far from the others: %(lecture)s, judge %(judge)s, by %(points)s",
                lecture=wild.lecture, judge=wild.judge, points=f"{wild.residual:+.2f}")  # fmt: skip
    yield f"{found.method}  {found.input_sha256}"


def _by_place(one: OfficialScore) -> tuple[int, bool, int]:
    return one.panel or 0, one.place is None, one.place or 0


def _notes(rubric: Rubric, one: OfficialScore) -> str:
    said = [no_place_text(rubric, one)]
    if one.placed and one.placed.decided_by:
        said.append(_("tie broken by %(what)s", what=tie_text(rubric, one.placed.decided_by)))
    dropped = [sheet.judge for value in one.classes for sheet in value.accounted if sheet.dropped]
    if dropped:
        said.append(_("dropped: %(judges)s", judges=_(", ").join(dropped)))
    return _("; ").join(text for text in said if text)


def _verified(found: Verified) -> dict[str, object]:
    return {
        "outcome": str(found.outcome),
        "differences": [
            {
                "path": one.path, "published": one.published, "recomputed": one.recomputed,
                "tolerated": one.tolerated,
            }
            for one in found.differences
        ],
    }  # fmt: skip


def _verified_texts(found: Verified) -> Iterator[str]:
    outcomes = {
        Outcome.IDENTICAL: _("Identical: everything comes out as published."),
        Outcome.WITHIN_TOLERANCE: _(
            "Equal within the tolerance: the official part is the same, the adjusted numbers "
            "differ no more than machines do."
        ),
        Outcome.DIFFERENT: _("Different: the file does not come out as published."),
    }
    yield outcomes[found.outcome]
    for one in found.differences:
        if not one.tolerated:
            yield _("%(path)s: published %(published)s, recomputed %(recomputed)s",
                    path=one.path, published=one.published, recomputed=one.recomputed)  # fmt: skip

"""``flask hours rehearse``: what a rule pack would give for a file of activities."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from blueprints.commands.hours import hours
from blueprints.commands.language import in_own_language
from blueprints.commands.results import amount, window_document, year_document
from blueprints.shared.conversion_words import word
from blueprints.shared.file_words import file_refusal_text
from blueprints.shared.frame import LOCALES
from blueprints.shared.pack_words import pack_refusal_text
from blueprints.shared.rehearsal_words import explanation, row_refusal_text, unruled_text
from domain.hours.fields import PackRefused
from domain.hours.pack_format import Pack
from domain.hours.pack_parsing import read_pack
from domain.rehearsal.columns import ActivityFile, read_activities
from domain.rehearsal.rehearsing import Rehearsal, Rehearsed, rehearse
from domain.sheets import SheetRefused

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
Told = dict[int, dict[str, str]]  # by number of the row: a sentence in each language


@hours.command("rehearse")
@click.option("--rules", "rules_file", required=True, type=EXISTING, help="A rule pack (.toml).")
@click.option("--activities", required=True, type=EXISTING, help="A file of activities (.csv).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def rehearse_pack(rules_file: Path, activities: Path, *, as_json: bool) -> None:
    """What a rule pack would give for a file of activities; no database is asked.

    Exit status 1 when the pack or a row of the file is refused, 2 when the file cannot be read.
    """
    pack, read = _pack(rules_file), _activities(activities)
    _name_headings(read)
    if read.refused:
        _name_rows(read)
        raise SystemExit(1)
    found = rehearse(pack, read.rows)
    _name_oddities(found)
    if as_json:
        click.echo(_printed(document(found)))
        return
    for text in _table(found):
        click.echo(text)


def _pack(file: Path) -> Pack:
    try:
        return read_pack(file.read_bytes(), file.name)
    except PackRefused as refused:
        raise click.ClickException(pack_refusal_text(refused)) from None


def _activities(file: Path) -> ActivityFile:
    try:
        return read_activities(file.read_bytes(), file.name)
    except SheetRefused as refused:
        raise click.UsageError(file_refusal_text(refused)) from None


def _name_headings(read: ActivityFile) -> None:
    if read.unknown_headings:
        headings = _(", ").join(read.unknown_headings)
        click.echo(_("Columns that were passed over: %(headings)s", headings=headings), err=True)


def _name_rows(read: ActivityFile) -> None:
    for number, refusals in read.refused:
        why = _("; ").join(row_refusal_text(one) for one in refusals)
        click.echo(_("Row %(row)d: %(why)s", row=number, why=why), err=True)
    click.echo(
        ngettext(
            "%(num)d row was refused; nothing was rehearsed.",
            "%(num)d rows were refused; nothing was rehearsed.", len(read.refused),
        ),
        err=True,
    )  # fmt: skip


def _name_oddities(found: Rehearsal) -> None:
    if found.unknown_groups:
        words = _(", ").join(found.unknown_groups)
        click.echo(
            _("Under rank_group, neither a group of the pack nor a rank of one: %(words)s",
              words=words),
            err=True,
        )  # fmt: skip
    if found.outside_dates:
        click.echo(
            ngettext(
                "%(num)d activity lies outside the dates of the pack and was rehearsed all the "
                "same.",
                "%(num)d activities lie outside the dates of the pack and were rehearsed all the "
                "same.",
                found.outside_dates,
            ),
            err=True,
        )


def document(found: Rehearsal) -> dict[str, list[dict[str, Any]]]:
    """The rehearsal as scripts read it; amounts are texts with two decimals."""
    told = _told(found)
    return {
        "activities": [
            _activity(one, told[one.row.number])
            for one in found.activities
            if one.judged.unruled is None
        ],
        "uncredited": [
            {
                "activity_id": one.row.activity_id, "person": one.row.person,
                "reason": str(one.judged.unruled), "message": told[one.row.number],
            }
            for one in found.activities
            if one.judged.unruled is not None
        ],
        "years": [year_document(person, result) for person, result in found.years],
        "windows": [window_document(person, result) for person, result in found.windows],
    }  # fmt: skip


def _printed(lists: dict[str, list[dict[str, Any]]]) -> str:
    """As JSON, an object a line: indented, a hundred thousand of them take seconds longer."""
    texts = (
        f"{json.dumps(name)}: [{','.join(chr(10) + _one_line(one) for one in objects)}]"
        for name, objects in lists.items()
    )
    return "{" + ",\n".join(texts) + "}"


def _one_line(one: dict[str, Any]) -> str:
    return json.dumps(one, ensure_ascii=False)


def _told(found: Rehearsal) -> Told:
    """The sentence of every activity in both languages.

    A language is changed but once, and what is said of many activities is worded once.
    """
    told: Told = {one.row.number: {} for one in found.activities}
    for name, locale in LOCALES.items():
        worded: dict[Any, str] = {}
        with force_locale(locale):
            for one in found.activities:
                said = _said(one)
                if said not in worded:
                    worded[said] = _sentence(found.pack, one)
                told[one.row.number][name] = worded[said]
    return told


def _said(one: Rehearsed) -> Any:
    """Everything that the sentence of an activity tells."""
    did, judged, row = one.judged.activity, one.judged, one.row
    lines = tuple(line[1:] for line in judged.lines)
    amounts = (did.minutes, did.days, did.half_days, did.count, did.sessions, did.level)
    unruled = judged.unruled and (judged.unruled, row.kind, row.level, row.part, row.tags)
    return (did.kind, len(did.years), *amounts, lines, unruled)


def _sentence(pack: Pack, one: Rehearsed) -> str:
    return explanation(pack, one.judged) if one.judged.lines else unruled_text(pack, one)


def _activity(one: Rehearsed, told: dict[str, str]) -> dict[str, Any]:
    lines = one.judged.lines
    return {
        "activity_id": one.row.activity_id,
        "person": one.row.person,
        "credit": amount(sum(line.hundredths for line in lines)),
        "uncapped": amount(one.judged.uncapped),
        "rule": one.judged.activity.kind,
        "cap": next((line.cap for line in lines if line.cap), ""),
        "shares": [
            {
                "year": line.year, "part": line.part,
                "tags": line.tags.split(";") if line.tags else [],
                "credit": amount(line.hundredths),
            }
            for line in lines
        ],
        "explanation": told,
    }  # fmt: skip


def _table(found: Rehearsal) -> Iterator[str]:
    """The same for people: activities, what is uncredited, years and windows."""
    for one in found.activities:
        got = sum(line.hundredths for line in one.judged.lines)
        credit = amount(got) if one.judged.lines else "–"
        sentence = _sentence(found.pack, one)
        yield f"{one.row.person}  {one.row.activity_id}  {credit:>8}  {sentence}"
    for person, result in (*found.years, *found.windows):
        years = f"{result.first_year}–{result.last_year}"
        yield _(
            "%(person)s, %(years)s, %(requirement)s: had %(had)s of %(required)s, carried in "
            "%(carried)s, owed %(owed)s: %(met)s",
            person=person,
            years=years if result.first_year != result.last_year else result.last_year,
            requirement=word(result.requirement.words), had=amount(result.total),
            required=amount(result.required_total), carried=amount(result.carried_in),
            owed=amount(result.owed), met=_("met") if result.met else _("not met"),
        )  # fmt: skip

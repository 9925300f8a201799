"""``flask placements history``: who held which post on a day, as known on a day."""

import json
from datetime import datetime, timedelta

import click
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.commands.placements import placements
from blueprints.shared.clock import now, start_of, today
from blueprints.shared.saving import writing
from domain import audit
from domain.audit import Actor
from domain.people.records import find_person
from domain.placements.histories import GAP, HistoryLine, history_of

A_DAY = timedelta(days=1)
DAY = click.DateTime(formats=["%Y-%m-%d"])


@placements.command("history")
@click.option("--person", "staff_no", required=True, help="Staff number.")
@click.option("--as-of", type=DAY, help="Only what held on this day.")
@click.option("--known-on", type=DAY, help="As it was known at the end of this day.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def print_history(
    staff_no: str, as_of: datetime | None, known_on: datetime | None, *, as_json: bool
) -> None:
    """Who held which post then, as known then."""
    person = find_person(staff_no)
    if person is None:
        raise click.ClickException(_("No person has the staff number %(no)s.", no=staff_no))
    day = as_of.date() if as_of is not None else None
    known = known_on.date() if known_on is not None else None
    with writing():
        audit.record(Actor(None), "person.history_viewed", "person", person.id, at=now())
    history = history_of(
        person, today=min(known or today(), today()), named_on=day,
        known_before=start_of(known + A_DAY) if known is not None else None,
    )  # fmt: skip
    lines = [line for line in (history.on(day) if day else history).lines if line.kind != GAP]
    if as_json:
        document = {
            "person": person.staff_no,
            "as_of": day.isoformat() if day else None,
            "known_on": known.isoformat() if known else None,
            "lines": [_document(line) for line in lines],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(f"{person.staff_no} {person.name}")
    for line in lines:
        click.echo(_line_text(line))


def _document(line: HistoryLine) -> dict[str, object]:
    return {
        "from": line.from_on.isoformat(),
        "to": line.to_on.isoformat() if line.to_on else None,
        "unit": "/".join(line.unit),
        "post": line.post,
        "main": line.main,
        "kind": line.kind,
        "document": line.document_no,
    }


def _line_text(line: HistoryLine) -> str:
    last = line.to_on or _("to this day")
    parts = ["/".join(line.unit), line.post, line.other, line.document_no]
    return f"{line.from_on} – {last}  {'  '.join(one for one in parts if one)}"

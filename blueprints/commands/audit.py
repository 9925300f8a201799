"""``flask audit``: whether the trail is whole, and what to keep elsewhere."""

import json
import sys

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from blueprints.commands.language import in_own_language
from blueprints.shared.verification import read_anchor, verdict_sentence, verify_and_note
from domain import trail
from domain.trail import Verdict

audit = AppGroup("audit", help="The audit trail.")


@audit.command("verify")
@click.option("--anchor", metavar="SEQ:HASH", help="A number and hash kept from before.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@in_own_language
def verify(anchor: str | None, *, as_json: bool) -> None:
    """Walk the whole trail; exit 1 and name the first bad row if it does not hold."""
    kept = read_anchor(anchor) if anchor is not None else None
    if anchor is not None and kept is None:
        raise click.UsageError(_("An anchor is a number, a colon and 64 hexadecimal digits."))
    verdict = verify_and_note(kept)
    click.echo(json.dumps(_document(verdict)) if as_json else verdict_sentence(verdict))
    sys.exit(0 if verdict.whole else 1)


@audit.command("anchor")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def anchor(*, as_json: bool) -> None:
    """Print the last row's number and hash, to keep where this machine's owner cannot write."""
    end = trail.head()
    document = json.dumps({"seq": end.seq, "hash": end.hash})
    click.echo(document if as_json else f"{end.seq}:{end.hash}")


def _document(verdict: Verdict) -> dict[str, object]:
    return {
        "whole": verdict.whole,
        "rows": verdict.rows,
        "head": {"seq": verdict.head.seq, "hash": verdict.head.hash},
        "bad_seq": verdict.bad_seq,
        "flaw": verdict.flaw,
    }

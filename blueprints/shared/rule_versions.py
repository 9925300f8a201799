"""Versions of rules that nobody adopts one by one: their text as a file, the next one brought."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, Protocol

from flask import abort, request, send_file
from flask_babel import gettext as _

from blueprints.shared.clock import full_day_text, today
from blueprints.shared.paging import whole_number
from blueprints.shared.rule_texts import RuleTextForm, keep_rules, rules_page, with_version
from domain.kept_rules import Ruled


class Kept(Protocol):
    """One version as its table has it."""

    slug: str
    version: int
    source_text: str


Versions = Sequence[tuple[Any, Any]]  # rows and rules, the one that holds latest first


def in_force(known: Versions):
    """The rules that hold today, of all versions."""
    return next((rules for _row, rules in known if rules.effective_from <= today()), None)


def send_text(row: Kept, kind: str = ""):
    """The text as it was loaded; ``kind`` begins the file's name."""
    return send_file(
        BytesIO(row.source_text.encode()), mimetype="application/toml", as_attachment=True,
        download_name=f"{kind}{row.slug}-{row.version}.toml",
    )  # fmt: skip


def next_version_page(template: str, known: Versions, *, asked: str = "rule"):
    """An empty form, or the text of the version that the address names (its id as ``asked``),
    with the next number.
    """
    form = RuleTextForm(formdata=None)
    slug = request.args.get(asked, "")
    if slug:
        version = whole_number(request.args.get("version"))
        texts = {row.version: row.source_text for row, _rules in known if row.slug == slug}
        form.text.data = with_version(texts.get(version) or abort(404), max(texts) + 1)
    return rules_page(template, form)


def bring(
    template: str, parse: Callable[[str, str], Ruled], keep: Callable[..., bool],
    place: Callable[[Ruled], str],
):  # fmt: skip
    """``keep_rules`` of a version that holds from its first day on."""
    return keep_rules(template, parse, keep, place, _holds_text)


def _holds_text(found: Ruled) -> str:
    return _("Loaded: it holds from %(day)s on.", day=full_day_text(found.effective_from))

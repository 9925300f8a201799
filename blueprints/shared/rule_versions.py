"""Versions of rules that nobody adopts one by one: their text as a file, the next one brought."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, Protocol

from flask import abort, request, send_file
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import begin_writing
from blueprints.shared.clock import full_day_text, now, today
from blueprints.shared.paging import whole_number
from blueprints.shared.rule_texts import RuleTextForm, read_rules, rules_page, with_version
from blueprints.shared.rules_words import version_refusal
from blueprints.shared.saving import saved, step_back
from domain.kept_rules import BeginsInThePast, RuleChanged, Ruled


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


def next_version_page(template: str, known: Versions, named: str = "rule"):
    """An empty form, or the text of the version that the address names, with the next number.

    ``named``: what the address calls its rules.
    """
    form = RuleTextForm(formdata=None)
    slug = request.args.get(named, "")
    if slug:
        version = whole_number(request.args.get("version"))
        texts = {row.version: row.source_text for row, _rules in known if row.slug == slug}
        form.text.data = with_version(texts.get(version) or abort(404), max(texts) + 1)
    return rules_page(template, form)


def _holds_text(found: Ruled) -> str:
    return _("Loaded: it holds from %(day)s on.", day=full_day_text(found.effective_from))


def bring(
    template: str, parse: Callable[[str, str], Ruled], keep: Callable[..., bool],
    place: Callable[[Ruled], str], said: Callable[[Ruled], str] = _holds_text,
):  # fmt: skip
    """Keep what was sent if it is such rules; otherwise it comes back with the line to mend."""
    form = RuleTextForm()
    form.validate()
    read = read_rules(form, parse) if not form.errors else None
    if read is None:
        return rules_page(template, form)
    instead = begin_writing()
    if instead is not None:
        return instead
    text, found, file = read
    try:
        new_here = keep(text, file, actor=current_user.actor, now=now())
    except (BeginsInThePast, RuleChanged) as refused:
        step_back()
        form.text.errors = [version_refusal(refused)]
        return rules_page(template, form)
    if not new_here:
        return saved(place(found), _("This version is loaded already, word for word."), "quiet")
    return saved(place(found), said(found))

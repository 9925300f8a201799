"""Rules as a text in the browser or a file: kept, or shown again with the line to mend."""

import re
from collections.abc import Callable
from typing import TypeVar

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import Length

from blueprints.shared.access import begin_writing
from blueprints.shared.clock import now
from blueprints.shared.forms import RecordForm
from blueprints.shared.pack_words import pack_refusal_text
from blueprints.shared.rules_words import version_refusal
from blueprints.shared.saving import saved, step_back
from domain.hours.fields import Expected, PackRefused
from domain.hours.packs import PackInForceChanged
from domain.hours.toml_texts import MOST_TEXT, text_of
from domain.kept_rules import BeginsInThePast, RuleChanged

VERSION = re.compile(r"^(\s*version\s*=\s*)\d+", re.MULTILINE)
AROUND = 3  # lines shown on either side of a mistake

Rules = TypeVar("Rules")


def plain_lines(text: str | None) -> str:
    """With one character at the end of a line, as files have them."""
    return (text or "").replace("\r\n", "\n")


class RuleTextForm(RecordForm):
    """Rules as a file, or as text."""

    file = FileField(_l("From a file (.toml)"))
    text = TextAreaField(_l("Text of the rules"), [Length(max=MOST_TEXT)], filters=[plain_lines])


def with_version(text: str, version: int) -> str:
    """The text with this number in place of its own."""
    return VERSION.sub(rf"\g<1>{version}", text, count=1)


def keep_rules(
    template: str, parse: Callable[[str, str], Rules], keep: Callable[..., bool],
    place: Callable[[Rules], str], told: Callable[[Rules], str],
):  # fmt: skip
    """Keep what was sent if it is such rules; otherwise it comes back with the line to mend.

    ``keep`` as ``domain.kept_rules.Keeper.load``; ``told``: what is said of a version that is new.
    """
    form = RuleTextForm()
    form.validate()
    read = _read(form, parse) if not form.errors else None
    if read is None:
        return rules_page(template, form)
    instead = begin_writing()
    if instead is not None:
        return instead
    text, found, file = read
    try:
        new_here = keep(text, file, actor=current_user.actor, now=now())
    except (BeginsInThePast, PackInForceChanged, RuleChanged) as refused:
        step_back()
        form.text.errors = [version_refusal(refused)]
        return rules_page(template, form)
    if not new_here:
        return saved(place(found), _("This version is loaded already, word for word."), "quiet")
    return saved(place(found), told(found))


def _read(form: RuleTextForm, parse: Callable[[str, str], Rules]) -> tuple[str, Rules, str] | None:
    """The text, what ``parse`` makes of it and of its name, and its name; ``None`` when the form
    says why not.
    """
    sent = form.file.data
    file = sent.filename if sent else ""
    content = sent.read() if sent else (form.text.data or "").encode()
    if sent:
        form.text.data = plain_lines(content.decode("utf-8-sig", errors="replace"))
    if not content.strip():
        form.text.errors = [_("Choose a file, or write the rules here.")]
        return None
    try:
        text = text_of(content, file) if sent else form.text.data
        return text, parse(text, file), file
    except PackRefused as refused:
        form.text.errors = [pack_refusal_text(refused)]
        if refused.expected is Expected.SHORTER:
            form.text.data = ""  # a file that the box could not send again
        form.text.refused = refused
        return None


def rules_page(template: str, form: RuleTextForm):
    """The form, and of what is refused the lines around the mistake."""
    refused = getattr(form.text, "refused", None)
    text = form.text.data or ""
    page = render_template(
        template, form=form, rows=text.count("\n") + 1,
        excerpt=_excerpt(text, refused.line) if refused is not None else [],
        wrong=refused.line if refused is not None else 0,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _excerpt(text: str, line: int) -> list[tuple[int, str]]:
    """The line and those around it, with their numbers."""
    lines = text.splitlines()
    first = max(0, line - 1 - AROUND)
    return list(enumerate(lines[first : line + AROUND], start=first + 1))

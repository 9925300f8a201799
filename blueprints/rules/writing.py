"""A pack written in the browser or brought as a file; once it is loaded it never changes."""

import re

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.rules.blueprint import bp
from blueprints.rules.forms import PackForm
from blueprints.rules.reading import pack_or_404
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.pack_words import pack_refusal_text
from blueprints.shared.paging import whole_number
from blueprints.shared.rules_words import version_kept_text
from blueprints.shared.saving import saved, step_back
from domain.hours.adoptions import loaded_packs
from domain.hours.fields import Expected, PackRefused
from domain.hours.pack_parsing import parse_pack, read_pack
from domain.hours.packs import Pack, PackInForceChanged, check_names, load_pack

VERSION = re.compile(r"^(\s*version\s*=\s*)\d+", re.MULTILINE)
AROUND = 3  # lines shown on either side of a mistake


@bp.get("/new")
@allow("rules.adopt")
def new():
    """An empty form, or the text of a version with the next free number."""
    form = PackForm(formdata=None)
    slug, version = request.args.get("pack", ""), whole_number(request.args.get("version"))
    if slug:
        row, _shown = pack_or_404(slug, version)
        following = 1 + max(one.version for one in loaded_packs() if one.slug == slug)
        form.text.data = VERSION.sub(rf"\g<1>{following}", row.source_text, count=1)
    return _page(form)


@bp.post("/new")
@allow("rules.adopt", gate="late")
def load():
    """Keep what was written if it is a pack; otherwise it comes back with the line to mend."""
    form = PackForm()
    form.validate()
    read = _read(form) if not form.errors else None
    if read is None:
        return _page(form)
    instead = begin_writing()
    if instead is not None:
        return instead
    text, pack, file = read
    try:
        new_here = load_pack(text, file, actor=current_user.actor, now=now())
    except PackInForceChanged as changed:
        step_back()
        form.text.errors = [version_kept_text(changed)]
        return _page(form)
    place = url_for("rules.pack", slug=pack.id, version=pack.version)
    if not new_here:
        return saved(place, _("This version is loaded already, word for word."), "quiet")
    return saved(place, _("Loaded. It is not in force yet: rehearse it, then adopt it."))


def _read(form: PackForm) -> tuple[str, Pack, str] | None:
    """The text, the pack and its name; ``None`` when the form says why not."""
    sent = form.file.data
    file = sent.filename if sent else ""
    content = sent.read() if sent else (form.text.data or "").encode()
    if sent:
        form.text.data = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    if not content.strip():
        form.text.errors = [_("Choose a file, or write the rules here.")]
        return None
    try:
        pack = read_pack(content, file) if sent else parse_pack(form.text.data, file)
        check_names(pack, form.text.data, file)
    except PackRefused as refused:
        form.text.errors = [pack_refusal_text(refused)]
        if refused.expected is Expected.SHORTER:
            form.text.data = ""  # a file that the box could not send again
        form.text.refused = refused
        return None
    return form.text.data, pack, file


def _page(form: PackForm):
    refused = getattr(form.text, "refused", None)
    page = render_template(
        "rules/new.html", form=form, rows=(form.text.data or "").count("\n") + 1,
        excerpt=_excerpt(form.text.data or "", refused.line) if refused is not None else [],
        wrong=refused.line if refused is not None else 0,
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _excerpt(text: str, line: int) -> list[tuple[int, str]]:
    """The line and those around it, with their numbers."""
    lines = text.splitlines()
    first = max(0, line - 1 - AROUND)
    return list(enumerate(lines[first : line + AROUND], start=first + 1))

"""The rules as everybody may read them: which are in force when, and what each of them says."""

import re
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path

from flask import abort, render_template, send_file
from flask_login import current_user
from markupsafe import Markup

from blueprints.rules import words
from blueprints.rules.blueprint import bp
from blueprints.shared.access import allow
from blueprints.shared.clock import is_chinese, today
from blueprints.shared.conversion_words import rate_text, word
from blueprints.shared.hours_words import kind_word, pack_text, part_word
from domain.access import may
from domain.hours.adoptions import Adopted, adoptions, find_pack, loaded_packs
from domain.hours.packs import Pack, get_pack, packs_of
from domain.text import render_markdown
from models import RulePack

CONTENT = Path(__file__).parents[2] / "content"
FORMATS = {"zh": CONTENT / "README.zh.md", "en": CONTENT / "README.md"}
_PART = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')
_TAG = re.compile(r"<[^>]+>")


@bp.get("")
@allow("rules.see")
def index():
    """What is in force now and when, and every pack that was loaded. Three queries."""
    rows, standing = loaded_packs(), adoptions()
    packs = packs_of({row.id for row in rows})
    now_in_force = next((one for one in standing if one.holds(today())), None)
    return render_template(
        "rules/index.html", rows=rows, packs=packs, standing=standing, now=now_in_force,
        pack_text=pack_text, word=word, of=_of, may_adopt=may(current_user, "rules.adopt"),
        unconfirmed=words.unconfirmed,
    )  # fmt: skip


@bp.get("/format")
@allow("rules.see")
def format_of_packs():
    """How rules and classes are written, field by field, for whoever has only the browser."""
    text = format_text("zh" if is_chinese() else "en")
    parts = [(anchor, unescape(_TAG.sub("", name))) for anchor, name in _PART.findall(text)]
    return render_template("rules/format.html", text=text, parts=parts)


@cache
def format_text(language: str) -> Markup:
    """The document in the language, rendered once in a process.

    Without its first two paragraphs: the page has a heading of its own, and its languages.
    """
    document = FORMATS[language].read_text(encoding="utf-8")
    return render_markdown(document.split("\n\n", 2)[2])


@bp.get("/<slug>/<int:version>")
@allow("rules.see")
def pack(slug: str, version: int):
    """One version in words and tables."""
    row, shown = pack_or_404(slug, version)
    return render_template(
        "rules/pack.html", row=row, pack=shown, standing=_of(row, adoptions()), word=word,
        words=words, rate_text=rate_text, kind_word=kind_word, part_word=part_word,
        pack_text=pack_text, may_adopt=may(current_user, "rules.adopt"), last_year=today().year - 1,
    )  # fmt: skip


@bp.get("/<slug>/<int:version>/text")
@allow("rules.see")
def text(slug: str, version: int):
    """The text of the pack as it was loaded."""
    row, _shown = pack_or_404(slug, version)
    return send_file(
        BytesIO(row.source_text.encode()), mimetype="application/toml", as_attachment=True,
        download_name=f"hours-{row.slug}-{row.version}.toml",
    )  # fmt: skip


def pack_or_404(slug: str, version: int) -> tuple[RulePack, Pack]:
    row = find_pack(slug, version) or abort(404)
    return row, get_pack(row.id, row.sha256)


def _of(row: RulePack, standing: list[Adopted]) -> list[Adopted]:
    return [one for one in standing if one.pack_id == row.id]

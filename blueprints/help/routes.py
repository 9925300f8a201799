from functools import cache
from pathlib import Path

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from blueprints.shared.access import public
from blueprints.shared.clock import is_chinese
from blueprints.shared.role_words import ROLE_WORDS
from domain.text import render_markdown

bp = Blueprint("help", __name__)
TEXTS = Path(__file__).parents[2] / "content" / "help"

# Anchor of a part, its name, and the roles of the policy table that it is written for.
PARTS = (
    ("getting-in", _l("Getting in"), ()),
    ("cadre", ROLE_WORDS["cadre"], ("cadre",)),
    ("secretary", ROLE_WORDS["secretary"], ("secretary", "confirmer")),
    ("leader", ROLE_WORDS["leader"], ("leader",)),
    ("hr", ROLE_WORDS["hr"], ("hr",)),
    ("organiser", ROLE_WORDS["organiser"], ("organiser",)),
    ("administrator", ROLE_WORDS["admin"], ("administrator",)),
    ("security-officer", ROLE_WORDS["security"], ("security_officer",)),
    ("auditor", ROLE_WORDS["auditor"], ("auditor",)),
    ("trouble", _l("When something does not work"), ()),
)


@bp.get("/help")
@public("how to get in is part of it")
def index():
    """What everybody does first; a visitor's own parts are marked."""
    roles = current_user.roles if current_user.is_authenticated else frozenset()
    parts = [(anchor, name, not roles.isdisjoint(of)) for anchor, name, of in PARTS]
    return render_template(
        "help/index.html", parts=parts, text=help_text("zh" if is_chinese() else "en"),
    )  # fmt: skip


@cache
def help_text(language: str) -> Markup:
    """The text of content/help in the language, rendered once in a process."""
    return render_markdown((TEXTS / f"{language}.md").read_text(encoding="utf-8"))

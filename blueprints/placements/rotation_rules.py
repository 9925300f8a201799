"""The rotation rules as whoever has a history may read them, and a new version brought by HR."""

from flask import Blueprint, abort, render_template, url_for
from flask_login import current_user

from blueprints.placements import rule_words
from blueprints.shared import rotation_words
from blueprints.shared.access import allow
from blueprints.shared.conversion_words import word
from blueprints.shared.rule_versions import bring, in_force, next_version_page, send_text
from domain.access import may
from domain.placements.rotation_book import RuleBook
from domain.placements.rotation_parsing import parse_rotation
from domain.placements.rotation_rules import (
    bring_rotation,
    find_rotation_rules,
    rotation_versions,
)
from models import RotationRules

PAGE = "placements/rotation_rules_new.html"

rotation_bp = Blueprint("rotation", __name__, url_prefix="/rules/rotation")


@rotation_bp.get("")
@allow("history.see")
def rules():
    """The version in force, and all others. One query."""
    known = rotation_versions()
    return _shown(in_force(known), known)


@rotation_bp.get("/<slug>/<int:version>")
@allow("history.see")
def version(slug: str, version: int):
    found = find_rotation_rules(slug, version) or abort(404)
    return _shown(found[1], rotation_versions())


@rotation_bp.get("/<slug>/<int:version>/text")
@allow("history.see")
def text(slug: str, version: int):
    row, _book = find_rotation_rules(slug, version) or abort(404)
    return send_text(row)


@rotation_bp.get("/new")
@allow("rotation.adopt")
def new():
    return next_version_page(PAGE, rotation_versions())


@rotation_bp.post("/new")
@allow("rotation.adopt", gate="late")
def load():
    return bring(
        PAGE, parse_rotation, bring_rotation,
        lambda found: url_for("rotation.version", slug=found.id, version=found.version),
    )  # fmt: skip


def _shown(found: RuleBook | None, known: list[tuple[RotationRules, RuleBook]]):
    return render_template(
        "placements/rotation_rules.html", book=found, known=known, in_force=in_force(known),
        words=rule_words, due_words=rotation_words, word=word,
        may_adopt=may(current_user, "rotation.adopt"),
        may_list=may(current_user, "placements.list"),
    )  # fmt: skip

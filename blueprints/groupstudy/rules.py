"""The rule of study first as everybody may read it, and a new version brought by an organiser."""

from flask import abort, render_template, url_for
from flask_login import current_user

from blueprints.groupstudy import rule_words, words
from blueprints.groupstudy.blueprint import bp
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.conversion_words import word
from blueprints.shared.rule_versions import bring, in_force, next_version_page, send_text
from domain.access import may
from domain.groupstudy.rule_keeping import bring_study_first, find_version, versions
from domain.groupstudy.rules import StudyFirst, parse_study_first
from domain.hours.packs import NoPackInForce, Pack, pack_in_force
from models import StudyFirstRules

PAGE = "groupstudy/rule_new.html"


@bp.get("/rules")
@allow("rhythm.see")
def rule():
    """The version in force, and all others. At most three queries."""
    known = versions()
    return _shown(in_force(known), known)


@bp.get("/rules/<slug>/<int:version>")
@allow("rhythm.see")
def rule_version(slug: str, version: int):
    found = find_version(slug, version) or abort(404)
    return _shown(found[1], versions())


@bp.get("/rules/<slug>/<int:version>/text")
@allow("rhythm.see")
def rule_text(slug: str, version: int):
    row, _rule = find_version(slug, version) or abort(404)
    return send_text(row)


@bp.get("/rules/new")
@allow("rules.adopt")
def new_rule():
    return next_version_page(PAGE, versions())


@bp.post("/rules/new")
@allow("rules.adopt", gate="late")
def load_rule():
    return bring(
        PAGE, parse_study_first, bring_study_first,
        lambda found: url_for("groupstudy.rule_version", slug=found.id, version=found.version),
    )  # fmt: skip


def _shown(found: StudyFirst | None, known: list[tuple[StudyFirstRules, StudyFirst]]):
    return render_template(
        "groupstudy/rule.html", rule=found, known=known, in_force=in_force(known),
        words=rule_words, kind_words=words.KINDS, word=word, pack=_pack(),
        may_adopt=may(current_user, "rules.adopt"),
    )  # fmt: skip


def _pack() -> Pack | None:
    try:
        return pack_in_force(today())[1]
    except NoPackInForce:
        return None

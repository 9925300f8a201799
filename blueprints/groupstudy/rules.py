"""The rule of study first as everybody may read it, and a new version brought by an organiser."""

from io import BytesIO

from flask import abort, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.groupstudy import rule_words, words
from blueprints.groupstudy.blueprint import bp
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import full_day_text, now, today
from blueprints.shared.conversion_words import word
from blueprints.shared.paging import whole_number
from blueprints.shared.rule_texts import RuleTextForm, read_rules, rules_page, with_version
from blueprints.shared.rules_words import version_refusal
from blueprints.shared.saving import saved, step_back
from domain.access import may
from domain.groupstudy.rule_keeping import bring_study_first, find_version, versions
from domain.groupstudy.rules import StudyFirst, parse_study_first
from domain.hours.packs import NoPackInForce, Pack, pack_in_force
from domain.kept_rules import BeginsInThePast, RuleChanged
from models import StudyFirstRules

PAGE = "groupstudy/rule_new.html"


@bp.get("/rules")
@allow("rhythm.see")
def rule():
    """The version in force, and all others. At most three queries."""
    known = versions()
    return _shown(_in_force(known), known)


@bp.get("/rules/<slug>/<int:version>")
@allow("rhythm.see")
def rule_version(slug: str, version: int):
    found = find_version(slug, version) or abort(404)
    return _shown(found[1], versions())


@bp.get("/rules/<slug>/<int:version>/text")
@allow("rhythm.see")
def rule_text(slug: str, version: int):
    """The text as it was loaded."""
    row, _rule = find_version(slug, version) or abort(404)
    return send_file(
        BytesIO(row.source_text.encode()), mimetype="application/toml", as_attachment=True,
        download_name=f"{row.slug}-{row.version}.toml",
    )  # fmt: skip


@bp.get("/rules/new")
@allow("rules.adopt")
def new_rule():
    """An empty form, or the text of a version with the next free number."""
    form = RuleTextForm(formdata=None)
    slug = request.args.get("rule", "")
    if slug:
        row, _rule = find_version(slug, whole_number(request.args.get("version"))) or abort(404)
        following = 1 + max(one.version for one, _rule in versions() if one.slug == slug)
        form.text.data = with_version(row.source_text, following)
    return rules_page(PAGE, form)


@bp.post("/rules/new")
@allow("rules.adopt", gate="late")
def load_rule():
    """Keep it if it is such a rule; otherwise it comes back with the line to mend."""
    form = RuleTextForm()
    form.validate()
    read = read_rules(form, parse_study_first) if not form.errors else None
    if read is None:
        return rules_page(PAGE, form)
    instead = begin_writing()
    if instead is not None:
        return instead
    text, found, file = read
    try:
        new_here = bring_study_first(text, file, actor=current_user.actor, now=now())
    except (BeginsInThePast, RuleChanged) as refused:
        step_back()
        form.text.errors = [version_refusal(refused)]
        return rules_page(PAGE, form)
    place = url_for("groupstudy.rule_version", slug=found.id, version=found.version)
    if not new_here:
        return saved(place, _("This version is loaded already, word for word."), "quiet")
    day = full_day_text(found.effective_from)
    return saved(place, _("Loaded: it holds from %(day)s on.", day=day))


def _shown(found: StudyFirst | None, known: list[tuple[StudyFirstRules, StudyFirst]]):
    in_force = _in_force(known)
    return render_template(
        "groupstudy/rule.html", rule=found, known=known, in_force=in_force, words=rule_words,
        kind_words=words.KINDS, word=word, pack=_pack(), may_adopt=may(current_user, "rules.adopt"),
    )  # fmt: skip


def _in_force(known: list[tuple[StudyFirstRules, StudyFirst]]) -> StudyFirst | None:
    return next((one for _row, one in known if one.effective_from <= today()), None)


def _pack() -> Pack | None:
    try:
        return pack_in_force(today())[1]
    except NoPackInForce:
        return None

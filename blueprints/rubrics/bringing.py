"""A rubric brought as a file or a text; once it is kept it never changes."""

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.rubrics.blueprint import bp
from blueprints.rubrics.reading import next_version, rubric_or_404
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.paging import whole_number
from blueprints.shared.rule_texts import RuleTextForm, read_rules, rules_page, with_version
from blueprints.shared.rules_words import version_kept_text
from blueprints.shared.saving import saved, step_back
from domain.kept_rules import RuleChanged
from domain.lectures.rubric import parse_rubric
from domain.lectures.rubric_keeping import load_rubric

PAGE = "rubrics/bring.html"


@bp.get("/file")
@allow("rules.adopt")
def bring():
    """An empty form, or the text of a version with the next free number."""
    form = RuleTextForm(formdata=None)
    slug = request.args.get("rubric", "")
    if slug:
        row, _rubric = rubric_or_404(slug, whole_number(request.args.get("version")))
        form.text.data = with_version(row.source_text, next_version(slug))
    return rules_page(PAGE, form)


@bp.post("/file")
@allow("rules.adopt", gate="late")
def keep_text():
    """Keep it if it is a rubric; otherwise it comes back with the line to mend."""
    form = RuleTextForm()
    form.validate()
    read = read_rules(form, parse_rubric) if not form.errors else None
    if read is None:
        return rules_page(PAGE, form)
    instead = begin_writing()
    if instead is not None:
        return instead
    text, found, file = read
    try:
        new_here = load_rubric(text, file, actor=current_user.actor, now=now())
    except RuleChanged as changed:
        step_back()
        form.text.errors = [version_kept_text(changed)]
        return rules_page(PAGE, form)
    place = url_for("rubrics.rubric", slug=found.id, version=found.version)
    if not new_here:
        return saved(place, _("This version is loaded already, word for word."), "quiet")
    return saved(place, _("Kept. Series that stand are scored as before."))

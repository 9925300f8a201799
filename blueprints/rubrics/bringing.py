"""A rubric brought as a file or a text; once it is kept it never changes."""

from flask import request, url_for
from flask_babel import gettext as _

from blueprints.rubrics.blueprint import bp
from blueprints.rubrics.reading import next_version, rubric_or_404
from blueprints.shared.access import allow
from blueprints.shared.paging import whole_number
from blueprints.shared.rule_texts import RuleTextForm, keep_rules, rules_page, with_version
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
    return keep_rules(
        PAGE, parse_rubric, load_rubric,
        lambda found: url_for("rubrics.rubric", slug=found.id, version=found.version),
        lambda _found: _("Kept. Series that stand are scored as before."),
    )  # fmt: skip

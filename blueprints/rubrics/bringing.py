"""A rubric brought as a file or a text; once it is kept it never changes."""

from blueprints.rubrics.blueprint import bp
from blueprints.rubrics.reading import KEPT, rubric_url
from blueprints.shared.access import allow
from blueprints.shared.rule_texts import keep_rules
from blueprints.shared.rule_versions import next_version_page
from domain.lectures.rubric import parse_rubric
from domain.lectures.rubric_keeping import load_rubric, rubric_versions

PAGE = "rubrics/bring.html"


@bp.get("/file")
@allow("rules.adopt")
def bring():
    """An empty form, or the text of a version with the next free number."""
    return next_version_page(PAGE, rubric_versions(), asked="rubric")


@bp.post("/file")
@allow("rules.adopt", gate="late")
def keep_text():
    """Keep it if it is a rubric; otherwise it comes back with the line to mend."""
    return keep_rules(
        PAGE, parse_rubric, load_rubric, rubric_url, lambda _found: str(KEPT),
    )  # fmt: skip

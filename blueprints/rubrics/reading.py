"""Rubrics as everybody may read them: every version in words, and which series it scores."""

from flask import abort, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.rubrics.blueprint import bp
from blueprints.shared import rubric_words
from blueprints.shared.access import allow
from blueprints.shared.conversion_words import word
from blueprints.shared.rule_versions import send_text
from domain.access import may
from domain.lectures.rubric import Rubric
from domain.lectures.rubric_keeping import find_rubric, rubric_versions
from domain.lectures.rubric_use import series_by_rubric
from models import RubricVersion

KEPT = _l("Kept. Series that stand are scored as before.")


@bp.get("")
@allow("rules.see")
def index():
    """Every version of every rubric, the latest first. Two queries."""
    known = rubric_versions()
    used = series_by_rubric([row.id for row, _rubric in known], current_user)
    return render_template(
        "rubrics/index.html", known=known, used=used, rubric_words=rubric_words, word=word,
        may_adopt=may(current_user, "rules.adopt"),
    )  # fmt: skip


@bp.get("/<slug>/<int:version>")
@allow("rules.see")
def rubric(slug: str, version: int):
    """One version in words and tables. Three queries."""
    row, shown = rubric_or_404(slug, version)
    return render_template(
        "rubrics/show.html", row=row, rubric=shown, rubric_words=rubric_words, word=word,
        others=[one for one in rubric_versions() if one[0].slug == slug],
        series=series_by_rubric([row.id], current_user).get(row.id, []),
        may_adopt=may(current_user, "rules.adopt"),
    )  # fmt: skip


@bp.get("/<slug>/<int:version>/text")
@allow("rules.see")
def text(slug: str, version: int):
    row, _rubric = rubric_or_404(slug, version)
    return send_text(row, "rubric-")


def rubric_or_404(slug: str, version: int) -> tuple[RubricVersion, Rubric]:
    return find_rubric(slug, version) or abort(404)


def rubric_url(found: Rubric) -> str:
    return url_for("rubrics.rubric", slug=found.id, version=found.version)


def next_version(slug: str) -> int:
    """The number that the next version of the rubric gets. One query."""
    return 1 + max(
        (row.version for row, _rubric in rubric_versions() if row.slug == slug), default=0
    )

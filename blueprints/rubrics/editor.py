"""A rubric written in a form: rows added and taken out, previewed on made-up sheets, kept."""

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.rubrics.blueprint import bp
from blueprints.rubrics.editor_forms import MOST_CRITERIA, RubricForm, mistakes
from blueprints.rubrics.editor_reading import written_rubric
from blueprints.rubrics.editor_rows import change_rows, empty_form, form_of, offer_choices
from blueprints.rubrics.reading import KEPT, next_version, rubric_or_404, rubric_url
from blueprints.rubrics.trial_words import told
from blueprints.shared import rubric_words
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.conversion_words import word
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.lectures.rehearsing import made_up, results_of
from domain.lectures.rubric import WHOLE, Rubric
from domain.lectures.rubric_keeping import load_rubric

KEEP, PREVIEW = "keep", "preview"
SEED, LECTURES, JUDGES, GIVEN = 1, 12, 9, 5  # of a preview


@bp.get("/new")
@allow("rules.adopt")
def new():
    """An empty form, or a version to write the next one from. At most two queries."""
    slug = request.args.get("rubric", "")
    if not slug:
        return _page(empty_form())
    _row, rubric = rubric_or_404(slug, whole_number(request.args.get("version")))
    return _page(form_of(rubric, next_version(slug)))


@bp.post("/new")
@allow("rules.adopt", gate="free")
def write():
    """Change the rows, show what the rubric does, or keep it; only that writes anything."""
    form = RubricForm()
    if not form.criteria.entries:
        form.criteria.append_entry({})
    act = request.form.get("do", PREVIEW)
    if act not in (KEEP, PREVIEW):
        change_rows(form, act)
        return _page(form)
    written = written_rubric(form, whole_number(form.version.data) or 1)
    if written is None:
        return _page(form)
    if act == PREVIEW:
        return _page(form, preview=written)
    instead = begin_writing()
    return _kept(form, *written) if instead is None else instead


def _kept(form: RubricForm, rubric: Rubric, text: str):
    following = next_version(rubric.id)
    if following != rubric.version:
        step_back()
        _tell_the_number(form, rubric, following)
        return _page(form)
    load_rubric(text, "", actor=current_user.actor, now=now())
    return saved(rubric_url(rubric), str(KEPT))


def _tell_the_number(form: RubricForm, rubric: Rubric, following: int) -> None:
    """The number is another: of a rubric of that name already, or of a version kept meanwhile."""
    if rubric.version == 1:
        form.slug.errors = [
            _("A rubric of this name is kept already: choose another, or write its next version.")
        ]
        return
    form.version.data = str(following)
    form.slug.errors = [
        _(
            "Another version was kept meanwhile; yours would be version %(version)d. Look at it, "
            "then keep yours again if it still holds.",
            version=following,
        )
    ]


def _page(form: RubricForm, *, preview: tuple[Rubric, str] | None = None):
    offer_choices(form)
    wrong = mistakes(form)
    trial = None
    if preview is not None:
        rubric, text = preview
        sheets = made_up(rubric, seed=SEED, lectures=LECTURES, judges=JUDGES, given=GIVEN)
        trial = told(rubric, sheets, results_of(sheets, rubric, text))
    page = render_template(
        "rubrics/editor.html", form=form, mistakes=wrong, rubric_words=rubric_words, word=word,
        rubric=preview[0] if preview else None, trial=trial, whole=WHOLE,
        sum=sum(whole_number(row.form.weight.data) for row in form.criteria),
        most_criteria=MOST_CRITERIA, next_version=whole_number(form.version.data) > 1,
    )  # fmt: skip
    return page, 422 if wrong else 200

"""What reviewers do: answers in the margin and as a whole, accepted or given back."""

from flask import abort, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.reading.blueprint import bp
from blueprints.reading.reflection_forms import MarginForm, VerdictForm
from blueprints.reading.review_page import Forms, review_page, reviews_url
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.matters.standing import standing
from domain.reading import answering
from domain.reading.anchors import Passage, Place, find_place
from domain.reading.answering import NotOnThisVersion, Verdict
from domain.reading.margins import blocks_of
from domain.reading.reflections import RETURNED, NotInState, last_version
from models import Reflection, ReflectionVersion


@bp.get("/reflections")
@allow("reflection.answer")
def reflections():
    """The list and one reflection, by ``show`` and ``class``; a hundred at a time."""
    return review_page(Forms())


@bp.post("/reflections/<int:reflection_id>/margins")
@allow("reflection.answer")
def margins(reflection_id: int):
    """An answer beside a passage: selected, typed, or a whole paragraph."""
    row, form = _to_review_or_404(reflection_id), MarginForm()
    version = last_version(row.id) or abort(404)
    valid = form.validate()
    place = _place(form, version) if valid else None
    if place is None:
        step_back()
        return review_page(Forms(margin=form), reflection_id), 422
    try:
        answering.speak_to(
            row, whole_number(form.number.data), place, form.words.data,
            actor=current_user.actor, now=now(),
        )  # fmt: skip
    except (NotInState, NotOnThisVersion):
        return _late(reflection_id)
    return saved(reviews_url(reflection=reflection_id, _anchor="text"), _("Answered."))


def _place(form: MarginForm, version: ReflectionVersion) -> Place | None:
    """Where the passage is in the text; ``None`` with the reason beside the field."""
    typed, chosen = form.passage.data, form.paragraph.data or ""
    if not typed.strip():
        block = next(
            (one for one in blocks_of(version.html) if one.length and str(one.start) == chosen),
            None,
        )
        if block is not None:
            return Place(block.start, block.length)
        form.passage.errors = [_("Copy the words that you answer, or choose a paragraph.")]
        return None
    start, length = whole_number(form.start.data), whole_number(form.extent.data)
    selected = version.plain[start : start + length]
    if "".join(selected.split()) == "".join(typed.split()):
        return Place(start, length)
    place = find_place(version.plain, Passage(typed.strip()), near=start)
    if place is None:
        form.passage.errors = [_("These words do not stand in the text.")]
    return place


@bp.post("/reflections/<int:reflection_id>/margins/<int:answer_id>/removal")
@allow("reflection.answer")
def unsay(reflection_id: int, answer_id: int):
    """Take one's own margin answer off again, as long as the version waits."""
    row = _to_review_or_404(reflection_id)
    margin = answering.find_margin(reflection_id, answer_id)
    if margin is None or margin.account_id != current_user.account_id:
        abort(404)
    try:
        answering.unsay(row, margin, actor=current_user.actor, now=now())
    except (NotInState, NotOnThisVersion):
        return _late(reflection_id)
    return saved(reviews_url(reflection=reflection_id, _anchor="text"), _("Taken off."))


@bp.post("/reflections/<int:reflection_id>/answers")
@allow("reflection.answer")
def answers(reflection_id: int):
    """The answer as a whole: accepted, or given back with the reason."""
    row, form = _to_review_or_404(reflection_id), VerdictForm()
    valid = form.validate()
    if valid and form.verdict.data == RETURNED and not form.answer.data:
        form.answer.errors = [_("Say what is to be improved: it is given back with that.")]
        valid = False
    if not valid:
        step_back()
        return review_page(Forms(verdict=form), reflection_id), 422
    given = Verdict(form.verdict.data, form.answer.data)
    try:
        answering.decide(
            row, whole_number(form.number.data), given, actor=current_user.actor, now=now()
        )
    except (NotInState, NotOnThisVersion):
        return _late(reflection_id)
    back = given.verdict == RETURNED
    return saved(reviews_url(), _("Given back to its author.") if back else _("Accepted."))


def _to_review_or_404(reflection_id: int) -> Reflection:
    held = standing(current_user, today=today())
    return answering.find_to_review(held, reflection_id) or abort(404)


def _late(reflection_id: int) -> Response:
    step_back()
    text = _("Nothing changed: it was answered, taken back or handed in anew meanwhile.")
    return saved(url_for("reading.reflections"), text, "due")

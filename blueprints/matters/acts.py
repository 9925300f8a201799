"""What is done about a matter on its own page: each is a post, and leads back to it."""

from collections.abc import Callable

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.matters import forms
from blueprints.matters.blueprint import bp
from blueprints.matters.one import Forms, looked_at, matter_page, seen_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import full_day_text, now, today
from blueprints.shared.saving import saved, step_back
from domain.matters import by_hand, handing_over
from domain.matters.by_hand import LateReasonMissing, NotNow, ProofMissing
from domain.matters.handing_over import NotToHandTo
from domain.matters.kinds import KINDS
from domain.matters.raising import find_matter
from domain.taskbooks.second_looks import hold_book_of, take_up_again
from models import Matter

NOT_TO_HAND_TO = {
    "left": lambda: _("This person has left, or has no account to see it with."),
    "role": lambda: _("This person may not confirm entries: choose a secretary, a leader, a "
                      "deputy or a confirmer named by HR."),
    "own": lambda: _("It is this person's own."),
    "same": lambda: _("It lies with this person already."),
}  # fmt: skip


@bp.post("/matters/<int:matter_id>/signing")
@allow("matters.see")
def signing(matter_id: int):
    """The receiver signs for a dispatch sheet."""
    held = _matter_or_404(matter_id, "sign")
    return _done(
        held, lambda: by_hand.sign_for(held, **_signed()), _("You have signed for it.")
    )  # fmt: skip


@bp.post("/matters/<int:matter_id>/answer")
@allow("matters.see")
def answer(matter_id: int):
    held = _matter_or_404(matter_id, "answer")
    form = forms.AnswerForm()
    if not form.validate_on_submit():
        return _refused(matter_id, Forms(answer=form))
    try:
        return _done(
            held,
            lambda: by_hand.answer_by_hand(
                held, form.words.data, form.proof.data, form.late_reason.data, **_signed()
            ),
            _("Answered. Whoever asked for it closes it."),
        )
    except LateReasonMissing as late:
        form.late_reason.errors = [
            _("It was due by %(day)s: say why it comes late.", day=full_day_text(late.due_on))
        ]
        return _refused(matter_id, Forms(answer=form))


@bp.post("/matters/<int:matter_id>/closing")
@allow("matters.see")
def closing(matter_id: int):
    held = _matter_or_404(matter_id, "close")
    form = forms.CloseForm()
    if not form.validate_on_submit():
        return _refused(matter_id, Forms(close=form))
    try:
        return _done(
            held,
            lambda: by_hand.close_by_hand(held, form.words.data, form.proof.data, **_signed()),
            _("Closed."),
        )
    except ProofMissing:
        form.proof.errors = [_("Name what proves it: without that it is not closed.")]
        return _refused(matter_id, Forms(close=form))


@bp.post("/matters/<int:matter_id>/reopening")
@allow("matters.see")
def reopening(matter_id: int):
    held = _matter_or_404(matter_id, "reopen")
    form = forms.ReasonForm()
    if not form.validate_on_submit():
        return _refused(matter_id, Forms(reopen=form))

    def reopen() -> None:
        by_hand.reopen_by_hand(held, form.reason.data, **_signed())
        take_up_again(held, form.reason.data, **_signed())

    return _done(held, reopen, _("Opened again."))


@bp.post("/matters/<int:matter_id>/second-look")
@allow("matters.see")
def second_look(matter_id: int):
    """It still holds; where it does not, it is opened again."""
    held = _matter_or_404(matter_id, "look")
    form = forms.LookForm()
    if not form.validate_on_submit():
        return _refused(matter_id, Forms(look=form))
    return _done(
        held, lambda: by_hand.still_holds(held, form.words.data or "", **_signed()),
        _("Looked at again: it still holds."),
    )  # fmt: skip


@bp.post("/matters/<int:matter_id>/handing-over")
@allow("matters.see")
def handing_over_to(matter_id: int):
    held = _matter_or_404(matter_id, "hand_over")
    form = forms.HandOverForm()
    if not form.validate_on_submit():
        return _refused(matter_id, Forms(hand_over=form))
    to = form.person.person
    try:
        handing_over.hand_over(held, to, form.reason.data, today=today(), **_signed())
    except NotToHandTo as refused:
        form.person.errors = [NOT_TO_HAND_TO[refused.reason]()]
        return _refused(matter_id, Forms(hand_over=form))
    except NotNow:
        return _late(matter_id)
    return saved(
        url_for("matters.index"), _("Handed over to %(name)s.", name=to.name)
    )  # fmt: skip


def _matter_or_404(matter_id: int, step: str) -> Matter:
    """The matter, held, if the visitor may take the step; 404 where it is not theirs to take."""
    seen = seen_or_404(matter_id)
    if step == "reopen":
        hold_book_of(seen.matter)
    find_matter(seen.matter.kind, seen.matter.source_id)  # held, and read as it stands now
    _mine, acts = looked_at(seen)
    if getattr(acts, step):
        return seen.matter
    if seen.answers or (KINDS[seen.matter.kind].by_hand and _is_owed(seen.matter)):
        abort(_late(matter_id))
    return abort(404)


def _is_owed(row: Matter) -> bool:
    return row.owed_to_id is not None and row.owed_to_id == current_user.person_id


def _signed() -> dict[str, object]:
    return {"actor": current_user.actor, "now": now()}


def _done(held: Matter, act: Callable[[], None], text: str):
    place = url_for("matters.matter", matter_id=held.id)
    if request.form.get("back") == "today":
        place = url_for("home.today")
    try:
        act()
    except NotNow:
        return _late(held.id)
    return saved(place, text)


def _late(matter_id: int):
    page = url_for("matters.matter", matter_id=matter_id)
    return saved(page, _("Nothing changed: the matter has moved on."), "due")


def _refused(matter_id: int, shown: Forms):
    """422 with what was typed; nothing is saved."""
    step_back()
    return matter_page(matter_id, shown), 422

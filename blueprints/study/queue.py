"""The confirmer's queue: one or many confirmed, given back with a reason, taken back again."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from flask import abort, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import joined, now, today
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved
from blueprints.study.blueprint import bp
from blueprints.study.forms import ReturnForm
from blueprints.study.queue_page import MOST_AT_ONCE, queue_page, queue_url
from domain import confirming, study_lists
from domain.entry_steps import NotInState
from domain.hours.ledger import years_of
from domain.hours.packs import NoPackInForce, packs_in_force
from domain.hours.years import YearClosed
from models import EntryStep, StudyEntry, db


@bp.get("/queue")
@allow("entry.confirm")
def queue():
    """The list and one entry; filtered by ``show`` and ``person``, a hundred at a time."""
    return queue_page(ReturnForm())


@bp.post("/confirmations")
@allow("entry.confirm")
def confirmations():
    """Confirm what was ticked, or everything listed; what moved on meanwhile is passed over."""
    seen = _seen()
    entries = study_lists.entries_to_decide(current_user, list(seen), today=today())
    if len(entries) != len(seen):
        abort(404)
    if not entries:
        return saved(queue_url(), _("Tick at least one entry first."), "due")
    known = {entry_id: version for entry_id, version in seen.items() if version}
    steps, closed, unruled = _confirm(entries, known)
    late = len(entries) - len(steps) - closed - unruled
    _offer_undo(steps, ngettext("Confirmed %(num)d entry", "Confirmed %(num)d entries", len(steps)))
    return saved(
        _back() or queue_url(entry=whole_number(request.form.get("next")) or None),
        joined(_passed_over(late, closed, unruled)), "due",
    )  # fmt: skip


def _back() -> str:
    """Home, where the button stood there; empty for the queue."""
    return url_for("home.today") if request.form.get("back") == "today" else ""


def _seen() -> dict[int, int]:
    """Ids of the entries sent, each with the version seen (0: none was named); 500 at most."""
    if "all" in request.form:
        sent = request.form.get("listed", "").split()
    else:
        sent = request.form.getlist("entry")
    pairs = [one.partition("-") for one in sent[:MOST_AT_ONCE]]
    return {whole_number(entry_id): whole_number(version) for entry_id, _dash, version in pairs}


def _confirm(
    entries: Sequence[StudyEntry], seen: Mapping[int, int]
) -> tuple[list[EntryStep], int, int]:
    """The steps taken; how many were left for a closed year, how many for want of rules."""
    left, unruled = list(entries), 0
    while True:
        try:
            steps = confirming.confirm_entries(left, actor=current_user.actor, now=now(), seen=seen)
        except YearClosed as closed:  # nothing was changed yet
            left = [entry for entry in left if closed.year not in years_of(entry)]
        except NoPackInForce:
            ruled = packs_in_force({entry.studied_on for entry in left})
            unruled += sum(entry.studied_on not in ruled for entry in left)
            left = [entry for entry in left if entry.studied_on in ruled]
        else:
            return steps, len(entries) - len(left) - unruled, unruled


def _passed_over(late: int, closed: int, unruled: int) -> list[str]:
    notes = []
    if late:
        notes.append(
            ngettext(
                "%(num)d entry no longer waited, or was changed since, and was passed over.",
                "%(num)d entries no longer waited, or were changed since, and were passed over.",
                late,
            )
        )
    if closed:
        notes.append(
            ngettext(
                "%(num)d entry lies in a year that is closed and was left: give it back.",
                "%(num)d entries lie in a year that is closed and were left: give them back.",
                closed,
            )
        )
    if unruled:
        notes.append(
            ngettext(
                "%(num)d entry begins on a day without hours rules and was left: give it back.",
                "%(num)d entries begin on a day without hours rules and were left: give them back.",
                unruled,
            )
        )
    return notes


@bp.post("/entries/<int:entry_id>/return")
@allow("entry.confirm")
def give_back(entry_id: int):
    entry = _entry_or_404(entry_id)
    form = ReturnForm()
    if not form.validate_on_submit() or not form.reason.data.strip():
        if not form.errors:
            form.reason.errors = [form.reason.gettext("This field is required.")]
        return queue_page(form, entry_id), 422
    try:
        step = confirming.return_entry(
            entry, form.reason.data.strip(), actor=current_user.actor, now=now()
        )
    except NotInState:
        return saved(queue_url(), _("That entry no longer waits."), "due")
    _offer_undo([step], _("Given back to its owner"))
    return saved(queue_url(entry=whole_number(request.form.get("next")) or None))


@bp.post("/undos")
@allow("entry.confirm")
def undos():
    """Take back one's own last confirmations or return, within ten minutes."""
    first, last = (whole_number(request.form.get(name)) for name in ("first", "last"))
    if not 0 < first <= last < first + 2 * MOST_AT_ONCE:
        abort(400)
    steps = db.session.scalars(
        sa.select(EntryStep)
        .where(
            EntryStep.id.between(first, last),
            EntryStep.actor_id == current_user.account_id,
            EntryStep.act.in_(("confirmed", "returned")),
        )
        .order_by(EntryStep.id)
    ).all()
    try:
        undone = confirming.undo_steps(steps, actor=current_user.actor, now=now())
    except confirming.TooLateToUndo:
        db.session.rollback()
        return redirect(queue_url(late=1))
    return saved(
        _back() or queue_url(),
        ngettext("%(num)d entry waits again.", "%(num)d entries wait again.", len(undone)),
    )


def _offer_undo(steps: list[EntryStep], text: str) -> None:
    if steps:
        session["undo"] = {"first": steps[0].id, "last": steps[-1].id, "text": text}


def _entry_or_404(entry_id: int):
    found = study_lists.entries_to_decide(current_user, [entry_id], today=today())
    return found[0] if found else abort(404)

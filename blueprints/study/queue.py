"""The confirmer's queue: one or many confirmed, given back with a reason, taken back again."""

import sqlalchemy as sa
from flask import abort, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import hours_text, now, today
from blueprints.shared.hours_words import kind_word, part_word, rate_text, topic_text, word
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved
from blueprints.study.forms import ReturnForm
from blueprints.study.routes import bp
from domain import confirming, study_lists
from domain.entry_steps import NotInState
from domain.hours.engine import Activity
from domain.hours.ledger import would_credit
from domain.hours.packs import Pack, pack_in_force
from models import EntryStep, db

MOST_AT_ONCE = 500


@bp.get("/queue")
@allow("entry.confirm")
def queue():
    return _queue_page(ReturnForm())


@bp.post("/confirmations")
@allow("entry.confirm")
def confirmations():
    """Confirm the entries ticked; what no longer waits is passed over and said."""
    ids = [whole_number(one) for one in request.form.getlist("entry")][:MOST_AT_ONCE]
    entries = study_lists.entries_to_decide(current_user, ids, today=today())
    if len(entries) != len(set(ids)):
        abort(404)
    if not entries:
        return saved(url_for("study.queue"), _("Tick at least one entry first."), "due")
    steps = confirming.confirm_entries(entries, actor=current_user.actor, now=now())
    late = len(entries) - len(steps)
    note = ngettext(
        "%(num)d entry no longer waited and was passed over.",
        "%(num)d entries no longer waited and were passed over.",
        late,
    )
    _offer_undo(steps, ngettext("Confirmed %(num)d entry", "Confirmed %(num)d entries", len(steps)))
    return saved(url_for("study.queue"), note if late else "", "due")


@bp.post("/entries/<int:entry_id>/return")
@allow("entry.confirm")
def give_back(entry_id: int):
    entry = _entry_or_404(entry_id)
    form = ReturnForm()
    if not form.validate_on_submit() or not form.reason.data.strip():
        if not form.errors:
            form.reason.errors = [form.reason.gettext("This field is required.")]
        return _queue_page(form, entry_id), 422
    try:
        step = confirming.return_entry(
            entry, form.reason.data.strip(), actor=current_user.actor, now=now()
        )
    except NotInState:
        return saved(url_for("study.queue"), _("That entry no longer waits."), "due")
    _offer_undo([step], _("Given back to its owner"))
    return saved(url_for("study.queue"))


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
        undone = [confirming.undo_step(step, actor=current_user.actor, now=now()) for step in steps]
    except confirming.TooLateToUndo:
        db.session.rollback()
        return redirect(url_for("study.queue", late=1))
    return saved(
        url_for("study.queue"),
        ngettext("%(num)d entry waits again.", "%(num)d entries wait again.", len(undone)),
    )


def _offer_undo(steps: list[EntryStep], text: str) -> None:
    if steps:
        session["undo"] = {"first": steps[0].id, "last": steps[-1].id, "text": text}


def _entry_or_404(entry_id: int):
    found = study_lists.entries_to_decide(current_user, [entry_id], today=today())
    return found[0] if found else abort(404)


def _queue_page(form: ReturnForm, entry_id: int | None = None):
    waiting = study_lists.queue(current_user, today=today())
    asked = entry_id or whole_number(request.args.get("entry"))
    now_shown = next((one for one in waiting if one.id == asked), waiting[0] if waiting else None)
    pack_id, pack = pack_in_force(now_shown.studied_on if now_shown else today())
    place = waiting.index(now_shown) if now_shown else 0
    return render_template(
        "study/queue.html", waiting=waiting, shown=now_shown, place=place, form=form,
        detail=_detail(now_shown, pack_id, pack) if now_shown else {},
        undo=session.pop("undo", None),
        late=request.args.get("late"), pack=pack, topic_text=topic_text,
        opened=now_shown is not None and now_shown.id == asked,
    )  # fmt: skip


def _detail(shown: study_lists.Waiting, pack_id: int, pack: Pack) -> dict[str, str]:
    """What the entry would be credited, and by which rule."""
    activity = Activity(shown.id, shown.kind, shown.studied_on, shown.minutes, pack_id)
    got = would_credit(shown.person_id, activity, pack)
    if got is None:
        return {"credit": _("No rule of the pack in force covers this kind of study.")}
    rule = rate_text(pack.kinds[got.rule])
    cap = next((word(cap.words) for cap in pack.caps if cap.id == got.cap), "")
    return {
        "credit": hours_text(got.hundredths), "part": part_word(pack, got.part),
        "rule": f"{rule}; {cap}" if cap else rule, "kind": kind_word(pack, shown.kind),
    }  # fmt: skip

"""Corrections of confirmed entries: asked for by the owner, granted or declined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import day_of, now, today
from blueprints.shared.hours_words import amount_text, kind_word, span_text, topic_text
from blueprints.shared.saving import saved
from blueprints.study.blueprint import bp
from blueprints.study.confirm_forms import AskForm, DeclineForm
from blueprints.study.loading import own_entry_or_404
from blueprints.study.queue_page import looked_at, tabs_of, wanted
from blueprints.study.queue_words import waited_text
from blueprints.study.words import CORRECTIONS, STATES, gained_markup
from domain import attachments, queues, study_lists
from domain import corrections as asking
from domain.attachments import Proof
from domain.entry_steps import NotInState
from domain.hours.packs import Pack, pack_in_force
from domain.hours.years import YearClosed
from domain.queues import Line, Owner
from domain.study_lists import InFull
from models import Correction, StudyEntry, db

ASKED_OF = frozenset({"confirmed", "voided"})


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One open correction as its confirmer sees it."""

    correction: asking.Asked
    full: InFull
    owner: Owner
    topic: str
    kind: str
    amount: str
    days: str
    gained: str
    waited: str
    proofs: Sequence[Proof]


@bp.context_processor
def correction_box() -> dict[str, object]:
    """For the owner's page of an entry: what was asked of it, and whether more may be."""

    def box(entry: StudyEntry, closed: int | None) -> dict[str, object]:
        if entry.state not in ASKED_OF:
            return {}
        asked = asking.corrections_of([entry.id]).get(entry.id, [])
        is_open = any(one.state == "open" for one in asked)
        may_ask = entry.state == "confirmed" and not is_open
        return {
            "asked": asked,
            "form": AskForm(formdata=None) if may_ask and closed is None else None,
            "closed": no_correction_text(closed) if may_ask and closed is not None else "",
        }

    return {"correction_box": box, "correction_states": CORRECTIONS}


@bp.post("/entries/<int:entry_id>/corrections")
@allow("entry.log")
def ask(entry_id: int):
    """Ask for a correction of one's own confirmed entry; one at a time."""
    entry = own_entry_or_404(entry_id)
    form = AskForm()
    if not form.validate_on_submit():
        pack = pack_in_force(today())[1]
        title = topic_text(entry.topic, pack, entry.kind)
        return render_template(
            "study/ask_correction.html", entry=entry, form=form, title=title
        ), 422
    page = url_for("study.entry", entry_id=entry.id)
    try:
        asking.ask_correction(entry, form.wish.data.strip(), actor=current_user.actor, now=now())
    except asking.AskedAlready:
        return saved(page, _("A correction is asked for already; wait for the answer."), "due")
    except YearClosed as shut:
        return saved(page, no_correction_text(shut.year), "due")
    except NotInState as late:
        return saved(page, _("Nothing changed: the entry is %(state)s.",
                             state=STATES[late.entry.state]), "due")  # fmt: skip
    return saved(page, _("Asked. Your confirmer grants it or says why not."))


@bp.get("/corrections")
@allow("entry.confirm")
def corrections():
    """The corrections asked for, the longest open first."""
    return _corrections_page(DeclineForm())


@bp.post("/corrections/<int:correction_id>/grant")
@allow("entry.confirm")
def grant(correction_id: int):
    """Void the entry; it goes back to its owner to be put right."""
    correction = _correction_or_404(correction_id)
    try:
        again = asking.grant_correction(correction, actor=current_user.actor, now=now())
    except (asking.AnsweredAlready, NotInState):
        return _late()
    entry = db.session.get_one(StudyEntry, correction.entry_id)
    text = _("Granted. The entry has gone back to its owner to be put right.")
    if again is None and entry.batch_id is None:
        text = _("Granted. The books of its year are closed, so it comes back to nobody.")
    elif again is None:
        text = _("Granted. The entry is voided; whoever recorded it records it anew.")
    return saved(url_for("study.corrections"), text)


@bp.post("/corrections/<int:correction_id>/refusal")
@allow("entry.confirm")
def decline(correction_id: int):
    """Leave the entry as it is, and say why."""
    correction = _correction_or_404(correction_id)
    form = DeclineForm()
    if not form.validate_on_submit():
        return _corrections_page(form, correction.id), 422
    try:
        asking.decline_correction(
            correction, form.answer.data.strip(), actor=current_user.actor, now=now()
        )
    except asking.AnsweredAlready:
        return _late()
    return saved(url_for("study.corrections"), _("Declined. The owner reads your answer."))


def no_correction_text(year: int) -> str:
    return _(
        "The books of %(year)d are closed: no correction is granted any more. HR can void the "
        "entry, with a reason.",
        year=year,
    )


def _late():
    text = _("Somebody was first: that correction is no longer open.")
    return saved(url_for("study.corrections"), text, "due")


def _correction_or_404(correction_id: int) -> Correction:
    return asking.find_to_answer(current_user, correction_id, today=today()) or abort(404)


def _corrections_page(form: DeclineForm, answered: int | None = None) -> str:
    """At most eight queries, however many are open."""
    looked = looked_at(queues.queue(current_user, today=today()))
    asked = looked.queue.asked
    ids = [line.id for line in asked]
    full = study_lists.in_full(ids) if ids else {}
    wishes = asking.corrections_of(ids) if ids else {}
    proofs = attachments.attached_to(ids) if ids else {}
    found = {one.id: one for many in wishes.values() for one in many}
    return render_template(
        "study/corrections.html", form=form, answered=answered, corrections=asked,
        lines=[
            _line(line, found[line.correction_id or 0], full[line.id], proofs.get(line.id, ()),
                  looked.queue.owners, looked.pack)
            for line in asked
        ],
        tabs=tabs_of(looked, None), total=len(looked.queue.lines), on_corrections=True,
        absent=looked.queue.stood_in_for(current_user.person_id), asked=wanted(),
    )  # fmt: skip


def _line(
    line: Line, asked: asking.Asked, full: InFull, proofs: Sequence[Proof],
    owners: Mapping[int, Owner], pack: Pack,
) -> AskedLine:  # fmt: skip
    return AskedLine(
        asked, full, owners[line.person_id], topic_text(line.topic, pack, line.kind),
        kind_word(pack, line.kind), amount_text(pack.kinds.get(line.kind), line),
        span_text(line.studied_on, line.ends_on), gained_markup(full.entry),
        waited_text(day_of(asked.asked_at)), proofs,
    )  # fmt: skip

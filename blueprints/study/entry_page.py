"""One entry of one's own: what it says, its proofs, what happened to it; taking it back."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import moment_text, now, today
from blueprints.shared.forms import new_once_key
from blueprints.shared.hours_words import amount_text, kind_word, span_text, topic_text
from blueprints.shared.saving import saved
from blueprints.study.blueprint import bp
from blueprints.study.loading import kinds_to_log, own_entry_or_404
from blueprints.study.refusals import of_credit
from blueprints.study.words import ACTS, STATES, gained_markup
from domain import attachments, study, study_lists
from domain.confirmers import confirmers_of
from domain.entry_steps import NotInState
from domain.hours.ledger import years_of
from domain.hours.packs import pack_in_force
from domain.hours.years import closed_among
from models import Material, db


@bp.get("/entries/<int:entry_id>")
@allow("entry.log")
def entry(entry_id: int):
    row = own_entry_or_404(entry_id)
    if row.state == "draft":
        return redirect(url_for("study.edit", entry_id=row.id))
    _pack_id, pack = pack_in_force(row.studied_on)
    steps = study_lists.steps_of(row.id)
    proofs = attachments.attached_to([row.id]).get(row.id, [])
    return render_template(
        "study/entry.html", entry=row, pack=pack, steps=[_step(one) for one in steps],
        reason=next((one.reason for one in reversed(steps) if one.act == row.state), ""),
        closed=min(closed_among(years_of(row)), default=None),
        states=STATES, title=topic_text(row.topic, pack, row.kind), kind=kind_word(pack, row.kind),
        amount=amount_text(pack.kinds.get(row.kind), row), gained=gained_markup(row),
        days=span_text(row.studied_on, row.ends_on), proofs=proofs, once=new_once_key(),
        room=attachments.MOST_PROOFS - len(proofs),
        material=db.session.get(Material, row.material_id) if row.material_id else None,
        confirmers=confirmers_of(row.person_id, today=today()) if row.state == "waiting" else [],
        changeable=row.state in study.OWNERS_TO_CHANGE,
        of_credit=of_credit() if study.is_credit(row) else "",
        again=row.kind in {kind.id for kind in kinds_to_log(pack)},
    )  # fmt: skip


def _step(step: study_lists.StepTaken) -> dict[str, str]:
    return {
        "time": moment_text(step.at),
        "who": step.who,
        "what": ACTS[step.act],
        "note": step.reason,
    }


@bp.post("/entries/<int:entry_id>/withdrawal")
@allow("entry.log")
def withdrawal(entry_id: int):
    row = own_entry_or_404(entry_id)
    page = url_for("study.entry", entry_id=row.id)
    try:
        study.withdraw_entry(row, actor=current_user.actor, now=now())
    except NotInState as late:
        return saved(page, _("Nothing changed: the entry is %(state)s.",
                             state=STATES[late.entry.state]), "due")  # fmt: skip
    return saved(page, _("Withdrawn. It no longer counts."))

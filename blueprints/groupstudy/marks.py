"""One person's marks at a gathering: leave with a reason and proof, and what was changed when."""

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.groupstudy import door_words, words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.door import taken_or_404
from blueprints.groupstudy.files import too_many_text
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.forms import new_once_key
from blueprints.shared.limits import takes_files
from blueprints.shared.proofs import ProofRefused, read_proofs
from blueprints.shared.saving import saved, step_back
from domain.groupstudy import attendance, group_files, roll_call
from domain.groupstudy.attendance import LEAVE, Mark, Row
from domain.groupstudy.holding import OPEN
from models import GroupStudy

LONGEST_REASON = 300


@bp.get("/<int:gathering_id>/attendance/<int:person_id>")
@allow("group_study.hold")
def marks(gathering_id: int, person_id: int):
    """Ten queries."""
    return _page(*_marked_or_404(gathering_id, person_id))


@bp.post("/<int:gathering_id>/attendance/<int:person_id>")
@takes_files
@allow("group_study.hold", gate="free")
def give_leave(gathering_id: int, person_id: int):
    """On leave, with the reason and perhaps a proof: files are checked before the gate."""
    gathering, row = _marked_or_404(gathering_id, person_id)
    reason = " ".join(request.form.get("reason", "").split())
    if not reason or len(reason) > LONGEST_REASON:
        return _page(gathering, row, why=_reason_wanted(reason)), 422
    try:
        checked = read_proofs(request.files.getlist("proofs")) if gathering.state == OPEN else []
    except ProofRefused as refused:
        return _page(gathering, row, proof_errors=[str(refused)]), 422
    instead = begin_writing()
    if instead is not None:
        return instead
    gathering, row = _marked_or_404(gathering_id, person_id)
    signed = {"actor": current_user.actor, "now": now()}
    try:
        marked = attendance.mark(
            gathering, person_id, Mark(LEAVE, reason=reason), was=request.form.get("was"), **signed
        )
        group_files.keep_files(
            gathering, group_files.LEAVE, checked, attendance_id=marked.id, **signed
        )
    except group_files.TooManyFiles as refused:
        step_back()
        said = too_many_text(refused)
        return _page(*_marked_or_404(gathering_id, person_id), proof_errors=[said]), 422
    except door_words.NOT_TAKEN as refused:
        said = door_words.not_taken_text(refused)
        step_back()
        return _page(*_marked_or_404(gathering_id, person_id), why=said), 422
    place = url_for("groupstudy.attendance", gathering_id=gathering_id, _anchor=f"p{person_id}")
    said = _("%(name)s: %(state)s", name=row.name, state=words.ATTENDANCE[LEAVE])
    return saved(place, said)


def _marked_or_404(gathering_id: int, person_id: int) -> tuple[GroupStudy, Row]:
    """The gathering, and the row of somebody whom the visitor may mark there."""
    gathering, holds = taken_or_404(gathering_id)
    row = roll_call.roll_for(gathering, current_user, holds=holds).find(person_id)
    return (gathering, row) if row is not None else abort(404)


def _reason_wanted(reason: str) -> str:
    if not reason:
        return _("Leave is given for a reason: write it.")
    return _("Shorten it to %(most)d characters.", most=LONGEST_REASON)


def _page(gathering: GroupStudy, row: Row, *, why: str = "", proof_errors: list[str] | None = None):
    told = [(one.at, door_words.history_line(one))
            for one in roll_call.history_of(gathering.id, row.person_id)]  # fmt: skip
    told += [(one.at, door_words.proof_line(one))
             for one in group_files.proofs_added(gathering.id, row.person_id)]  # fmt: skip
    steps = [line for _at, line in sorted(told, key=lambda one: one[0])]
    return render_template(
        "groupstudy/marks.html", gathering=gathering, row=row, why=why, words=words,
        proof_errors=proof_errors or (), steps=steps,
        proofs=group_files.proofs_of_leave(gathering.id, row.person_id), once=new_once_key(),
        typed=request.form.get("reason", row.reason), is_open=gathering.state == OPEN,
        tags=door_words.ATTENDANCE_TAGS,
    )  # fmt: skip

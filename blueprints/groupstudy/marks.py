"""One person's marks at a gathering: leave with a reason and proof, and what was changed when."""

from typing import NamedTuple

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.groupstudy import door_words, words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.door import taken_or_404
from blueprints.groupstudy.files import too_many_text
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.forms import new_once_key, one_line
from blueprints.shared.limits import takes_files
from blueprints.shared.proofs import ProofRefused, read_proofs
from blueprints.shared.saving import saved, step_back
from domain.files.refusals import Checked
from domain.groupstudy import attendance, group_files, roll_call
from domain.groupstudy.attendance import LEAVE, Mark, Row
from domain.groupstudy.holding import OPEN
from models import GroupStudy

LONGEST_REASON = 300


class Marked(NamedTuple):
    """Somebody whom the visitor may mark; ``own``: of their reach, so that all is told."""

    gathering: GroupStudy
    row: Row
    own: bool
    holds: bool


@bp.get("/<int:gathering_id>/attendance/<int:person_id>")
@allow("group_study.hold")
def marks(gathering_id: int, person_id: int):
    """Ten queries."""
    return _page(_marked_or_404(gathering_id, person_id))


@bp.post("/<int:gathering_id>/attendance/<int:person_id>")
@takes_files
@allow("group_study.hold", gate="free")
def give_leave(gathering_id: int, person_id: int):
    """On leave, with the reason and perhaps a proof: files are checked before the gate."""
    marked = _marked_or_404(gathering_id, person_id)
    reason = one_line(request.form.get("reason"))
    if not reason or len(reason) > LONGEST_REASON:
        return _page(marked, why=_reason_wanted(reason)), 422
    try:
        is_open = marked.gathering.state == OPEN
        checked = read_proofs(request.files.getlist("proofs")) if is_open else []
    except ProofRefused as refused:
        return _page(marked, proof_errors=[str(refused)]), 422
    instead = begin_writing()
    if instead is not None:
        return instead
    marked = _marked_or_404(gathering_id, person_id)
    try:
        _mark_on_leave(marked, reason, checked)
    except (group_files.TooManyFiles, *door_words.NOT_TAKEN) as refused:
        said = _refused(refused)
        step_back()
        return _page(_marked_or_404(gathering_id, person_id), **said), 422
    place = url_for("groupstudy.attendance", gathering_id=gathering_id, _anchor=f"p{person_id}")
    said = _("%(name)s: %(state)s", name=marked.row.name, state=words.ATTENDANCE[LEAVE])
    return saved(place, said)


def _mark_on_leave(marked: Marked, reason: str, checked: list[Checked]) -> None:
    signed = {"actor": current_user.actor, "now": now()}
    row = attendance.mark(
        marked.gathering, marked.row.person_id, Mark(LEAVE, reason=reason),
        was=request.form.get("was"), **signed,
    )  # fmt: skip
    group_files.keep_files(
        marked.gathering, group_files.LEAVE, checked, attendance_id=row.id, **signed
    )


def _refused(refused: Exception) -> dict[str, object]:
    """Why nothing was marked, and where the page says it."""
    if isinstance(refused, group_files.TooManyFiles):
        return {"proof_errors": [too_many_text(refused)]}
    return {"why": door_words.not_taken_text(refused)}


def _marked_or_404(gathering_id: int, person_id: int) -> Marked:
    gathering, holds = taken_or_404(gathering_id)
    roll = roll_call.roll_for(gathering, current_user, holds=holds)
    row = roll.find(person_id) or abort(404)
    return Marked(gathering, row, person_id in roll.own, holds)


def _reason_wanted(reason: str) -> str:
    if not reason:
        return _("Leave is given for a reason: write it.")
    return _("Shorten it to %(most)d characters.", most=LONGEST_REASON)


def _page(marked: Marked, *, why: str = "", proof_errors: list[str] | None = None):
    gathering, row, own, holds = marked
    place = (gathering.id, row.person_id)
    told = [(one.at, door_words.history_line(one))
            for one in roll_call.history_of(*place, why_leave=own)]  # fmt: skip
    added = group_files.proofs_added(*place) if own else ()
    told += [(one.at, door_words.proof_line(one)) for one in added]
    steps = [line for _at, line in sorted(told, key=lambda one: one[0])]
    return render_template(
        "groupstudy/marks.html", gathering=gathering, row=row, why=why, words=words,
        proof_errors=proof_errors or (), steps=steps,
        proofs=group_files.proofs_of_leave(*place) if own else (),
        once=new_once_key(), holds=holds,
        typed=request.form.get("reason", row.reason), is_open=gathering.state == OPEN,
        tags=door_words.ATTENDANCE_TAGS,
    )  # fmt: skip

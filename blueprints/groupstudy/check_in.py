"""Checking in by the code on the screen: read on a page, sent by a tap, kept without network."""

from flask import abort, current_app, jsonify, render_template, request, url_for
from flask_login import current_user

from blueprints.groupstudy import door_words, words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_url
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.forms import new_once_key
from blueprints.shared.saving import commit, saved, step_back
from blueprints.shared.scripts import by_script
from domain.groupstudy import codes
from domain.groupstudy.arrivals import Sent, arrive
from domain.groupstudy.attendance import THERE, AlreadyThere, find_row
from domain.groupstudy.codes import Judged, Verdict
from domain.groupstudy.inviting import is_invited
from domain.groupstudy.late_check_ins import ListedAlready, find_late
from domain.groupstudy.reach import find_gathering
from models import GroupStudy, LateCheckIn, db


@bp.get("/<int:gathering_id>/check-in")
@allow("group_study.attend")
def check_in(gathering_id: int):
    """What a tap will do, or why it would do nothing. Ten queries at most; writes nothing."""
    return _page(*_found_or_404(gathering_id, request.args.get("code", "")))


@bp.post("/<int:gathering_id>/check-in")
@allow("group_study.attend")
def send_check_in(gathering_id: int):
    """Once, however often it is sent; a page's own script gets the sentence alone."""
    sent = Sent(
        request.form.get("code", ""), request.form.get("ticket", ""),
        kept=request.form.get("kept") == "1",
    )  # fmt: skip
    gathering, judged = _found_or_404(gathering_id, sent.code, sent.ticket)
    try:
        done = arrive(gathering, current_user, current_user.person_id, sent, key=_key(), now=now())
    except (AlreadyThere, ListedAlready) as before:
        return _answer(gathering_id, door_words.refused_text(before))
    except door_words.REFUSALS as refused:
        step_back()
        return _not_taken(gathering_id, judged, door_words.refused_text(refused))
    if isinstance(done, LateCheckIn):
        return _answer(gathering_id, door_words.late_text(done))
    return _answer(gathering_id, door_words.there_text(done))


def _answer(gathering_id: int, said: str):
    """The page says it by itself; its script gets the sentence alone."""
    if not by_script():
        return saved(url_for("groupstudy.check_in", gathering_id=gathering_id))
    answer = jsonify(said=said)
    commit()
    return answer


def _not_taken(gathering_id: int, judged: Judged, said: str):
    if by_script():
        return jsonify(said=said), 422
    return _page(db.session.get_one(GroupStudy, gathering_id), judged, said), 422


def _found_or_404(gathering_id: int, code: str, ticket: str = "") -> tuple[GroupStudy, Judged]:
    """One that the visitor sees, or has a code of; and what the code is."""
    gathering = db.session.get(GroupStudy, gathering_id) or abort(404)
    at = now()
    judged = codes.judge(code, gathering, _key(), now=at)
    if (
        judged.slot_at is None
        and find_gathering(gathering_id, current_user) is None
        and codes.judge_ticket(ticket, current_user.account_id, gathering, _key(), now=at)
        is not Verdict.FRESH
    ):
        abort(404)
    return gathering, judged


def _page(gathering: GroupStudy, judged: Judged, why: str = "") -> str:
    code = request.values.get("code", "")
    row = find_row(gathering.id, current_user.person_id)
    late = find_late(gathering.id, current_user.person_id)
    ticket = ""
    if judged.verdict is Verdict.FRESH:
        ticket = codes.ticket_for(current_user.account_id, gathering, _key(), now=now())
    elif code and not why:
        why = str(door_words.CODES[judged.verdict])
    invited = (row is not None and not row.guest) or is_invited(gathering, current_user.person_id)
    return render_template(
        "groupstudy/check_in.html", gathering=gathering, code=code, ticket=ticket, why=why,
        there=door_words.there_text(row) if row is not None and row.state in THERE else "",
        late=door_words.late_text(late) if late is not None else "", invited=invited,
        closed=door_words.state_text(gathering), words=words,
        account_id=current_user.account_id, once=new_once_key(),
        back=gathering_url(gathering) if find_gathering(gathering.id, current_user) else "",
    )  # fmt: skip


def _key() -> str:
    return current_app.config["SECRET_KEY"]

"""The code on the host's screen, large enough for a room: another every 20 seconds."""

from flask import abort, current_app, jsonify, render_template, request, url_for

from blueprints.groupstudy import door_words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_or_404, gathering_url, held_or_404
from blueprints.shared.access import allow, public
from blueprints.shared.clock import now
from blueprints.shared.qr import qr_code
from domain.groupstudy import codes
from domain.groupstudy.attendance import counts_of
from domain.groupstudy.codes import Verdict
from domain.groupstudy.holding import OPEN
from models import GroupStudy, db


@bp.get("/<int:gathering_id>/code")
@allow("group_study.hold")
def code(gathering_id: int):
    """The page for the screen; without a script it loads itself anew with each code."""
    gathering = held_or_404(gathering_id)
    return render_template(
        "groupstudy/code.html", gathering=gathering, counts=counts_of(gathering.id),
        back=gathering_url(gathering), **_shown(gathering),
        screen=codes.screen_for(gathering, current_app.config["SECRET_KEY"], now=now()),
    )  # fmt: skip


@bp.get("/<int:gathering_id>/code/now")
@public("the screen of a room goes on when nobody has touched it for as long as a sign-in lasts")
def code_now(gathering_id: int):
    """The part of that page which changes, for a screen that whoever holds it has opened."""
    gathering = db.session.get(GroupStudy, gathering_id) or abort(404)
    key, screen = current_app.config["SECRET_KEY"], request.args.get("screen", "")
    if codes.judge_screen(screen, gathering, key, now=now()) is not Verdict.FRESH:
        abort(404)
    return render_template("groupstudy/_code.html", **_shown(gathering))


@bp.get("/<int:gathering_id>/count")
@allow("group_study.see", unattended=True)
def count(gathering_id: int):
    """How many are there: what pages ask every five seconds. No names; one query of its own."""
    counts = counts_of(gathering_or_404(gathering_id).id)
    return jsonify(**counts._asdict(), there=counts.there, asked=counts.asked)


def _shown(gathering: GroupStudy) -> dict[str, object]:
    if gathering.state != OPEN:
        return {"qr_code": None, "why": door_words.state_text(gathering), "seconds": 0}
    at = now()
    text = codes.code_at(gathering, current_app.config["SECRET_KEY"], at)
    address = url_for("groupstudy.check_in", gathering_id=gathering.id, code=text, _external=True)
    return {
        "qr_code": qr_code(address), "text": text, "seconds": codes.seconds_left(at), "why": "",
    }  # fmt: skip

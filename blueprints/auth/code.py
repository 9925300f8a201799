"""The second step of signing in: a code, within five minutes of the password."""

from datetime import UTC, datetime, timedelta

from flask import g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from blueprints.auth import bp
from blueprints.auth.entering import enter
from blueprints.auth.forms import CodeForm, DoorForm
from blueprints.shared.access import public
from blueprints.shared.clock import now, today
from blueprints.shared.saving import commit, enter_gate
from blueprints.shared.waiting import must_wait, say_wait
from domain.accounts import second_factor, sign_ins, throttle
from domain.accounts.second_factor import CodeWrong
from domain.audit import Actor
from models import Account, db

HALF_LASTS = timedelta(minutes=5)


def ask_code(account_id: int, door: DoorForm, *, own_device: bool) -> str:
    """Remember that the password was right, and show the page that asks for the code."""
    session.clear()
    g.pop("csrf_token", None)
    session["half"] = {
        "account": account_id, "at": now().timestamp(), "own_device": bool(own_device)
    }  # fmt: skip
    form = CodeForm(formdata=None)
    form.next.data, form.kept.data = door.next.data, door.kept.data
    return render_template("auth/code.html", form=form)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public("the second step of the door; the session says whose password was right")
def code():
    half = session.get("half")
    if half is None or now() - datetime.fromtimestamp(half["at"], UTC) > HALF_LASTS:
        return redirect(url_for("auth.sign_in"))
    form = CodeForm()
    if form.validate_on_submit():
        return _try(form, half)
    return render_template("auth/code.html", form=form), 422 if form.errors else 200


def _try(form: CodeForm, half: dict):
    at, source = now(), request.remote_addr or ""
    asked = throttle.code_key(half["account"]), throttle.source_key(source)
    enter_gate()
    wait = throttle.wait_left(*asked, now=at)
    if wait is not None:
        return must_wait(render_template("auth/code.html", form=say_wait(form, wait)), wait)
    account = db.session.get_one(Account, half["account"])
    try:
        second_factor.check_code(account, form.code.data, actor=Actor(account.id, source), now=at)
    except CodeWrong:
        return _wrong(form, account, asked, at)
    if not sign_ins.may_enter(account, today=today()):
        return redirect(url_for("auth.sign_in"))
    return enter(account, form, own_device=half["own_device"])


def _wrong(form: CodeForm, account: Account, asked: tuple[throttle.Throttled, ...], at: datetime):
    sign_ins.note_wrong_try(account.id, source=request.remote_addr or "", now=at)
    throttle.note_failure(*asked, now=at)
    commit()
    form.code.errors = [_("This code is wrong or was used before. Wait for the next one.")]
    return render_template("auth/code.html", form=form), 422

from datetime import datetime
from urllib.parse import urlsplit

from flask import (
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.auth import bp
from blueprints.auth.code import ask_code
from blueprints.auth.entering import enter, safe_next
from blueprints.auth.forms import SignInForm
from blueprints.auth.kept import keep_form
from blueprints.shared.access import SAFE, allow, public
from blueprints.shared.clock import now, today
from blueprints.shared.saving import commit, enter_gate, saved
from blueprints.shared.waiting import must_wait, say_wait
from domain.accounts import opening, passwords, sign_ins, throttle
from models import Account, db


@bp.record
def _tell_the_guard(state) -> None:
    state.app.extensions["ask_sign_in"] = ask_sign_in


def ask_sign_in() -> Response:
    """What a page answers to somebody not signed in: the door, with the form kept on it."""
    if request.method in SAFE:
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
    form = SignInForm(formdata=None)
    form.kept.data = keep_form()
    form.next.data = safe_next(urlsplit(request.referrer or "").path)
    had_files = any(file.filename for file in request.files.values())
    answer = make_response(_page(form, too_late=True, had_files=had_files), 401)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/sign-in", methods=["GET", "POST"])
@public("the door itself")
def sign_in():
    form = SignInForm()
    if form.validate_on_submit():
        return _try(form)
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
        form.username.data = request.args.get("username", "")
    return _page(form), 422 if form.errors else 200


@bp.post("/sign-out")
@allow("account.keep", unfinished=True)
def sign_out():
    account_id = current_user.account_id
    sign_ins.end_sign_in(current_user.sign_in_id, now=now(), actor=current_user.actor)
    session.clear()
    session["former"] = account_id  # a page still open may send a form: it is kept for them
    return saved(url_for("auth.sign_in"), _("You are signed out."))


def _try(form: SignInForm):
    """Compare the password outside the gate, then decide inside it, where tries are counted."""
    at, source = now(), request.remote_addr or ""
    asked = throttle.name_key(form.username.data), throttle.source_key(source)
    wait = throttle.wait_left(*asked, now=at)
    if wait is not None:
        return must_wait(_page(say_wait(form, wait)), wait)
    account = opening.find_account(form.username.data)
    right = passwords.matches(account.password_hash if account else "", form.password.data)
    enter_gate()
    wait = throttle.wait_left(*asked, now=at)  # others may have tried while we compared
    if wait is not None:
        return must_wait(_page(say_wait(form, wait)), wait)
    if account is None or not right or not sign_ins.may_enter(account, today=today()):
        return _wrong(form, account, asked, at)
    if account.totp_on_at is not None and current_app.config["TOTP"] != "off":
        db.session.rollback()
        return ask_code(account.id, form, own_device=form.own_device.data)
    return enter(account, form, own_device=form.own_device.data)


def _wrong(
    form: SignInForm, account: Account | None, asked: tuple[throttle.Throttled, ...], at: datetime
):
    account_id = account.id if account else None
    sign_ins.note_wrong_try(account_id, source=request.remote_addr or "", now=at)
    throttle.note_failure(*asked, now=at)
    commit()
    form.password.errors = [_("Username or password is wrong.")]
    return _page(form), 422


def _page(form: SignInForm, *, too_late: bool = False, had_files: bool = False) -> str:
    demo = opening.demo_usernames() if current_app.config["DEMO"] else []
    return render_template(
        "auth/sign_in.html", form=form, too_late=too_late, had_files=had_files, demo=demo
    )

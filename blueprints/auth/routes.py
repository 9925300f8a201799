import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.auth.forms import SignInForm
from blueprints.shared.access import allow, public
from blueprints.shared.clock import now
from blueprints.shared.saving import commit, enter_gate
from domain.accounts import passwords, sign_ins
from models import Account, db

bp = Blueprint("auth", __name__)


@bp.record
def _tell_the_guard(state) -> None:
    state.app.extensions["ask_sign_in"] = ask_sign_in


def ask_sign_in():
    return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))


@bp.route("/sign-in", methods=["GET", "POST"])
@public("the door itself")
def sign_in():
    form = SignInForm()
    if form.validate_on_submit():
        account = db.session.scalars(
            sa.select(Account).where(Account.username == form.username.data.strip().lower())
        ).one_or_none()
        right = passwords.matches(account.password_hash if account else "", form.password.data)
        if account is not None and right and account.disabled_at is None:
            return _start(account.id, own_device=form.own_device.data)
        form.password.errors = [_("Username or password is wrong.")]
    return render_template("auth/sign_in.html", form=form), 422 if form.errors else 200


def _start(account_id: int, *, own_device: bool):
    enter_gate()
    account = db.session.get_one(Account, account_id)
    token = sign_ins.start_sign_in(
        account, now=now(), source=request.remote_addr or "",
        device=request.user_agent.string, own_device=own_device,
    )  # fmt: skip
    session.clear()
    session["token"] = token
    session["language"] = account.language
    session.permanent = own_device
    commit()
    return redirect(url_for("home.today"))


@bp.post("/sign-out")
@allow("account.keep", unfinished=True)
def sign_out():
    sign_ins.end_sign_in(current_user.sign_in_id, now=now(), actor=current_user.actor)
    session.clear()
    commit()
    return redirect(url_for("auth.sign_in"))

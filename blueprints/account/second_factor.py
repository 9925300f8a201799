from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.account import bp
from blueprints.account.forms import CodeForm
from blueprints.shared.access import allow, needs_second_factor
from blueprints.shared.clock import now
from blueprints.shared.qr import qr_code
from blueprints.shared.saving import commit, saved, saved_and_shown
from blueprints.shared.waiting import must_wait, say_wait
from domain.accounts import second_factor as factor
from domain.accounts import throttle
from domain.accounts.second_factor import AlreadyOn, CodeWrong
from models import Account, db


@bp.route("/account/second-factor", methods=["GET", "POST"])
@allow("account.keep", unfinished=True)
def second_factor():
    """Enrol while it is off; say how it stands while it is on."""
    form = CodeForm()
    if current_app.config["TOTP"] == "off" or current_user.totp_on:
        return _state_page(form)
    secret = session.get("totp_secret")
    if secret is not None and form.validate_on_submit():
        try:
            return _turn_on(form, secret)
        except AlreadyOn:
            session.pop("totp_secret")
            flash(_("The second step was turned on a moment ago, with other codes."), "due")
            return redirect(url_for("account.second_factor"))
        except CodeWrong:
            form.code.errors = [_("The code does not fit. Is the clock of the phone right?")]
    if secret is None:
        secret = session["totp_secret"] = factor.new_secret()
    return _enrol_page(form, secret), 422 if form.errors else 200


@bp.post("/account/second-factor/off")
@allow("account.keep")
def second_factor_off():
    if not current_user.totp_on:
        return redirect(url_for("account.second_factor"))
    if needs_second_factor(current_user):
        abort(403)
    form = CodeForm()
    if not form.validate_on_submit():
        return _state_page(form), 422
    asked = throttle.code_key(current_user.account_id)
    wait = throttle.wait_left(asked, now=now())
    if wait is not None:
        return must_wait(_state_page(say_wait(form, wait)), wait)
    account = db.session.get_one(Account, current_user.account_id)
    try:
        factor.check_code(account, form.code.data, actor=current_user.actor, now=now())
    except CodeWrong:
        throttle.note_failure(asked, now=now())
        commit()
        form.code.errors = [_("This code is wrong or was used before. Wait for the next one.")]
        return _state_page(form), 422
    factor.turn_off(account, actor=current_user.actor, now=now())
    return saved(url_for("account.overview"), _("The second step of signing in is off."))


def _turn_on(form: CodeForm, secret: str):
    codes = factor.turn_on(
        db.session.get_one(Account, current_user.account_id), secret, form.code.data,
        actor=current_user.actor, now=now(),
    )  # fmt: skip
    session.pop("totp_secret")
    saved_and_shown(url_for("account.second_factor"))
    return make_response(render_template("account/recovery_codes.html", codes=codes))


def _enrol_page(form: CodeForm, secret: str) -> str:
    issuer = current_app.config["ORGANISATION"] or _("Rigong")
    address = factor.address_for_app(secret, current_user.username, issuer)
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render_template(
        "account/second_factor.html", form=form, code=qr_code(address), secret=spaced,
        owed=needs_second_factor(current_user),
    )  # fmt: skip


def _state_page(form: CodeForm) -> str:
    return render_template(
        "account/second_factor_state.html", form=form,
        off=current_app.config["TOTP"] == "off",
        codes_left=factor.count_recovery_codes(current_user.account_id),
        needed=needs_second_factor(current_user),
    )  # fmt: skip

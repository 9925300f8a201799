from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.account import bp
from blueprints.account.forms import PasswordForm
from blueprints.shared.access import allow, begin_writing, owed_step
from blueprints.shared.clock import now
from blueprints.shared.new_password import hash_if_fit, password_hint
from blueprints.shared.saving import commit, enter_gate, saved
from blueprints.shared.waiting import must_wait, say_wait
from domain.accounts import passwords, sign_ins, throttle
from models import Account, db


@bp.route("/account/password", methods=["GET", "POST"])
@allow("account.keep", gate="free", unfinished=True)
def password():
    """Hashing is done before the gate; the new hash is written inside it."""
    form = PasswordForm()
    if form.validate_on_submit():
        return _try(form)
    return _page(form), 422 if form.errors else 200


def _try(form: PasswordForm):
    asked = throttle.name_key(current_user.username)
    wait = throttle.wait_left(asked, now=now())
    if wait is not None:
        return must_wait(_page(say_wait(form, wait)), wait)
    account = db.session.get_one(Account, current_user.account_id)
    if not passwords.matches(account.password_hash, form.current.data):
        return _wrong(form, asked)
    names = (current_user.username, current_user.staff_no)
    new_hash = hash_if_fit(form, names=names, password_hash=account.password_hash)
    if new_hash is None:
        return _page(form), 422
    done_before = begin_writing()
    if done_before is not None:
        return done_before
    passwords.set_password(
        db.session.get_one(Account, current_user.account_id), new_hash,
        actor=current_user.actor, now=now(), but=current_user.sign_in_id,
    )  # fmt: skip
    throttle.forget(asked)
    return saved(
        url_for("account.overview"),
        _("Your password is changed. Every other device is signed out."),
    )


def _wrong(form: PasswordForm, asked: throttle.Throttled):
    enter_gate()
    throttle.note_failure(asked, now=now())
    sign_ins.note_wrong_try(current_user.account_id, source=request.remote_addr or "", now=now())
    commit()
    form.current.errors = [_("This is not your current password.")]
    return _page(form), 422


def _page(form: PasswordForm) -> str:
    return render_template(
        "account/password.html",
        form=form,
        hint=password_hint(),
        owed=owed_step(current_user) == "account.password",
    )

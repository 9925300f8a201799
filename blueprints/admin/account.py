"""One account: link, username, closing, second factor, sign-ins. Staff accounts only to change."""

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.admin import bp, words
from blueprints.admin.forms import DisableForm, RenameForm, ResetForm
from blueprints.admin.slips import slips_page
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.role_words import ROLE_WORDS
from blueprints.shared.saving import saved, saved_and_shown
from domain.accounts import links, listing, opening, second_factor, sign_ins
from models import Account, db


@bp.get("/admin/accounts/<int:account_id>")
@allow("accounts.manage")
def account(account_id: int):
    return _page(account_id)


@bp.post("/admin/accounts/<int:account_id>/link")
@allow("accounts.manage")
def issue_link(account_id: int):
    """The link is shown once, as a slip."""
    owner = staff_account_or_404(account_id)
    if owner.disabled_at is not None:
        abort(404)
    issued = links.issue_link(owner, actor=current_user.actor, now=now())
    saved_and_shown(url_for("admin.account", account_id=account_id))
    return slips_page([issued], back=url_for("admin.account", account_id=account_id))


@bp.post("/admin/accounts/<int:account_id>/username")
@allow("accounts.manage")
def rename(account_id: int):
    owner = staff_account_or_404(account_id)
    form = RenameForm()
    if form.validate_on_submit():
        try:
            opening.rename_account(owner, form.username.data, actor=current_user.actor, now=now())
        except opening.UsernameImpossible:
            form.username.errors = [str(words.USERNAME_IMPOSSIBLE)]
        except opening.UsernameTaken:
            form.username.errors = [str(words.USERNAME_TAKEN)]
        else:
            return _back(account_id, _("The username is changed; tell its owner."))
    return _page(account_id, rename=form), 422


@bp.post("/admin/accounts/<int:account_id>/disable")
@allow("accounts.manage")
def disable(account_id: int):
    owner = staff_account_or_404(account_id)
    form = DisableForm()
    if form.validate_on_submit():
        opening.disable_account(owner, form.reason.data, actor=current_user.actor, now=now())
        return _back(account_id, _("The account is disabled and signed out everywhere."))
    return _page(account_id, disable=form), 422


@bp.post("/admin/accounts/<int:account_id>/enable")
@allow("accounts.manage")
def enable(account_id: int):
    owner = staff_account_or_404(account_id)
    try:
        opening.enable_account(owner, actor=current_user.actor, now=now())
    except opening.PersonMerged:
        page = url_for("admin.account", account_id=account_id)
        return saved(page, str(words.PERSON_MERGED), "due")
    return _back(account_id, _("The account is open again."))


@bp.post("/admin/accounts/<int:account_id>/second-factor/reset")
@allow("accounts.manage")
def reset_second_factor(account_id: int):
    owner = staff_account_or_404(account_id)
    form = ResetForm()
    if form.validate_on_submit():
        second_factor.reset(owner, form.reason.data, actor=current_user.actor, now=now())
        return _back(account_id, _("The second step is off for this account."))
    return _page(account_id, reset=form), 422


@bp.post("/admin/accounts/<int:account_id>/sign-ins/end")
@allow("accounts.manage")
def end_sign_ins(account_id: int):
    owner = staff_account_or_404(account_id)
    sign_ins.sign_out_devices(owner.id, actor=current_user.actor, now=now())
    return _back(account_id, _("The account is signed out everywhere."))


def staff_account_or_404(account_id: int) -> Account:
    """An account that the administrator keeps: the three hands are the security officer's."""
    found = db.session.get(Account, account_id)
    return found if found is not None and found.kind == "staff" else abort(404)


def _back(account_id: int, message: str):
    return saved(url_for("admin.account", account_id=account_id), message)


def _page(account_id: int, **refused) -> str:
    line = listing.get_account_line(account_id, now=now()) or abort(404)
    forms = {
        "rename": RenameForm(formdata=None, username=line.username),
        "disable": DisableForm(formdata=None),
        "reset": ResetForm(formdata=None),
    }
    return render_template(
        "admin/account.html", line=line, forms=forms | refused, role_words=ROLE_WORDS,
        roles=listing.standing_roles(today(), account_id),
        devices=sign_ins.standing_sign_ins(account_id, now=now()),
    )  # fmt: skip

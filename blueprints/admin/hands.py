"""The accounts of the three hands: the security officer lets them in and shuts them out.

The first link comes from here; a hand that has had a password gets a new link from the command
line only. So no hand can take over another, and none makes another by itself.
"""

from flask import abort, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.admin import bp
from blueprints.admin.slips import slips_page
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.saving import saved, saved_and_shown
from domain.accounts import links, opening
from models import Account, db


@bp.post("/admin/hands/<int:account_id>/enable")
@allow("roles.grant")
def enable_hand(account_id: int):
    try:
        opening.enable_account(hand_or_404(account_id), actor=current_user.actor, now=now())
    except opening.IsOwn:
        abort(404)
    return saved(url_for("admin.roles"), _("The account is let in."))


@bp.post("/admin/hands/<int:account_id>/disable")
@allow("roles.grant")
def disable_hand(account_id: int):
    try:
        opening.disable_account(
            hand_or_404(account_id), "other", actor=current_user.actor, now=now()
        )
    except opening.IsOwn:
        return saved(url_for("admin.roles"), _("Nobody disables their own account."), "due")
    return saved(url_for("admin.roles"), _("The account is disabled and signed out everywhere."))


@bp.post("/admin/hands/<int:account_id>/link")
@allow("roles.grant")
def issue_hand_link(account_id: int):
    hand = hand_or_404(account_id)
    try:
        issued = links.issue_first_link(hand, actor=current_user.actor, now=now())
    except links.HasPassword:
        return saved(
            url_for("admin.roles"),
            _("This hand has had a password: a new link comes from the command line only."), "due",
        )  # fmt: skip
    saved_and_shown(url_for("admin.roles"))
    return slips_page([issued], back=url_for("admin.roles"))


def hand_or_404(account_id: int) -> Account:
    found = db.session.get(Account, account_id)
    return found if found is not None and found.kind == "hand" else abort(404)

"""Roles, for the security officer: asked for, standing, given by hand, taken away, lapsed."""

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.admin import bp, words
from blueprints.admin.forms import GrantForm
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.paging import whole_number
from blueprints.shared.role_words import ROLE_WORDS
from blueprints.shared.saving import saved
from domain.accounts import grants, listing, opening
from domain.accounts.grants import Role
from models import Grant, RoleRequest, db


@bp.get("/admin/roles")
@allow("roles.grant")
def roles():
    return render_template(
        "admin/roles.html",
        requests=listing.open_requests(),
        standing=listing.standing_roles(today()),
        ended=listing.ended_roles(today()),
        hands=listing.list_accounts("", "hands", now=now(), limit=200),
        role_words=ROLE_WORDS,
        end_words=words.END_REASONS,
    )


@bp.post("/admin/roles/requests")
@allow("roles.grant")
def decide_requests():
    """Grant or decline every request that is ticked; those without an account stay open."""
    granted = request.form.get("decision") == "grant"
    if not granted and request.form.get("decision") != "decline":
        abort(400)
    decided, without, elsewhere = 0, 0, 0
    for asked in _ticked():
        try:
            grants.decide_request(
                asked, granted=granted, today=today(), actor=current_user.actor, now=now()
            )
            decided += 1
        except grants.AccountMissing:
            without += 1
        except grants.NotInPlace:
            elsewhere += 1
        except grants.RequestDecided:
            continue
    if elsewhere:
        flash(
            ngettext("%(num)d person is not in the branch or unit asked for: decline the request.",
                     "%(num)d people are not in the branch or unit asked for: "
                     "decline the requests.", elsewhere), "due",
        )  # fmt: skip
    if without:
        flash(
            ngettext("%(num)d person has no account yet: the administrator opens it first.",
                     "%(num)d people have no account yet: the administrator opens them first.",
                     without), "due",
        )  # fmt: skip
    return saved(url_for("admin.roles"), _decided_words(decided, granted=granted))


@bp.route("/admin/roles/new", methods=["GET", "POST"])
@allow("roles.grant")
def new_role():
    form = GrantForm().list_places(today(), _("None"))
    if form.validate_on_submit() and _grant(form):
        return saved(url_for("admin.roles"), _("The role is granted."))
    return render_template("admin/new_role.html", form=form), 422 if form.errors else 200


@bp.post("/admin/roles/<int:grant_id>/revoke")
@allow("roles.grant")
def revoke_role(grant_id: int):
    grant = db.session.get(Grant, grant_id) or abort(404)
    try:
        grants.revoke_grant(grant, today=today(), actor=current_user.actor, now=now())
    except grants.GrantEnded:
        return saved(url_for("admin.roles"), _("The role had ended before."), "quiet")
    return saved(url_for("admin.roles"), _("The role is taken away."))


def _ticked() -> list[RoleRequest]:
    ids = [whole_number(one) for one in request.form.getlist("request")]
    found = [db.session.get(RoleRequest, one) for one in ids]
    known = [one if one is not None else abort(404) for one in found]
    return sorted(known, key=lambda one: one.person_id)  # the order in which people are held


def _decided_words(decided: int, *, granted: bool) -> str:
    if granted:
        return ngettext("%(num)d role granted.", "%(num)d roles granted.", decided)
    return ngettext("%(num)d role declined.", "%(num)d roles declined.", decided)


def _grant(form: GrantForm) -> bool:
    account = opening.find_account(form.username.data)
    if account is None:
        form.username.errors = [_("No account has this username.")]
        return False
    try:
        role = Role(form.role.data, form.branch.data, form.unit.data)
        grants.grant_role(account, role, today=today(), actor=current_user.actor, now=now())
    except grants.ScopeWrong:
        form.role.errors = [
            _("A branch secretary needs a branch, a leader a unit; the other roles neither.")
        ]
    except grants.HandHoldsNoRole:
        form.username.errors = [_("One of the three hands: its account takes no other role.")]
    except grants.NotInPlace:
        form.role.errors = [
            _("This person is not in that branch, or has no post in, above or below that unit.")
        ]
    except grants.GrantStands:
        form.role.errors = [_("The account holds this role already.")]
    return not form.errors

"""The one-time link: a password for the first time, or a new one."""

from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.auth import bp
from blueprints.shared.access import begin_writing, public
from blueprints.shared.clock import now
from blueprints.shared.new_password import NewPasswordForm, hash_if_fit, password_hint
from blueprints.shared.saving import saved
from domain.accounts import links, opening
from domain.accounts.links import LinkSpent


@bp.route("/first/<token>", methods=["GET", "POST"])
@public("the link itself is the key, once")
def first(token: str):
    link = links.find_link(token, now=now())
    if link is None:
        return _spent()
    owner = opening.get_owner(link.account_id)
    form = NewPasswordForm()
    if form.validate_on_submit():
        password_hash = hash_if_fit(form, names=(owner.username, owner.staff_no))
        if password_hash is not None:
            return _use(token, password_hash)
    page = render_template(
        "auth/first.html", form=form, owner=owner, hint=password_hint(), until=link.expires_at
    )
    return page, 422 if form.errors else 200


def _use(token: str, password_hash: str):
    done_before = begin_writing()
    if done_before is not None:
        return done_before
    try:
        account = links.use_link(token, password_hash, source=request.remote_addr or "", now=now())
    except LinkSpent:
        return _spent()
    username = account.username
    return saved(
        url_for("auth.sign_in", username=username), _("Your password is set. Sign in with it.")
    )


def _spent() -> Response:
    """410, by an own page: the error pages log the address, and this one is a secret."""
    return make_response(render_template("auth/spent.html"), 410)

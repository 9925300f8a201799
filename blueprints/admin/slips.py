"""One-time links as slips of paper, eight on a sheet: shown once, then only the hash is left."""

from flask import make_response, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.admin import bp
from blueprints.admin.forms import SlipsForm
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import new_once_key
from blueprints.shared.qr import qr_code
from blueprints.shared.saving import saved_and_shown
from domain.accounts import everybody, links
from domain.accounts.links import Choice, Issued


@bp.route("/admin/slips", methods=["GET", "POST"])
@allow("accounts.manage")
def slips():
    """Choose whom; a POST issues the links and answers with the slips."""
    form = SlipsForm().list_places(today(), _("Everybody"))
    if form.validate_on_submit():
        choice = Choice(form.branch.data, form.unit.data, form.also_with_link.data)
        issued = links.issue_links(choice, today=today(), actor=current_user.actor, now=now())
        if issued:
            left = links.count_chosen(choice, today=today(), now=now())
            saved_and_shown(url_for("admin.slips"))
            return slips_page(issued, back=url_for("admin.slips"), left=_left(form, left))
        form.form_errors = [
            _("Nobody there is without a password and a link: there is nothing to print.")
        ]
    waiting = links.count_chosen(Choice(), today=today(), now=now())
    page = render_template(
        "admin/slips_choose.html", form=form, waiting=waiting, most=links.MOST_AT_ONCE,
        without=everybody.count_without_account(today()), once=new_once_key(),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def slips_page(issued: list[Issued], *, back: str, left: int = 0) -> Response:
    """The slips; addresses begin as the administrator reached this server."""
    slips = [(one, _address(one), qr_code(_address(one))) for one in issued]
    page = render_template("admin/slips.html", slips=slips, back=back, left=left)
    return make_response(page)


def _address(one: Issued) -> str:
    return url_for("auth.first", token=one.token, _external=True)


def _left(form: SlipsForm, left: int) -> int:
    """How many are still without a slip; unknown when old links count as none."""
    return 0 if form.also_with_link.data else left

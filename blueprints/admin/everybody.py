"""One button: an account for each person who has none."""

from flask import flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.admin import bp
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.saving import saved
from domain.accounts import everybody

MOST_NAMED = 20


@bp.post("/admin/accounts/everybody")
@allow("accounts.manage")
def open_for_everybody():
    """The slips come next: the accounts have no password yet."""
    opened = everybody.open_for_everybody(today=today(), actor=current_user.actor, now=now())
    if opened.passed_over:
        flash(_passed_over(opened.passed_over), "due")
    if opened.accounts == 0:
        return saved(url_for("admin.slips"), _("There was no account to open."), "quiet")
    return saved(
        url_for("admin.slips"),
        ngettext(
            "%(num)d account is open. Print its link now.",
            "%(num)d accounts are open. Print their links now.",
            opened.accounts,
        ),
    )


def _passed_over(staff_numbers: tuple[str, ...]) -> str:
    """Who has no account still, by staff number; the first ones where they are many."""
    named = ", ".join(staff_numbers[:MOST_NAMED])
    if len(staff_numbers) > MOST_NAMED:
        named += " …"
    return ngettext(
        "%(num)d staff number is no free username, so open that account one by one: %(named)s",
        "%(num)d staff numbers are no free usernames, so open those accounts one by one: %(named)s",
        len(staff_numbers), named=named,
    )  # fmt: skip

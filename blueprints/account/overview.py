from datetime import timedelta

from flask import current_app, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.account import bp
from blueprints.account.devices import own_devices
from blueprints.account.forms import PreferencesForm
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.role_words import ROLE_WORDS
from blueprints.shared.saving import saved
from domain.accounts import listing
from domain.accounts.preferences import set_preferences
from models import Account, db

LANGUAGE_LASTS = timedelta(days=365)


@bp.get("/account")
@allow("account.keep")
def overview():
    chosen = {"language": current_user.language, "theme": current_user.theme}
    return _page(PreferencesForm(data=chosen))


@bp.post("/account/preferences")
@allow("account.keep")
def preferences():
    form = PreferencesForm()
    if not form.validate_on_submit():
        return _page(form), 422
    set_preferences(
        db.session.get_one(Account, current_user.account_id),
        language=form.language.data, theme=form.theme.data,
        actor=current_user.actor, now=now(),
    )  # fmt: skip
    session["language"] = form.language.data
    answer = saved(url_for("account.overview"), _("Your choice is saved."))
    if form.language.data:
        answer.set_cookie(
            "lang", form.language.data, max_age=LANGUAGE_LASTS, httponly=True, samesite="Lax",
            secure=current_app.config["PRODUCTION"],
        )  # fmt: skip
    else:
        answer.delete_cookie("lang")
    return answer


def _page(form: PreferencesForm) -> str:
    return render_template(
        "account/overview.html",
        form=form,
        roles=listing.standing_roles(today(), current_user.account_id),
        devices=own_devices(),
        role_words=ROLE_WORDS,
        second_factor=current_app.config["TOTP"] != "off",
    )

from flask import Blueprint, render_template

from blueprints.shared.access import allow

bp = Blueprint("account", __name__)


@bp.get("/account")
@allow("account.keep")
def overview():
    return render_template("account/overview.html")

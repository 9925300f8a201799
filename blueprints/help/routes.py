from flask import Blueprint, render_template

from blueprints.shared.access import public

bp = Blueprint("help", __name__)


@bp.get("/help")
@public("how to get in is part of it")
def index():
    return render_template("help/index.html")

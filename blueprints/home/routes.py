import sqlalchemy as sa
from flask import Blueprint, render_template

from blueprints.shared.access import allow, public
from models import db

bp = Blueprint("home", __name__)


@bp.get("/")
@allow("home.see")
def today():
    return render_template("home/today.html")


@bp.get("/healthz")
@public("a monitor has no account")
def healthz():
    return {"status": "ok"}


@bp.get("/readyz")
@public("a monitor has no account")
def readyz():
    db.session.execute(sa.select(1))
    return {"status": "ready"}

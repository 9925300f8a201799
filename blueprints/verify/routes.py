from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.shared.access import public
from domain.hours.certificates import Genuine, code_of, verify

bp = Blueprint("verify", __name__, url_prefix="/verify")
MOST_SHOWN = 40  # characters of what was typed


@bp.get("")
@public("who is shown a certificate has no account")
def index():
    """Ask for the code; a code given in the address leads to its own page."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(url_for("verify.certificate", code=code_of(code) or code[:MOST_SHOWN]))
    return _page("", None, 200)


@bp.get("/<code>")
@public("who is shown a certificate has no account")
def certificate(code: str):
    """Genuine or not, and the name, year and hours; nothing else.

    Nothing counts the tries: a code has 80 bits of chance, and a page that is only read
    writes nothing.
    """
    found = verify(code)
    return _page(code[:MOST_SHOWN], found, 200 if found else 404)


def _page(code: str, found: Genuine | None, status: int) -> Response:
    answer = make_response(render_template("verify/index.html", code=code, found=found), status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "no-store"
    return answer

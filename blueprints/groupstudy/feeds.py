"""Calendar addresses: one's own page of them, and what a calendar program reads."""

import hashlib
from datetime import timedelta

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.calendar_text import calendar_name, calendar_text, installation_key
from blueprints.shared.access import allow, public
from blueprints.shared.clock import now, today
from blueprints.shared.forms import new_once_key
from blueprints.shared.frame import LOCALES
from blueprints.shared.paging import whole_number
from blueprints.shared.qr import qr_code
from blueprints.shared.saving import saved
from domain.groupstudy import feeds
from domain.name_order import place_key

calendar_bp = Blueprint("calendar", __name__, url_prefix="/calendar")
SHOWN_BACK = timedelta(days=92)


@bp.get("/calendar")
@allow("feed.keep")
def calendar():
    """One's own addresses, and the branches that one may have one of. Two queries."""
    branches = dict(feeds.branches_of(current_user))
    known = feeds.feeds_of(current_user)
    made = [
        (branch_id, calendar_name(branches.get(branch_id, "")), feed, _address(feed))
        for branch_id, feed in known.items()
        if branch_id is None or branch_id in branches
    ]
    others = sorted(branches.items(), key=lambda one: place_key(one[1]))
    return render_template(
        "groupstudy/calendar.html", once=new_once_key,
        made=[(*one, qr_code(one[3])) for one in sorted(made, key=lambda one: one[0] or 0)],
        has_own=None in known, branches=[one for one in others if one[0] not in known],
        own_branch=current_user.branch_id, webcal=_webcal,
    )  # fmt: skip


@bp.post("/calendar")
@allow("feed.keep")
def renew():
    """A new address of one's own gatherings, or of a branch's."""
    written = request.form.get("branch", "")
    branch_id = whole_number(written) if written else None  # 0 is no branch of anybody's
    known = branch_id in feeds.feeds_of(current_user)
    try:
        feeds.renew_feed(current_user, branch_id, now=now())
    except feeds.NotYourBranch:
        abort(404)
    if known:
        text = _("The address is new. The one before it leads nowhere any more.")
    else:
        text = _("The address is made. Give it to your calendar program.")
    return saved(url_for("groupstudy.calendar"), text)


def _address(feed) -> str:
    token = feeds.token_of(feed, installation_key())
    return url_for("calendar.read", token=token, _external=True)


def _webcal(address: str) -> str:
    """The same address as calendar programs ask for it: they subscribe, and do not copy once."""
    return f"webcal:{address.partition(':')[2]}"


@calendar_bp.get("/<token>.ics")
@public("calendar programs do not sign in: the address itself is the secret")
def read(token: str):
    """At most four queries; 304 where the program has it already."""
    found = feeds.find_subscribed(token, installation_key(), today=today()) or abort(404)
    events = feeds.events_of(found, today() - SHOWN_BACK)
    with force_locale(LOCALES.get(found.visitor.language, LOCALES["zh"])):
        content = calendar_text(found, events)
    return _answer(content)


def _answer(content: bytes) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'inline; filename="rigong.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.set_etag(hashlib.sha256(content).hexdigest())
    return answer.make_conditional(request)

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.access import allow, public
from blueprints.shared.clock import day_of, day_text, hours_text, now, today
from blueprints.shared.hours_words import Ring, ring_of
from blueprints.shared.kept import kept_page
from domain import duties, study_lists
from domain.access import may
from domain.hours.figures import figure, waiting_hundredths
from models import StudyEntry, db

bp = Blueprint("home", __name__)
CHIPS = (15, 30, 45, 60, 90)
LATE_AFTER_DAYS = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One thing owed, by me or to me, with its one button."""

    tag: str
    due: bool
    when: str
    what: str
    meta: str
    url: str
    action: str


@bp.get("/", endpoint="today")
@allow("home.see")
def today_page():
    """What I owe, what I am owed, my figure, and the log form. At most eight queries."""
    return kept_page("home", _rendered)


def _rendered(once: str) -> str:
    owed: list[Item] = []
    owing: list[Item] = []
    ring, quick = None, {}
    if may(current_user, "entry.log"):
        entries = study_lists.open_entries(current_user.person_id)
        ring, waiting = _ring(entries.waiting)
        owed += [_returned(one, reason) for one, reason in entries.returned]
        owing += [_waiting(entries.waiting, waiting)] if entries.waiting else []
        topic = entries.latest.topic if entries.latest else ""
        quick = {"chips": CHIPS, "topic": topic, "once": once}
    if may(current_user, "entry.confirm"):
        length, since = study_lists.queue_length(current_user, today=today())
        owed += [_queue(length, since)] if length and since else []
    owed += _of_roles()
    return render_template("home/today.html", owed=owed, owing=owing, ring=ring, quick=quick)


def _ring(entries: list[StudyEntry]) -> tuple[Ring, int]:
    own = figure(current_user.person_id, today().year, today=today())
    waiting = waiting_hundredths(own, entries)
    return ring_of(own, waiting), waiting


def _of_roles() -> list[Item]:
    """What waits for the security officer, the administrator and HR of an empty organisation."""
    items = []
    if may(current_user, "roles.grant") and (asked := duties.open_role_requests()):
        text = ngettext(
            "Decide %(num)d request for a role", "Decide %(num)d requests for roles", asked
        )
        items.append(_duty(text, _("Granted or declined on the page Roles."), "admin.roles"))
    if may(current_user, "accounts.manage") and (waiting := duties.accounts_without_password()):
        text = ngettext(
            "Let %(num)d account in for the first time",
            "Let %(num)d accounts in for the first time",
            waiting,
        )
        items.append(_duty(text, _("Print the slips with their one-time links."), "admin.slips"))
    if may(current_user, "people.edit") and duties.nobody_else_recorded():
        text = _("Bring in the roster")
        items.append(_duty(text, _("Nobody is recorded yet."), "people.import_roster"))
    return items


def _duty(what: str, meta: str, endpoint: str) -> Item:
    return Item(
        tag=_("open"), due=False, when="", what=what, meta=meta, url=url_for(endpoint),
        action=_("Open"),
    )  # fmt: skip


def _returned(entry: StudyEntry, reason: str) -> Item:
    return Item(
        tag=_("given back"), due=True, when=day_text(entry.studied_on),
        what=_("Put right and hand in again: %(topic)s", topic=entry.topic or _("Self-study")),
        meta=_("Given back because: %(reason)s", reason=reason),
        url=url_for("study.entry", entry_id=entry.id), action=_("Open"),
    )  # fmt: skip


def _waiting(entries: list[StudyEntry], hundredths: int) -> Item:
    return Item(
        tag=_days(entries[0].submitted_at, _("handed in today")), due=False,
        when=day_text(day_of(entries[0].submitted_at)),
        what=ngettext(
            "%(num)d entry to be confirmed", "%(num)d entries to be confirmed", len(entries)
        ),
        meta=_("%(hours)s hours in all", hours=hours_text(hundredths)),
        url=url_for("study.entries", state="waiting"), action=_("See it"),
    )  # fmt: skip


def _queue(length: int, since: datetime) -> Item:
    return Item(
        tag=_days(since, _("new today")), due=(now() - since).days >= LATE_AFTER_DAYS,
        when=day_text(day_of(since)),
        what=ngettext("Confirm %(num)d entry", "Confirm %(num)d entries", length),
        meta=_("The longest waiting comes first."), url=url_for("study.queue"),
        action=_("Confirm"),
    )  # fmt: skip


def _days(since: datetime, none: str) -> str:
    days = (now() - since).days
    return ngettext("waits %(num)d day", "waits %(num)d days", days) if days else none


@bp.get("/healthz")
@public("a monitor has no account")
def healthz():
    """Ready: the process runs, the database answers, and its tables are there."""
    db.session.execute(sa.select(sa.func.count()).select_from(sa.text("audit_head")))
    return {"status": "ok"}


@bp.get("/readyz")
@public("a monitor has no account")
def readyz():
    """Whether this process can serve now; the same test as /healthz, for load balancers."""
    return healthz()

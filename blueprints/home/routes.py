from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.access import allow, public
from blueprints.shared.clock import day_of, day_text, hours_text, now, today
from blueprints.shared.figure_words import ring_of
from blueprints.shared.kept import kept_page, page_moves
from blueprints.shared.timers import Running, running_since
from domain import corrections, duties, own_entries, queues
from domain.access import may
from domain.hours.figures import figure, waiting_for
from domain.hours.pack_format import CONFIRM_WITHIN_DAYS
from domain.own_entries import OpenEntry
from models import StudyEntry, db

bp = Blueprint("home", __name__)
CHIPS = (15, 30, 45, 60, 90)
ANSWERS_SHOWN = timedelta(days=14)


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
    ring, quick, timer, within = None, {}, None, CONFIRM_WITHIN_DAYS
    if may(current_user, "entry.log"):
        entries = own_entries.open_entries(current_user.person_id)
        own = figure(current_user.person_id, today().year, today=today(), main_only=True)
        waiting = waiting_for(own, entries.waiting)
        ring, within = ring_of(own, waiting), own.pack.confirm_within_days
        owed += [_returned(one, reason) for one, reason in entries.returned]
        owing += [_waiting(entries.waiting, waiting.total)] if entries.waiting else []
        asked = corrections.own_asked(current_user.person_id, since=now() - ANSWERS_SHOWN)
        owing += [_asked(one) for one in asked]
        topic = entries.latest.topic if entries.latest else ""
        owed += [_drafts(entries.drafts)] if entries.drafts else []
        quick = {"chips": CHIPS, "topic": topic, "once": once}
        timer = _timer(entries.timer_since)
    if may(current_user, "entry.confirm"):
        owed += _to_confirm(queues.queue_length(current_user, today=today()), within)
    owed += _of_roles()
    return render_template(
        "home/today.html", owed=owed, owing=owing, ring=ring, quick=quick, timer=timer
    )  # fmt: skip


def _timer(since: datetime | None) -> Running | None:
    """The timer that runs; its minutes go on, so the page is not kept."""
    if since is None:
        return None
    page_moves()
    return running_since(since)


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


def _drafts(entries: list[OpenEntry]) -> Item:
    return Item(
        tag=_("draft"), due=False, when=day_text(day_of(entries[-1].submitted_at)),
        what=ngettext("%(num)d draft to go on with", "%(num)d drafts to go on with", len(entries)),
        meta=_("A draft does not count until you log it."),
        url=url_for("study.entries", state="draft"), action=_("Open"),
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


def _asked(one: corrections.OwnAsked) -> Item:
    """A correction that the owner asked for: open, or declined lately with the answer."""
    declined = one.state == "declined"
    return Item(
        tag=_("declined") if declined else _days(one.asked_at, _("asked today")), due=False,
        when=day_text(day_of(one.asked_at)),
        what=_("Correction asked for: %(topic)s", topic=one.topic or _("Self-study")),
        meta=_("Answer: %(answer)s", answer=one.answer)
        if declined
        else _("Your confirmer has not answered yet."),
        url=url_for("study.entry", entry_id=one.entry_id), action=_("See it"),
    )  # fmt: skip


def _to_confirm(waiting: queues.Waiting, within: int) -> list[Item]:
    """Corrections to answer, and entries; overdue after so many days, as in the queue."""
    items = []
    if waiting.corrections:
        text = ngettext(
            "Answer %(num)d correction asked for", "Answer %(num)d corrections asked for",
            waiting.corrections,
        )  # fmt: skip
        items.append(_duty(text, _("Granted, or declined with a reason."), "study.corrections"))
    if waiting.since is not None:
        items.append(_queue(waiting.entries, waiting.since, within))
    return items


def _queue(length: int, since: datetime, within: int) -> Item:
    return Item(
        tag=_days(since, _("new today")), due=(today() - day_of(since)).days > within,
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

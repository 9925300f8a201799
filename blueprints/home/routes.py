from datetime import datetime

import sqlalchemy as sa
from flask import Blueprint, render_template, session
from flask_login import current_user

from blueprints.home.gatherings import near
from blueprints.home.items import Section, sections, setting_up
from blueprints.home.resuming import resume
from blueprints.shared.access import allow, public
from blueprints.shared.clock import today
from blueprints.shared.conversion_words import word
from blueprints.shared.counts import remember_owed
from blueprints.shared.figure_words import ring_of
from blueprints.shared.kept import kept_page, page_moves
from blueprints.shared.timers import Running, running_since
from domain import own_entries
from domain.access import may
from domain.claims import SELF_STUDY
from domain.hours.figures import figure, waiting_for
from domain.hours.packs import Pack
from domain.matters.lists import today_lines
from domain.matters.standing import standing
from domain.own_entries import OpenEntries, plain_kind
from models import db

bp = Blueprint("home", __name__)
CHIPS = (15, 30, 45, 60, 90)
SHOWN = 8  # of each side; the rest stand on the page of matters


@bp.get("/", endpoint="today")
@allow("home.see")
def today_page():
    """What I owe, what I am owed, my figure, and the log form. At most eight queries."""
    return kept_page("home", _rendered)


def _rendered(once: str) -> str:
    ring, quick, timer, pack = None, {}, None, None
    if may(current_user, "entry.log"):
        entries = own_entries.open_entries(current_user.person_id)
        own = figure(
            current_user.person_id, today().year, today=today(), main_only=True,
            adopted=entries.adopted,
        )  # fmt: skip
        pack, ring = own.pack, ring_of(own, waiting_for(own, entries.waiting))
        quick = _quick(own.pack, entries, once)
        timer = _timer(entries.timer_since)
    mine, owed = _sections(pack, once)
    undo = session.pop("undo", None)
    return render_template(
        "home/today.html", mine=mine, owed=owed, set_up=setting_up(), ring=ring, quick=quick,
        timer=timer, undo=undo, resume=resume(), gatherings=near(), once=once,
    )  # fmt: skip


def _quick(pack: Pack, entries: OpenEntries, once: str) -> dict[str, object]:
    """The short log form: of self-study, or of what the rules have for it; else a way to the form.

    Self-study is sent without its kind, which spares asking the rules.
    """
    kind = plain_kind(pack)
    quick = {"chips": CHIPS, "topic": "", "once": once, "drafts": len(entries.drafts), "kind": ""}
    if kind is None:
        return quick | {"chips": ()}
    if kind.id == SELF_STUDY:
        return quick | {"topic": entries.latest.topic if entries.latest else ""}
    return quick | {"kind": kind.id, "name": word(kind.words)}


def _sections(pack: Pack | None, once: str) -> tuple[Section | None, Section | None]:
    """What lies with the visitor and what they wait for; for the frame the same number."""
    if not may(current_user, "matters.see"):
        return None, None
    lines = today_lines(standing(current_user, today=today()), SHOWN)
    remember_owed(lines.mine_in_all)
    return sections(lines, pack, once)


def _timer(since: datetime | None) -> Running | None:
    """The timer that runs; its minutes go on, so the page is not kept."""
    if since is None:
        return None
    page_moves()
    return running_since(since)


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

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import day_text, moment_text, now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.hours_words import kind_word, topic_text
from blueprints.shared.paging import Page, page_number, whole_number
from blueprints.shared.saving import saved
from blueprints.study.forms import CHIPS, OTHER, EntryForm
from blueprints.study.words import ACTS, STATES
from domain import study, study_lists
from domain.confirmers import confirmers_of
from domain.entry_steps import NotInState
from domain.hours.packs import pack_in_force
from domain.versions import Stale
from models import StudyEntry, db

bp = Blueprint("study", __name__, url_prefix="/study")
PAGE_SIZE = 30


@bp.get("/entries")
@allow("entry.log")
def entries():
    state = request.args.get("state", "")
    states = (state,) if state in STATES else ()
    number = page_number()
    rows, total = study_lists.own_entries(
        current_user.person_id, states=states, page=number, size=PAGE_SIZE
    )
    if total and not rows:  # a page beyond the last
        last = -(-total // PAGE_SIZE)
        return redirect(url_for("study.entries", state=state or None, page=last))
    return render_template(
        "study/entries.html", entries=rows, state=state, page=Page(number, total, PAGE_SIZE),
        states=STATES, pack=pack_in_force(today())[1], topic_text=topic_text,
    )  # fmt: skip


@bp.route("/entries/new", methods=["GET", "POST"])
@allow("entry.log", gate=False)
def new():
    """Log study; with ``again=<id>`` the form starts as that entry of one's own."""
    form = EntryForm()
    if form.validate_on_submit():  # outside the gate: others write meanwhile
        before = begin_writing()
        if before is not None:
            return before
        done = _refused(form, lambda: _log(form))
        if done is not None:
            return saved(url_for("home.today"), done)
    last = study_lists.last_topics(current_user.person_id)
    if not form.is_submitted():
        _preset(form, last)
    return _entry_page(form, last=last)


def _preset(form: EntryForm, last: list[StudyEntry]) -> None:
    form.studied_on.data = today()
    form.minutes.data = "45"
    again = request.args.get("again", "")
    start = next((one for one in last if str(one.id) == again), last[0] if last else None)
    if start is not None:
        form.fill(start)


def _log(form: EntryForm) -> str:
    claim = form.claim
    study.log_entry(
        current_user.person_id, claim, today=today(), actor=current_user.actor, now=now()
    )
    return ngettext(
        "Logged: %(num)d minute. It waits to be confirmed.",
        "Logged: %(num)d minutes. They wait to be confirmed.",
        claim.minutes,
    )


@bp.get("/entries/<int:entry_id>")
@allow("entry.log")
def entry(entry_id: int):
    row = own_entry_or_404(entry_id)
    _pack_id, pack = pack_in_force(row.studied_on)
    steps = study_lists.steps_of(row.id)
    return render_template(
        "study/entry.html", entry=row, pack=pack, steps=[_step(one) for one in steps],
        reason=next((one.reason for one in reversed(steps) if one.act == "returned"), ""),
        states=STATES, title=topic_text(row.topic, pack, row.kind), kind=kind_word(pack, row.kind),
        confirmers=confirmers_of(row.person_id, today=today()) if row.state == "waiting" else [],
        changeable=row.state in study.OWNERS_TO_CHANGE,
    )  # fmt: skip


def _step(step: study_lists.StepTaken) -> dict[str, str]:
    return {
        "time": moment_text(step.at),
        "who": step.who,
        "what": ACTS[step.act],
        "note": step.reason,
    }


@bp.route("/entries/<int:entry_id>/edit", methods=["GET", "POST"])
@allow("entry.log")
def edit(entry_id: int):
    row = own_entry_or_404(entry_id)
    form = EntryForm()
    if form.validate_on_submit():
        try:
            done = _refused(form, lambda: _edit(row, form))
        except Stale as stale:
            return _both_values(form, stale.record)
        if done is not None:
            return saved(url_for("study.entry", entry_id=row.id), done)
    elif not form.is_submitted():
        form.fill(row)
        form.studied_on.data, form.gained.data = row.studied_on, row.gained
        form.version.data = str(row.version)
    return _entry_page(form, entry=row)


def _edit(row: StudyEntry, form: EntryForm) -> str:
    version = whole_number(form.version.data)
    study.edit_entry(
        row, form.claim, version=version, today=today(), actor=current_user.actor, now=now()
    )
    return _("Saved. It waits to be confirmed.")


def _both_values(form: EntryForm, stored: StudyEntry):
    known = stored.minutes in CHIPS
    values = {
        "minutes": str(stored.minutes) if known else OTHER,
        "other_minutes": None if known else stored.minutes,
        "studied_on": stored.studied_on, "topic": stored.topic, "gained": stored.gained,
    }  # fmt: skip
    cancel_url = url_for("study.entry", entry_id=stored.id)
    return conflict_page(form, values, version=stored.version, cancel_url=cancel_url)


@bp.post("/entries/<int:entry_id>/withdrawal")
@allow("entry.log")
def withdrawal(entry_id: int):
    row = own_entry_or_404(entry_id)
    page = url_for("study.entry", entry_id=row.id)
    try:
        study.withdraw_entry(row, actor=current_user.actor, now=now())
    except NotInState as late:
        return saved(page, _("Nothing changed: the entry is %(state)s.",
                             state=STATES[late.entry.state]), "due")  # fmt: skip
    return saved(page, _("Withdrawn. It no longer counts."))


def own_entry_or_404(entry_id: int) -> StudyEntry:
    row = db.session.get(StudyEntry, entry_id)
    return row if row is not None and row.person_id == current_user.person_id else abort(404)


def _refused(form: EntryForm, write) -> str | None:
    """What ``write`` says; ``None`` when the rules refused, and then the form says why."""
    minutes = form.other_minutes if form.minutes.data == OTHER else form.minutes
    try:
        return write()
    except study.DayTooFull as full:
        minutes.errors = [
            ngettext(
                "At most 16 hours a day count together; %(num)d minute is left on that day.",
                "At most 16 hours a day count together; %(num)d minutes are left on that day.",
                full.minutes_left,
            )
        ]
    except study.DayRefused as day:
        form.studied_on.errors = [
            _("Choose a day from %(first)s to %(last)s.",
              first=day_text(day.earliest), last=day_text(day.latest))
        ]  # fmt: skip
    except NotInState as late:
        form.form_errors.append(
            _("Nothing changed: the entry is %(state)s.", state=STATES[late.entry.state])
        )
    return None


def _entry_page(form: EntryForm, *, entry: StudyEntry | None = None, last=()):
    pack = pack_in_force(today())[1]
    page = render_template(
        "study/form.html", form=form, entry=entry, last=last, pack=pack, topic_text=topic_text,
        kind=pack.kinds["self_study"], earliest=pack.earliest(today()),
    )  # fmt: skip
    return page, 422 if form.errors else 200

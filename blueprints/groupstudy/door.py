"""Attendance while it is open: roll call by one tap a person, the rest absent, guests by number."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from flask import abort, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.groupstudy import door_words, words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_url
from blueprints.shared.access import allow
from blueprints.shared.clock import now, time_text
from blueprints.shared.forms import new_once_key
from blueprints.shared.saving import commit, saved, step_back
from blueprints.shared.scripts import by_script
from domain.access import has_left
from domain.groupstudy import attendance, late_check_ins, roll_call
from domain.groupstudy.attendance import ABSENT, EXPECTED, LATE, PRESENT, THERE, Mark, Row
from domain.groupstudy.holding import CANCELLED, CLOSED, OPEN, PLANNED
from domain.groupstudy.inviting import is_invited
from domain.groupstudy.roll_call import Roll
from domain.people.records import find_person
from models import Attendance, GroupStudy

TAPPED = (PRESENT, LATE, ABSENT, EXPECTED)  # leave takes a reason, and so a form
LONGEST_AGO = 7 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Door:
    """What the page of a gathering says of its attendance."""

    counts: attendance.Counts | None
    takes: bool  # the visitor takes the attendance
    mine: str  # how they stand there themselves, as a sentence
    enters: bool  # they are invited, and it is open
    without: str  # why there are no counts


def parts(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """What the page of the gathering shows of it. Six queries at most."""
    counts = attendance.counts_of(gathering.id) if gathering.state in (OPEN, CLOSED) else None
    takes = holds or roll_call.takes(gathering, current_user)
    mine, enters = "", False
    if gathering.state in (OPEN, CLOSED) and current_user.person_id is not None:
        row = attendance.find_row(gathering.id, current_user.person_id)
        mine = _mine(row)
        enters = gathering.state == OPEN and not (row and row.state in THERE) and (
            row is not None or is_invited(gathering, current_user.person_id)
        )  # fmt: skip
    without = "" if counts else _without_counts(gathering)
    return {"door": Door(counts, takes, mine, enters, without)}


def _without_counts(gathering: GroupStudy) -> str:
    if gathering.state == PLANNED:
        return _("Nobody is checked in before it is opened.")
    if gathering.state != CANCELLED or gathering.opened_at is None:
        return _("No attendance was taken.")
    counts = attendance.counts_of(gathering.id)
    marked = counts.there + counts.leave + counts.absent + counts.guests
    return ngettext(
        "It was cancelled while open; %(num)d person had been marked.",
        "It was cancelled while open; %(num)d people had been marked.",
        marked,
    )


def _mine(row: Attendance | None) -> str:
    if row is None or row.state == EXPECTED:
        return ""
    if row.state in THERE:
        return door_words.there_text(row)
    return _("You are marked: %(state)s.", state=words.ATTENDANCE[row.state])


def taken_or_404(gathering_id: int) -> tuple[GroupStudy, bool]:
    """A gathering whose attendance the visitor takes, and whether they hold it."""
    return roll_call.find_taken(gathering_id, current_user) or abort(404)


@bp.get("/<int:gathering_id>/attendance", endpoint="attendance")
@allow("group_study.hold")
def attendance_page(gathering_id: int):
    """The whole list. Eight queries, however many people are on it."""
    gathering, holds = taken_or_404(gathering_id)
    return _page(gathering, holds=holds)


@bp.get("/<int:gathering_id>/attendance/roll")
@allow("group_study.hold", unattended=True)
def roll(gathering_id: int):
    """The list alone, for the page to show anew when somebody has checked in."""
    gathering, holds = taken_or_404(gathering_id)
    return render_template(
        "groupstudy/_roll.html", **_listed(gathering, holds=holds), once=new_once_key()
    )


@bp.post("/<int:gathering_id>/attendance")
@allow("group_study.hold")
def tap(gathering_id: int):
    """One person is marked; a page's own script gets the mark as it is now."""
    gathering, holds = taken_or_404(gathering_id)
    person_id, state, was = _tapped()
    row = roll_call.roll_for(gathering, current_user, holds=holds).find(person_id)
    if row is None:
        abort(404)
    place = url_for("groupstudy.attendance", gathering_id=gathering_id, _anchor=f"p{person_id}")
    try:
        marked = attendance.mark(
            gathering, person_id, Mark(state, tapped_at=_tapped_at(gathering)), was=was,
            actor=current_user.actor, now=now(),
        )  # fmt: skip
    except door_words.NOT_TAKEN as refused:
        said = door_words.not_taken_text(refused)
        step_back()
        return _refused(gathering_id, person_id, said)
    if by_script():
        answer = jsonify(**_mark_of(marked.state, marked.arrived_at))
        commit()
        return answer
    said = _("%(name)s: %(state)s", name=row.name, state=words.ATTENDANCE[marked.state])
    return saved(place, said)


@bp.post("/<int:gathering_id>/attendance/absent")
@allow("group_study.hold")
def rest_absent(gathering_id: int):
    """Whoever is not marked yet is absent."""
    gathering, _holds = taken_or_404(gathering_id)
    try:
        many = roll_call.mark_rest_absent(
            gathering, current_user, actor=current_user.actor, now=now()
        )
    except door_words.NOT_TAKEN as refused:
        said = door_words.not_taken_text(refused)
        step_back()
        return _refused(gathering_id, 0, said)
    said = ngettext("%(num)d person is absent.", "%(num)d people are absent.", many)
    return saved(url_for("groupstudy.attendance", gathering_id=gathering_id), said)


@bp.post("/<int:gathering_id>/attendance/guests")
@allow("group_study.hold")
def add_by_number(gathering_id: int):
    """Somebody who is there and is not seen on the list: a guest, or invited all the same."""
    gathering, holds = taken_or_404(gathering_id)
    if not holds:
        abort(404)
    number = request.form.get("staff_no", "").strip()
    person = find_person(number) if number else None
    if person is None or has_left(person, gathering.held_on):
        step_back()
        said = _("Nobody who is here has the staff number “%(number)s”.", number=number)
        return _refused(gathering_id, 0, said)
    place = url_for("groupstudy.attendance", gathering_id=gathering_id, _anchor=f"p{person.id}")
    known = attendance.find_row(gathering_id, person.id)
    if known is not None and known.state in THERE:
        return saved(place, _("%(name)s is marked as there already.", name=person.name), "due")
    try:
        row = attendance.mark(
            gathering, person.id, Mark(PRESENT), actor=current_user.actor, now=now()
        )
    except door_words.NOT_TAKEN as refused:
        said = door_words.not_taken_text(refused)
        step_back()
        return _refused(gathering_id, 0, said)
    said = _("%(name)s is there, as a guest.", name=person.name) if row.guest else _(
        "%(name)s is there.", name=person.name
    )  # fmt: skip
    return saved(place, said)


def _tapped() -> tuple[int, str, str | None]:
    """Who was tapped, as what, and the state that was seen: ``317.present.expected``."""
    number, _dot, states = request.form.get("tap", "").partition(".")
    state, _dot, was = states.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 10) or state not in TAPPED:  # noqa: PLR2004 - digits of an id
        abort(404)
    return int(number), state, was if was in attendance.STATES else None


def _tapped_at(gathering: GroupStudy) -> datetime | None:
    """When it was tapped, where it was queued: so many seconds ago, while it was open."""
    ago = request.form.get("ago", "")
    if not (ago.isascii() and ago.isdecimal()) or not 1 <= int(ago[:9]) <= LONGEST_AGO:
        return None
    at = now()
    return max(at - timedelta(seconds=int(ago[:9])), gathering.opened_at or at)


def _refused(gathering_id: int, person_id: int, said: str):
    """Nothing was marked: why, and the list as it stands."""
    gathering, holds = taken_or_404(gathering_id)
    if by_script():
        row = attendance.find_row(gathering_id, person_id)
        mark = _mark_of(row.state, row.arrived_at) if row is not None else {}
        return jsonify(said=said, **mark), 409
    return _page(gathering, holds=holds, why=said), 422


def _mark_of(state: str, arrived_at: datetime | None) -> dict[str, str]:
    """A mark as the page's script shows it."""
    at = time_text(arrived_at) if arrived_at is not None else ""
    tag = door_words.ATTENDANCE_TAGS.get(state, "")
    return {"state": state, "word": str(words.ATTENDANCE[state]), "kind": tag, "time": at}


def _page(gathering: GroupStudy, *, holds: bool, why: str = "") -> str:
    return render_template(
        "groupstudy/attendance.html", **_listed(gathering, holds=holds), why=why,
        counts=attendance.counts_of(gathering.id), back=gathering_url(gathering),
        late=late_check_ins.waiting_of(gathering.id) if holds else (), once=new_once_key(),
        closed="" if gathering.state == OPEN else door_words.NOT_MARKED[gathering.state],
        account_id=current_user.account_id, typed=request.form.get("staff_no", ""),
    )  # fmt: skip


def _listed(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """The list by branch: of those whose names are seen the rows, of the others how many."""
    seen = Roll(holds)
    if gathering.state != PLANNED:
        seen = roll_call.roll_for(gathering, current_user, holds=holds)
    wanted = request.args.get("find", "").strip().lower()
    rows = [row for row in seen.rows if wanted in _found_by(row)]
    groups = [
        (_("Guests") if guest else branch or _("Without a branch"), guest, list(some))
        for (guest, branch), some in groupby(rows, key=lambda row: (row.guest, row.branch))
    ]
    return {
        "gathering": gathering, "holds": holds, "groups": groups, "words": words,
        "unseen": seen.unseen, "find": wanted, "tags": door_words.ATTENDANCE_TAGS,
        "found_by": _found_by, "is_open": gathering.state == OPEN, "there": THERE,
    }  # fmt: skip


def _found_by(row: Row) -> str:
    """What somebody may type to find the row: name, pinyin, initials, number."""
    return f"{row.name} {row.staff_no}{row.search_key}".lower()

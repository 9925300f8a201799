"""Closing a gathering, and what it was credited with."""

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.groupstudy import closing_words, words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.closing_words import REFUSALS, nowhere_texts, told_state, why_refused
from blueprints.groupstudy.held_forms import CloseForm, say_at_its_field, typed
from blueprints.groupstudy.loading import gathering_url, held_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import joined, now, time_text, today
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.hours_words import kind_word
from blueprints.shared.paging import whole_number
from blueprints.shared.pasted_numbers import hindered_text
from blueprints.shared.saving import saved, step_back
from domain.groupstudy import closing, credited
from domain.groupstudy.closing import Choice, Outlook
from domain.groupstudy.crediting import nameable
from domain.groupstudy.holding import CLOSED, CORRECTED, OPEN, NotInState
from domain.groupstudy.minutes import agreed_before
from domain.groupstudy.replacing import find_corrected, find_correction
from domain.groupstudy.shares import held_times
from domain.hours.packs import pack_in_force
from models import GroupStudy


def parts(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """Who was there, what it was credited with, by which it was corrected. Two queries or three."""
    if gathering.state not in {CLOSED, CORRECTED}:
        return {"closed_lines": []}
    lines = credited.lines_of(gathering, current_user)
    own = next((one for one in lines if one.person_id == current_user.person_id), None)
    return {
        "closed_lines": credited.shown_to(lines, holds=holds), "own_line": own,
        "branch_totals": credited.branch_totals(lines), "credit_words": closing_words,
        "corrected_by": find_correction(gathering) if gathering.state == CORRECTED else None,
        "corrected_one": find_corrected(gathering),
    }  # fmt: skip


@bp.get("/<int:gathering_id>/closing")
@allow("group_study.hold")
def closing_page(gathering_id: int):
    """Who would be credited with what; at most fifteen queries, however many people."""
    gathering = held_or_404(gathering_id)
    if gathering.state != OPEN:
        return told_state(gathering)
    return _page(gathering, CloseForm(formdata=None, data=typed(held_times(gathering, now()))))


@bp.post("/<int:gathering_id>/closing")
@allow("group_study.hold")
def close(gathering_id: int):
    """Close it and credit those who are ticked, all of them or nobody."""
    gathering, form = held_or_404(gathering_id), CloseForm()
    choice = _chosen(form)
    if not form.validate():
        step_back()
        return _page(held_or_404(gathering_id), form, choice)
    try:
        done = closing.close_gathering(gathering, form.held, choice, current_user, now=now())
    except NotInState as refused:
        text = why_refused(refused)[0]
        step_back()
        return saved(gathering_url(held_or_404(gathering_id)), text, "due")
    except REFUSALS as refused:
        said = why_refused(refused)
        step_back()
        say_at_its_field(form, refused, said)
        return _page(held_or_404(gathering_id), form, choice)
    own = current_user.person_id in choice.credited
    waits = _("Your own entry waits for your confirmer.") if own else ""
    told = ngettext(
        "The gathering is closed; %(num)d person is credited.",
        "The gathering is closed; %(num)d people are credited.",
        done.credited,
    )
    sentences = [told, waits, *nowhere_texts(done.nowhere)]
    return saved(gathering_url(gathering), joined(sentences), "due" if done.nowhere else "done")


@bp.get("/<int:gathering_id>/attendance.xlsx")
@allow("group_study.hold")
def attendance_file(gathering_id: int):
    """The list as the page of the gathering shows it to whoever holds it. Two queries."""
    gathering = held_or_404(gathering_id)
    lines = credited.shown_to(credited.lines_of(gathering, current_user), holds=True)
    headings = [
        _("Staff number"), _("Name"), _("Branch"), _("Guest"), _("Attendance"), _("Arrived"),
        _("Reason"), _("Whether credited"), _("Credit hours"),
    ]  # fmt: skip
    rows = [
        (
            one.staff_no, one.name, one.branch, _("yes") if one.guest else "",
            str(words.ATTENDANCE[one.state]),
            time_text(one.arrived_at) if one.arrived_at else "", one.reason,
            str(closing_words.ENTRY_STATES[one.entry_state]) if one.there else "",
            one.hundredths / 100,
        )
        for one in lines
    ]  # fmt: skip
    name = f"{gathering.held_on} {gathering.topic} {_('Attendance list')}.xlsx"
    return send_workbook(workbook([(_("Attendance"), headings, rows)]), name)


def _page(gathering: GroupStudy, form: CloseForm, choice: Choice | None = None):
    """What is typed and chosen stays; who came meanwhile is ticked where nothing is against it."""
    held = form.held if form.held_on.data and form.begins.data and form.ends.data else None
    if held is None or held.minutes < 1:
        held = held_times(gathering, now())
    found, of_rules = None, []
    try:
        found = closing.outlook(gathering, held, own_person_id=current_user.person_id)
    except REFUSALS as refused:
        of_rules = why_refused(refused)
    met = (
        {one.gathering_id for _row, made in found.there for one in made.elsewhere} if found else {}
    )
    page = render_template(
        "groupstudy/closing.html", gathering=gathering, form=form, found=found, words=words,
        of_rules=of_rules, ticked=_ticked(found, choice), place=gathering_url(gathering),
        not_here=choice.not_here if choice else (), hindered_text=hindered_text,
        closing_words=closing_words, seen=nameable(met, current_user), kind_word=_kind_word(found),
        agreed_before=agreed_before(gathering, held),
    )  # fmt: skip
    return page, 422 if form.errors or form.form_errors else 200


def _ticked(found: Outlook | None, choice: Choice | None) -> set[int]:
    new = {made.person_id for _row, made in found.there if made.earned} if found else set()
    return new if choice is None else {*choice.credited, *new.difference(choice.shown)}


def _kind_word(found: Outlook | None):
    """The words of the kinds that entries would be of. One query."""
    if found is None or not found.there:
        return str
    day = next((made.share.claim.studied_on for _row, made in found.there if made.share), today())
    _id, pack = pack_in_force(day)
    return lambda kind: kind_word(pack, kind)


def _chosen(form: CloseForm) -> Choice:
    """Of whom there is something to decide stands by themselves, one choice for each."""
    shown = _ids(request.form.get("shown", "").split(","))
    decided = {one: request.form.get(f"decision-{one}") for one in shown}
    here = {one for one, word in decided.items() if word == "here"}
    not_here = {one for one, word in decided.items() if word == "not_here"}
    ticked = here.union(_ids(request.form.getlist("person")))
    return Choice(ticked, set(shown), not_here, form.why.data or "")


def _ids(texts: list[str]) -> list[int]:
    return [found for one in texts if (found := whole_number(one))]

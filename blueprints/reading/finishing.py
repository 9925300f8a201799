"""Closing a class: who would be credited with what, who not and why; crediting somebody later."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.reading import words
from blueprints.reading.blueprint import bp
from blueprints.reading.editing import class_url
from blueprints.reading.forms import MOST_LINE, LaterForm
from blueprints.reading.loading import class_or_404
from blueprints.reading.words import REFUSALS, why_refused
from blueprints.shared.access import allow
from blueprints.shared.clock import full_day_text, joined, now, today
from blueprints.shared.errors import year_closed_text
from blueprints.shared.forms import new_once_key
from blueprints.shared.hours_words import amount_text, kind_word
from blueprints.shared.pasted_numbers import hindered_text, shortened
from blueprints.shared.saving import saved, step_back
from domain import recording
from domain.access import reach
from domain.claims import DaysDoNotFit, KindRefused, SpanTooLong
from domain.hours.packs import NoPackInForce, pack_in_force
from domain.hours.years import YearClosed
from domain.reading import classes, closing, members
from domain.reading.asked import asked_of
from domain.reading.holding import NotInState
from domain.reading.reach import CLOSED, OPEN
from models import ReadingClass

RECORDING = "entry.record"
# Why nobody at all can be credited: the class itself is at fault, or its day has not come.
OF_CLASS = (
    classes.KindUnfit, DaysDoNotFit, KindRefused, NoPackInForce, SpanTooLong, YearClosed,
    recording.DayToCome,
)  # fmt: skip


@bp.get("/<slug>/closing")
@allow("reading.run")
def closing_page(slug: str):
    reading = class_or_404(slug)
    if reading.state != OPEN:
        flash(why_refused(NotInState(reading)), "due")
        return redirect(class_url(reading))
    return _page(reading)


@bp.post("/<slug>/closing")
@allow("reading.run")
def close(slug: str):
    """Close the class and credit those who are ticked, all of them or nobody."""
    reading = class_or_404(slug)
    ticked, reasons = _sent()
    try:
        credited = closing.close_class(
            reading, {one: reasons.get(one, "") for one in ticked}, reach(current_user, RECORDING),
            own_person_id=current_user.person_id, today=today(), actor=current_user.actor,
            now=now(),
        )  # fmt: skip
    except NotInState as refused:
        text = why_refused(refused)
        step_back()
        return saved(class_url(class_or_404(slug)), text, "due")
    except (*REFUSALS, *OF_CLASS, recording.PeopleHindered) as refused:
        errors = _why(refused)
        wanting = refused.ids if isinstance(refused, closing.ReasonWanting) else []
        step_back()
        return _page(class_or_404(slug), errors, ticked=ticked, reasons=reasons, wanting=wanting)
    told = ngettext(
        "The class is closed; %(num)d member is credited.",
        "The class is closed; %(num)d members are credited.",
        credited,
    )
    own = _("Your own entry waits for your confirmer.") if _credits_oneself(reading, ticked) else ""
    return saved(class_url(reading), joined([told, own]))


@bp.route("/<slug>/members/<int:member_id>/credit", methods=["GET", "POST"])
@allow("reading.run")
def credit_later(slug: str, member_id: int):
    """A member of a closed class who was not credited then."""
    reading = class_or_404(slug)
    member = members.find_member(reading, member_id) or abort(404)
    if reading.state != CLOSED or member.entry_id is not None:
        abort(404)
    form = LaterForm()
    if form.validate_on_submit():
        try:
            closing.credit_later(
                reading, member, form.reason.data, reach(current_user, RECORDING),
                own_person_id=current_user.person_id, today=today(), actor=current_user.actor,
                now=now(),
            )  # fmt: skip
        except (*REFUSALS, *OF_CLASS, recording.PeopleHindered) as refused:
            errors = _why(refused)
            step_back()
            form.form_errors += errors
        else:
            place = url_for("reading.members_page", slug=slug)
            return saved(place, _("The member is credited."))
    found = [one for one in members.member_rows(reading.id, today=today()) if one.id == member_id]
    page = render_template(
        "reading/credit.html", form=form, reading=class_or_404(slug), member=found[0], words=words
    )
    return page, 422 if form.errors else 200


def _sent() -> tuple[set[int], dict[int, str]]:
    """The ids of the members ticked, and the reasons written, by member."""
    ticked = {int(one) for one in request.form.getlist("member") if _is_id(one)}
    reasons = {
        int(name.removeprefix("reason-")): text.strip()[:MOST_LINE]
        for name, text in request.form.items()
        if name.startswith("reason-") and _is_id(name.removeprefix("reason-"))
    }
    return ticked, reasons


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9  # noqa: PLR2004 - below 2**31


def _credits_oneself(reading: ReadingClass, ticked: set[int]) -> bool:
    rows = members.member_rows(reading.id, today=today())
    return any(one.id in ticked and one.person_id == current_user.person_id for one in rows)


def _page(
    reading: ReadingClass, errors: list[str] | None = None, *, ticked: set[int] | None = None,
    reasons: dict[int, str] | None = None, wanting: list[int] | None = None,
):  # fmt: skip
    """At most sixteen queries, however many members. 422 where something is wrong."""
    errors = errors or []
    found = None
    try:
        found = closing.outlook(
            reading, reach(current_user, RECORDING), own_person_id=current_user.person_id,
            today=today(),
        )  # fmt: skip
    except OF_CLASS as refused:
        of_class = _why(refused)
    else:
        of_class = []
    if ticked is None:
        ticked = {one.member.id for one in found.candidates if one.earned} if found else set()
    _id, pack = pack_in_force(reading.starts_on)
    page = render_template(
        "reading/closing.html", reading=reading, words=words, found=found, of_class=of_class,
        errors=[one for one in errors if one not in of_class], ticked=ticked,
        reasons=reasons or {}, wanting=set(wanting or []), once=new_once_key(),
        hindered_text=hindered_text, kind=kind_word(pack, reading.kind), most=MOST_LINE,
        amount=amount_text(pack.kinds.get(reading.kind), asked_of(reading.asks)),
        rows=members.member_rows(reading.id, today=today()) if found is None else [],
    )  # fmt: skip
    return page, 422 if errors else 200


def _why(refused: Exception) -> list[str]:
    """The reason in words; of people, one for each."""
    if isinstance(refused, recording.PeopleHindered):
        return shortened([hindered_text(one) for one in refused.people])
    if isinstance(refused, recording.DayToCome):
        return [
            _("It is not over: its last day is to come. Close it then, or change its last day "
              "(today is %(day)s).", day=full_day_text(refused.latest))
        ]  # fmt: skip
    if isinstance(refused, YearClosed):
        return [year_closed_text(refused)]
    said = {
        KindRefused: _(
            "The hours rules know no such kind, or it is measured by something else. Change what "
            "the class is credited as."
        ),
        NoPackInForce: _("No hours rules are in force on its first day."),
        SpanTooLong: _("Its days are more than a year. Change its days."),
        DaysDoNotFit: _("It is worth more days than lie between its first and its last day."),
    }
    return [said.get(type(refused)) or why_refused(refused)]

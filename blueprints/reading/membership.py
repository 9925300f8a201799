"""Members of a class: added by branch or by list, taken out; joining by oneself, leaving."""

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.reading import words
from blueprints.reading.blueprint import bp
from blueprints.reading.editing import class_url, do
from blueprints.reading.loading import class_or_404, member_or_404
from blueprints.reading.words import REFUSALS, why_refused
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.forms import new_once_key
from blueprints.shared.naming import offered_people
from blueprints.shared.paging import whole_number
from blueprints.shared.pasted_numbers import numbers_written, shortened
from blueprints.shared.saving import saved, step_back
from domain.access import reach
from domain.organisation.lists import open_branches
from domain.reading import members
from domain.reading.members import BY_BRANCH, BY_LIST
from domain.recorded_lists import people_by_number
from models import ReadingClass


@bp.get("/<slug>/members")
@allow("reading.run")
def members_page(slug: str):
    return _page(class_or_404(slug))


@bp.post("/<slug>/members")
@allow("reading.run")
def add_members(slug: str):
    """All of a branch, or those whose numbers were chosen or pasted."""
    reading = class_or_404(slug)
    branch = whole_number(request.form.get("branch"))
    typed = _typed_numbers()
    people, errors = _named(typed)
    if not branch and not typed.strip():
        errors = [_("Choose a branch, or write staff numbers.")]
    if errors:
        step_back()
        return _page(class_or_404(slug), errors)
    if branch:
        people = members.people_of_branch(branch, today=today())
    try:
        added = members.add_members(
            reading, people, BY_BRANCH if branch else BY_LIST, today=today(),
            actor=current_user.actor, now=now(),
        )  # fmt: skip
    except REFUSALS as refused:
        text = why_refused(refused)
        step_back()
        return _page(class_or_404(slug), [text])
    text = ngettext("%(num)d member was added.", "%(num)d members were added.", added)
    return saved(url_for("reading.members_page", slug=slug), text)


@bp.post("/<slug>/members/<int:member_id>/removal")
@allow("reading.run")
def remove_member(slug: str, member_id: int):
    reading = class_or_404(slug)
    member = members.find_member(reading, member_id) or abort(404)
    return do(
        reading,
        lambda: members.remove_member(reading, member, actor=current_user.actor, now=now()),
        _("Taken out of the class; what they did in it stays."),
        place=url_for("reading.members_page", slug=slug),
    )


@bp.post("/<slug>/join")
@allow("reading.read")
def join(slug: str):
    reading = class_or_404(slug)
    return do(
        reading,
        lambda: members.join_class(
            reading, current_user.person_id, today=today(), actor=current_user.actor, now=now()
        ),
        _("You are in the class. What it asks is among your matters."),
    )


@bp.post("/<slug>/join/leaving")
@allow("reading.read")
def leave(slug: str):
    reading, member = member_or_404(slug)
    place = url_for("reading.index") if reading.joining != "open" else class_url(reading)
    return do(
        reading,
        lambda: members.leave_class(reading, member, actor=current_user.actor, now=now()),
        _("You have left the class. What you did in it stays, should you come back."),
        place=place,
    )


@bp.get("/members/<int:member_id>")
@allow("reading.read")
def membership(member_id: int):
    """Where a matter leads: to the class of one's own membership."""
    return redirect(class_url(members.own_class(member_id, current_user) or abort(404)))


def _typed_numbers() -> str:
    """What was pasted, and the person that was chosen from those offered."""
    person = request.form.get("person", "").strip()
    return "\n".join(filter(None, (request.form.get("numbers", ""), person)))


def _named(typed: str) -> tuple[list[int], list[str]]:
    """The people whose numbers were written, and what is wrong with others."""
    written, wrong = numbers_written(typed)
    known = people_by_number(
        [number for _line, number in written], reach(current_user, "people.list"), today=today()
    )
    wrong += [
        _("Line %(line)d: nobody has the staff number %(number)s.", line=line, number=number)
        for line, number in written
        if number not in known
    ]
    people = [known[number][0] for _line, number in written if number in known]
    return list(dict.fromkeys(people)), shortened(wrong)


def _page(reading: ReadingClass, errors: list[str] | None = None):
    """At most six queries. 422 where something is wrong; what was typed stays."""
    page = render_template(
        "reading/members.html", reading=reading, words=words, errors=errors or [],
        rows=members.member_rows(reading.id, today=today()), branches=open_branches(),
        people=offered_people(today()), once=new_once_key(),
        typed={name: request.form.get(name, "") for name in ("branch", "person", "numbers")},
    )  # fmt: skip
    return page, 422 if errors else 200

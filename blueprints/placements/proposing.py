"""Proposing a placement, kind by kind, and changing it while nobody has decided on it."""

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from blueprints.placements.blueprint import bp
from blueprints.placements.choosing import choice
from blueprints.placements.forms import FORMS, ORDER, ProposalForm
from blueprints.placements.loading import placement_or_404, placement_url, to_change_or_404
from blueprints.placements.refusals import REFUSALS, show_why
from blueprints.placements.words import KINDS
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.naming import TYPED, offered_people
from blueprints.shared.paging import whole_number
from blueprints.shared.post_choices import post_choices
from blueprints.shared.saving import saved, step_back
from domain.access import Reach, people_within
from domain.organisation.tree import open_units
from domain.people.records import find_person
from domain.placements import proposing
from domain.placements.proposals import Proposal
from domain.placements.reach import MENTORSHIP, ROTATION, SECONDMENT, proposes_for
from domain.versions import Stale
from models import Person, Placement, db

PEOPLE = ("person", "mentor", "receiver")  # each a field, and the column with _id
CHOSEN = {"to_post": "to_post_id", "host_unit": "host_unit_id"}
HEADINGS = {
    MENTORSHIP: _l("Propose a mentorship"), ROTATION: _l("Propose a rotation"),
    SECONDMENT: _l("Propose a secondment"),
}  # fmt: skip
INDENT = "\u2003"  # for each level of the tree


@bp.route("/new", methods=["GET", "POST"])
@allow("placements.propose")
def new():
    """One form for each kind; the address names it, and perhaps the person."""
    kind = request.args.get("kind", MENTORSHIP)
    if kind not in _kinds():
        abort(404)
    form = FORMS[kind]()
    _offer(form)
    if form.validate_on_submit():
        try:
            placement = proposing.propose(
                kind, _typed(form), current_user, today=today(), now=now()
            )  # fmt: skip
        except REFUSALS as refused:
            step_back()
            show_why(form, refused)
        else:
            text = _("It is proposed. Whoever decides on it, or agrees to it, is asked.")
            return saved(placement_url(placement), text)
    elif not form.is_submitted():
        _begin(form)
    return _page(form, kind)


def _begin(form: ProposalForm) -> None:
    """What the address knows already: who is placed, and whose successor a mentor is."""
    form.from_on.data = today()
    person = find_person(request.args.get("person", ""))
    if person is not None:
        form.person.data = _named(person)
    mentor = find_person(request.args.get("mentor", ""))
    if mentor is not None and "mentor" in form:
        form.mentor.data = _named(mentor)
    former = whole_number(request.args.get("successor_of", ""))
    if former and "successor_of" in form:
        pair = placement_or_404(former)
        fill(form, pair)
        form.mentor.data, form.from_on.data = "", today()
        form.successor_of.data = str(pair.id)


def _page(form: ProposalForm, kind: str, placement: Placement | None = None):
    page = render_template(
        "placements/edit.html", form=form, kind=kind, placement=placement,
        heading=HEADINGS[kind] if placement is None else _("Change what is proposed"),
        fields=[form[name] for name in ORDER if name in form], kinds=_kinds(),
        people=offered_people(today()), **choice(form),
        back=placement_url(placement) if placement is not None else "",
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _kinds() -> dict[str, object]:
    """What the visitor proposes at all, in words."""
    return {one: KINDS[one] for one in KINDS if proposes_for(one, current_user) != Reach()}


@bp.route("/<int:placement_id>/edit", methods=["GET", "POST"])
@allow("placements.propose")
def edit(placement_id: int):
    """Other words, days or people; who agreed to other points is asked anew."""
    placement = to_change_or_404(placement_id)
    kind, form = placement.kind, FORMS[placement.kind]()
    _offer(form, placement)
    if form.validate_on_submit():
        try:
            _change(placement, form)
        except Stale as stale:
            stored, version = _stored(form, stale.record), stale.record.version
            step_back()
            return conflict_page(
                form, stored, version=version, cancel_url=placement_url(placement)
            )  # fmt: skip
        except REFUSALS as refused:
            step_back()
            show_why(form, refused)
        else:
            return saved(placement_url(placement), _("Saved."))
    elif not form.is_submitted():
        fill(form, placement)
    return _page(form, kind, to_change_or_404(placement_id))


def _change(placement: Placement, form: ProposalForm) -> None:
    proposing.edit(
        placement, _typed(form), current_user, version=whole_number(form.version.data),
        today=today(), now=now(),
    )  # fmt: skip


def _offer(form: ProposalForm, placement: Placement | None = None) -> None:
    """What may be chosen; who is placed stays the same."""
    if "to_post" in form:
        whom = people_within(proposes_for(ROTATION, current_user), today())
        form.to_post.choices = post_choices(_("Choose a post"), whom=whom)
    if "host_unit" in form:
        form.host_unit.choices = [SelectChoice("", _("Choose a unit"))] + [
            SelectChoice(str(one.unit_id), INDENT * one.depth + one.name) for one in open_units()
        ]
    if placement is not None:
        del form.person


def _typed(form: ProposalForm) -> Proposal:
    """What the form says; of a placement that stands, who is placed is as it is stored."""
    names = [name for name in Proposal.__slots__ if name in form]
    said = {name: form[name].data for name in names}
    said |= {f"{name}_id": _chosen_person(form, name) for name in PEOPLE if name in form}
    said |= {column: int(form[name].data) for name, column in CHOSEN.items() if name in form}
    if "person" not in form:
        placement = placement_or_404(int(request.view_args["placement_id"]))
        said |= {"person_id": placement.person_id, "successor_of_id": placement.successor_of_id}
    elif "successor_of" in form and form.successor_of.data:
        said["successor_of_id"] = placement_or_404(whole_number(form.successor_of.data)).id
    return Proposal(**said)


def _chosen_person(form: ProposalForm, name: str) -> int | None:
    person = form[name].person
    return person.id if person is not None else None


def fill(form: ProposalForm, placement: Placement) -> None:
    for name, value in _stored(form, placement).items():
        form[name].data = value
    form.version.data = str(placement.version)


def _stored(form: ProposalForm, placement: Placement) -> dict[str, object]:
    """Field -> value of what is stored, to be shown or compared."""
    values: dict[str, object] = {
        name: getattr(placement, name) for name in Proposal.__slots__ if name in form
    }
    for name in PEOPLE:
        if name in form:
            person_id = getattr(placement, f"{name}_id")
            values[name] = _named(db.session.get(Person, person_id)) if person_id else ""
    values |= {
        name: str(getattr(placement, column)) for name, column in CHOSEN.items() if name in form
    }
    return values


def _named(person: Person | None) -> str:
    return TYPED.format(name=person.name, staff_no=person.staff_no) if person is not None else ""

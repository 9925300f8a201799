"""Gatherings planned, once or again and again; changed, cancelled, opened."""

from datetime import time

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.groupstudy import words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_url, held_or_404
from blueprints.groupstudy.plan_forms import LATER, CancelForm, EditPlanForm, NewPlanForm, PlanForm
from blueprints.groupstudy.refusals import REFUSALS, do, why_refused
from blueprints.groupstudy.typed_plan import (
    FIXED,
    Stored,
    TypedWrong,
    offer,
    plan_typed,
    stored_of,
)
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.naming import offered_people
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.groupstudy import offering, planning, repeating
from domain.groupstudy.holding import OPEN, PLANNED, NotInState
from domain.groupstudy.planning import Plan
from domain.groupstudy.rules import LECTURE
from domain.matters.reckoning import reckoning
from domain.versions import Stale
from models import GroupStudy

USUAL_HOURS = time(15), time(16, 30)  # of the office, to begin with
# Where the reason is shown; else above the form.
BESIDE = {
    planning.EndBeforeStart: "ends", planning.NotYours: "holder",
    planning.NobodyInvited: "branches", repeating.UntilTooEarly: "until",
    repeating.TooOften: "until",
}  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@allow("group_study.hold")
def new():
    """At most nine queries."""
    form = NewPlanForm()
    offer(form)
    if form.validate_on_submit():
        try:
            made = planning.plan_series(_plans(form), current_user, now=now())
        except (*REFUSALS, TypedWrong) as refused:
            _refuse(form, refused)
        else:
            text = ngettext("Planned.", "%(num)d gatherings are planned.", len(made))
            return saved(gathering_url(made[0]), text)
    elif not form.is_submitted():
        _preset(form)
    return _page(form)


def _plans(form: NewPlanForm) -> list[Plan]:
    """The plan of each day on which it is to be held."""
    plan = plan_typed(form)
    if not form.repeats.data:
        return [plan]
    off = reckoning().days.exceptions if form.skip_holidays.data else {}
    days = repeating.days_repeated(
        plan.held_on, form.repeats.data, form.until.data,
        without=[day for day, works in off.items() if not works],
    )  # fmt: skip
    return [repeating.plan_on(plan, day, current_app.config["TIMEZONE"]) for day in days]


def _preset(form: NewPlanForm) -> None:
    """Of the own branch, tomorrow; the kind that the address asks for."""
    form.held_on.data = today().fromordinal(today().toordinal() + 1)
    asked = request.args.get("kind", "")
    form.kind.data = asked if asked in words.HELD_KINDS else next(iter(words.HELD_KINDS))
    codes = [choice.value for choice in form.holder.choices]
    form.holder.data = request.args.get("holder", codes[0] if codes else "")
    kind, _sign, number = (form.holder.data or "").partition("-")
    if form.holder.data in codes and len(codes) < len(form.branches.choices) + 1:
        chosen = form.branches if kind == offering.BRANCH else form.units
        chosen.data = [whole_number(number)]
    form.skip_holidays.data = True
    form.begins.data, form.ends.data = USUAL_HOURS


@bp.route("/<int:gathering_id>/edit", methods=["GET", "POST"])
@allow("group_study.hold")
def edit(gathering_id: int):
    """One of them, or with it the later ones of its series. At most twelve queries.

    A lecture is changed by the form of its own.
    """
    gathering = held_or_404(gathering_id)
    instead = _not_to_edit(gathering)
    if instead is not None:
        return instead
    stored, values = stored_of(repeating.plan_of(gathering))
    form = _edit_form(gathering, stored)
    if form.validate_on_submit():
        try:
            many = _change(gathering, form, stored)
        except Stale:
            step_back()
            return _conflict(gathering_id, form)
        except (*REFUSALS, TypedWrong) as refused:
            _refuse(form, refused)
        else:
            text = ngettext("Saved, and %(num)d later one.", "Saved, and %(num)d later ones.", many)
            return saved(gathering_url(gathering), text if many else _("Saved."))
    elif not form.is_submitted():
        for field in form:
            field.data = values.get(field.name, field.data)
        form.version.data = str(gathering.version)
    return _page(form, held_or_404(gathering_id), unseen=len(stored.unseen))


def _not_to_edit(gathering: GroupStudy) -> Response | None:
    if gathering.kind == LECTURE:
        return redirect(url_for("lectures.of_gathering", gathering_id=gathering.id))
    if gathering.state not in (PLANNED, OPEN):
        flash(why_refused(NotInState(gathering)), "due")
        return redirect(gathering_url(gathering))
    return None


def _edit_form(gathering: GroupStudy, stored: Stored) -> EditPlanForm:
    form = EditPlanForm()
    form.unseen = len(stored.unseen)
    if not planning.later_of_series(gathering, current_user):
        del form.scope
    offer(form, stored.plan)
    if gathering.state == OPEN:
        for name in FIXED:
            delattr(form, name)
    return form


def _change(gathering: GroupStudy, form: EditPlanForm, stored: Stored) -> int:
    """How many later ones were changed with it."""
    after = plan_typed(form, stored)
    planning.edit_gathering(
        gathering, after, current_user, version=whole_number(form.version.data), now=now()
    )
    if "scope" not in form or form.scope.data != LATER:
        return 0
    return repeating.edit_later(
        gathering, stored.plan, after, current_user, zone=current_app.config["TIMEZONE"], now=now()
    )


def _conflict(gathering_id: int, form: EditPlanForm) -> Response:
    gathering = held_or_404(gathering_id)
    _stored, values = stored_of(repeating.plan_of(gathering))
    return conflict_page(
        form, values, version=gathering.version, cancel_url=gathering_url(gathering)
    )


def _refuse(form: PlanForm, refused: Exception) -> None:
    """Put the reason where its reader looks for it, and undo what was done."""
    errors = refused.errors if isinstance(refused, TypedWrong) else {}
    if not errors:
        errors = {BESIDE.get(type(refused), ""): [why_refused(refused)]}
    step_back()
    for name, texts in errors.items():
        if name and name in form:
            form[name].errors = [*form[name].errors, *texts]
        else:
            form.form_errors += texts


def _page(form: PlanForm, gathering: GroupStudy | None = None, *, unseen: int = 0):
    """The form; 422 where something is wrong, and what was typed stays."""
    page = render_template(
        "groupstudy/edit.html", form=form, gathering=gathering, words=words, unseen=unseen,
        people=offered_people(today(), offering.leaders_above(current_user, today())),
        is_open=gathering is not None and gathering.state == OPEN,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/<int:gathering_id>/opening")
@allow("group_study.hold")
def open_it(gathering_id: int):
    gathering = held_or_404(gathering_id)
    return do(
        gathering, lambda: planning.open_gathering(gathering, actor=current_user.actor, now=now()),
        _("It is open. Those invited can check in now."),
    )  # fmt: skip


@bp.route("/<int:gathering_id>/cancellation", methods=["GET", "POST"])
@allow("group_study.hold")
def cancel(gathering_id: int):
    """Cancel it, or with it the later ones of its series; with a reason."""
    gathering, form = held_or_404(gathering_id), CancelForm()
    later = planning.later_of_series(gathering, current_user)
    if not later:
        del form.scope
    if form.validate_on_submit():
        both = "scope" in form and form.scope.data == LATER
        chosen = [gathering, *(later if both else ())]
        try:
            for one in chosen:
                planning.cancel_gathering(
                    one, form.reason.data, actor=current_user.actor, now=now()
                )
        except REFUSALS as refused:
            text = why_refused(refused)
            step_back()
            return saved(url_for("groupstudy.show", gathering_id=gathering_id), text, "due")
        text = ngettext("Cancelled.", "%(num)d gatherings are cancelled.", len(chosen))
        return saved(gathering_url(gathering), text)
    page = render_template("groupstudy/cancel.html", form=form, gathering=held_or_404(gathering_id))
    return page, 422 if form.errors else 200

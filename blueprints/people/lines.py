"""Branch and posts: by dated changes, and corrections that supersede."""

from flask import abort
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.people import forms
from blueprints.people.acting import act_page, person_url, try_act
from blueprints.people.blueprint import bp
from blueprints.people.choices import branch_choices, chosen
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import now, today
from blueprints.shared.post_choices import post_choices
from domain.people import lines
from models import Branch, BranchMembership, Person, Post, Tenure, db


def signed() -> dict:
    return {"actor": current_user.actor, "now": now()}


@bp.route("/<staff_no>/branch", methods=["GET", "POST"])
@allow("people.edit")
def branch(staff_no: str):
    """Move to another branch, or out of any, from a day on."""
    person = person_or_404(staff_no, "people.edit")
    form = forms.BranchForm()
    form.branch_id.choices = branch_choices(_("No branch"))
    if form.validate_on_submit():
        done = try_act(form, person, lambda: _move(person, form))
        if done is not None:
            return done
    elif not form.is_submitted():
        form.on.data = today()
    return act_page(
        form, title=_("Change of branch"), button=_("Save the change"), person=person,
        back=person_url(person),
    )  # fmt: skip


def _move(person: Person, form: forms.BranchForm) -> str:
    branch_id = chosen(form.branch_id.data)
    if branch_id is None:
        lines.leave_branch(person, on=form.on.data, **signed())
        return _("The person is in no branch from that day on.")
    lines.join_branch(
        person, branch_id, on=form.on.data, office=form.office.data or None, **signed()
    )
    return _("The change of branch is recorded.")


@bp.route("/<staff_no>/posts", methods=["GET", "POST"])
@allow("people.edit")
def posts(staff_no: str):
    """Take a post from a day on."""
    person = person_or_404(staff_no, "people.edit")
    form = forms.PostForm()
    form.post_id.choices = post_choices(_("Choose a post"))
    if form.validate_on_submit():
        done = try_act(form, person, lambda: _take(person, form))
        if done is not None:
            return done
    elif not form.is_submitted():
        form.on.data, form.main.data = today(), True
    return act_page(
        form, title=_("Give a post"), button=_("Save the post"), person=person,
        back=person_url(person),
    )  # fmt: skip


def _take(person: Person, form: forms.PostForm) -> str:
    lines.take_post(
        person, int(form.post_id.data), on=form.on.data, rank=form.rank.data,
        main=form.main.data, document_no=form.document_no.data,
        document_on=form.document_on.data, **signed(),
    )  # fmt: skip
    return _("The post is recorded.")


@bp.route("/<staff_no>/tenures/<int:line_id>/end", methods=["GET", "POST"])
@allow("people.edit")
def end(staff_no: str, line_id: int):
    """End a post without another one."""
    person = person_or_404(staff_no, "people.edit")
    tenure = line_or_404(Tenure, line_id, person)
    form = forms.EndForm()
    if form.validate_on_submit():
        done = try_act(form, person, lambda: _end(tenure, form))
        if done is not None:
            return done
    elif not form.is_submitted():
        form.on.data = today()
    return act_page(
        form, title=_("End of a post"), button=_("Save the end"), person=person,
        back=person_url(person), lead=db.session.get_one(Post, tenure.post_id).title,
    )  # fmt: skip


def _end(tenure: Tenure, form: forms.EndForm) -> str:
    lines.end_post(tenure, on=form.on.data, **signed())
    return _("The end of the post is recorded.")


@bp.route("/<staff_no>/memberships/<int:line_id>", methods=["GET", "POST"])
@allow("people.edit")
def membership(staff_no: str, line_id: int):
    """Correct a branch line, or strike it out."""
    person = person_or_404(staff_no, "people.edit")
    line = line_or_404(BranchMembership, line_id, person)
    form = forms.BranchLineForm(obj=line)
    kept = db.session.get_one(Branch, line.branch_id)
    form.branch_id.choices = branch_choices(_("Choose a branch"), also=(kept.id, kept.name))[1:]
    if form.validate_on_submit():
        values = {
            "branch_id": int(form.branch_id.data), "office": form.office.data or None,
            "from_on": form.from_on.data, "to_on": form.to_on.data,
        }  # fmt: skip
        done = try_act(form, person, lambda: _correct(line, form, values))
        if done is not None:
            return done
    return _correction_page(form, person, _("Correct a branch line"))


@bp.route("/<staff_no>/tenures/<int:line_id>", methods=["GET", "POST"])
@allow("people.edit")
def tenure(staff_no: str, line_id: int):
    """Correct a post line, or strike it out."""
    person = person_or_404(staff_no, "people.edit")
    line = line_or_404(Tenure, line_id, person)
    form = forms.PostLineForm(obj=line)
    kept = db.session.get_one(Post, line.post_id)
    form.post_id.choices = post_choices(_("Choose a post"), also=(kept.id, kept.title))[1:]
    if form.validate_on_submit():
        names = ("rank", "main", "from_on", "to_on", "document_no", "document_on")
        values = {name: form[name].data for name in names}
        values["post_id"] = int(form.post_id.data)
        done = try_act(form, person, lambda: _correct(line, form, values))
        if done is not None:
            return done
    return _correction_page(form, person, _("Correct a post line"))


def _correct(line, form, values) -> str:
    values = {} if form.strike.data else values
    lines.correct_line(line, values=values, today=today(), **signed())
    return _("The line is corrected; the old one is kept as superseded.")


def _correction_page(form, person: Person, title: str):
    return act_page(
        form, title=title, button=_("Save the correction"), person=person,
        back=person_url(person),
        lead=_("For what was written down wrongly. What really changed is a change from a day on."),
    )  # fmt: skip


def line_or_404(model, line_id: int, person: Person):
    """A line of the person that still stands; else 404."""
    line = db.session.get(model, line_id)
    if line is None or line.person_id != person.id or line.superseded_at is not None:
        abort(404)
    return line

"""The posts."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.strand_words import STRANDS
from blueprints.units import forms
from blueprints.units.acting import (
    act_page,
    name_page,
    open_or_404,
    try_act,
    unit_choices,
    unit_of,
    version_of,
    when,
)
from blueprints.units.blueprint import bp
from blueprints.units.words import KINDS, change_text
from domain.organisation import lists, tree
from domain.organisation import posts as acts
from domain.organisation.posts import Traits
from domain.versions import Stale
from models import Post, db


def post_url(post: Post) -> str:
    return url_for("units.post", post_id=post.id)


@bp.get("/posts")
@allow("organisation.edit")
def posts():
    """The open posts, of one unit where ``unit`` names it."""
    unit_id = whole_number(request.args.get("unit")) or None
    nodes = tree.open_units()
    return render_template(
        "units/posts.html", rows=lists.post_rows(today(), unit_id=unit_id), unit_id=unit_id,
        nodes=nodes, paths={node.unit_id: " / ".join(node.path) for node in nodes},
        strands=STRANDS,
    )  # fmt: skip


@bp.route("/posts/new", methods=["GET", "POST"])
@allow("organisation.edit")
def new_post():
    form = forms.NewPostForm()
    form.unit_id.choices = unit_choices(_("Choose a unit"), outside=True)
    if not form.is_submitted():
        form.unit_id.data = request.args.get("unit", "")
        form.strand.data = "general"
    done = try_act(form, lambda: _open(form), url_for("units.posts"))
    return done or act_page(
        form, title=_("A new post"), button=_("Open the post"), back=url_for("units.posts")
    )


def _open(form: forms.NewPostForm) -> str:
    traits = Traits(
        strand=form.strand.data, leading=form.leading.data, key_post=form.key_post.data,
        grass_roots=form.grass_roots.data, term_years=form.term_years.data,
    )  # fmt: skip
    row = acts.open_post(
        unit=unit_of(form.unit_id.data), title=form.title.data, traits=traits, when=when(form)
    )
    return _("%(name)s is opened.", name=row.title)


@bp.get("/posts/<int:post_id>")
@allow("organisation.edit")
def post(post_id: int):
    row = db.get_or_404(Post, post_id)
    return render_template(
        "units/post.html", post=row, path=tree.unit_path(row.unit_id), strands=STRANDS,
        deputy_of=db.session.get(Post, row.deputy_of_id or 0), kinds=KINDS,
        changes=lists.changes_of("post", row.id), change_text=change_text,
    )  # fmt: skip


@bp.route("/posts/<int:post_id>/title", methods=["GET", "POST"])
@allow("organisation.edit")
def post_title(post_id: int):
    row = open_or_404(Post, post_id)
    form = forms.NameForm()
    form.name.label.text = _("New title")
    return name_page(
        row, form, lambda: _rename(row, form), post_url(row), attribute="title",
        title=_("Another title"),
        button=_("Save the title"),
    )  # fmt: skip


def _rename(row: Post, form: forms.NameForm) -> str:
    acts.rename_post(row, version=version_of(form), title=form.name.data, when=when(form))
    return _("The new title is recorded.")


@bp.route("/posts/<int:post_id>/traits", methods=["GET", "POST"])
@allow("organisation.edit")
def post_traits(post_id: int):
    row = open_or_404(Post, post_id)
    form = forms.TraitsForm()
    form.deputy_of_id.choices = [
        SelectChoice("", _("Nobody's deputy")),
        *(
            SelectChoice(str(other.post_id), other.title)
            for other in lists.post_rows(today(), unit_id=row.unit_id)
        ),
    ]
    if not form.is_submitted():
        for name, value in _stored(row).items():
            form[name].data = value
        form.version.data = str(row.version)
    try:
        done = try_act(form, lambda: _edit(row, form), post_url(row))
    except Stale:
        stored = _stored(row) | {"on": form.on.data}
        return conflict_page(form, stored, version=row.version, cancel_url=post_url(row))
    return done or act_page(
        form, title=_("What kind of post"), button=_("Save"), back=post_url(row), name=row.title
    )


def _stored(row: Post) -> dict:
    return {
        "strand": row.strand, "leading": row.leading, "key_post": row.key_post,
        "deputy_of_id": str(row.deputy_of_id or ""), "grass_roots": row.grass_roots,
        "term_years": row.term_years,
    }  # fmt: skip


def _edit(row: Post, form: forms.TraitsForm) -> str:
    deputy_of = form.deputy_of_id.data
    traits = Traits(
        strand=form.strand.data, leading=form.leading.data, key_post=form.key_post.data,
        grass_roots=form.grass_roots.data, term_years=form.term_years.data,
        deputy_of_id=int(deputy_of) if deputy_of else None,
    )  # fmt: skip
    acts.edit_post(row, version=version_of(form), traits=traits, when=when(form))
    return _("The post is saved.")


@bp.route("/posts/<int:post_id>/place", methods=["GET", "POST"])
@allow("organisation.edit")
def post_place(post_id: int):
    row = open_or_404(Post, post_id)
    form = forms.TargetForm()
    form.target.label.text = _("Unit")
    form.target.choices = unit_choices(outside=True)
    if not form.is_submitted():
        form.target.data = str(row.unit_id)
    done = try_act(form, lambda: _move(row, form), post_url(row))
    return done or act_page(
        form, title=_("To another unit"), button=_("Move the post"), back=post_url(row),
        name=row.title, lead=_("Who holds the post moves with it."),
    )  # fmt: skip


def _move(row: Post, form: forms.TargetForm) -> str:
    acts.move_post(row, unit=unit_of(form.target.data), when=when(form))
    return _("The post is moved.")


@bp.route("/posts/<int:post_id>/closure", methods=["GET", "POST"])
@allow("organisation.edit")
def post_closure(post_id: int):
    row = open_or_404(Post, post_id)
    form = forms.DayForm()
    done = try_act(form, lambda: _close(row, form), url_for("units.posts"))
    return done or act_page(
        form, title=_("Close the post"), button=_("Close the post"), back=post_url(row),
        name=row.title, lead=_("Only a post that nobody holds closes."),
    )  # fmt: skip


def _close(row: Post, form: forms.DayForm) -> str:
    acts.close_post(row, when=when(form))
    return _("%(name)s is closed.", name=row.title)

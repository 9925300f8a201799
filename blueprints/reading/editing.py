"""Writing a class, changing it, opening it, taking it away from its files."""

from collections.abc import Callable

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from blueprints.reading.blueprint import bp
from blueprints.reading.forms import ClassForm, NewClassForm, asked_into
from blueprints.reading.loading import class_or_404
from blueprints.reading.words import REFUSALS, why_refused
from blueprints.shared import naming
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.conversion_words import word
from blueprints.shared.naming import TYPED, offered_people
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, saved_or_told, step_back
from domain.reading import classes, lists
from domain.reading.asked import asked_of
from domain.reading.classes import FILES, OF_FILES, ClassText
from domain.reading.materials import slug_of
from domain.reading.slugs import LONGEST_CLASS
from domain.taskbooks.reach import person_named
from domain.versions import Stale
from models import ReadingClass

PLAIN = ("title", "title_en", "theme", "theme_en", "kind", "joining", "starts_on", "ends_on")
# Where the reason is shown; else above the form.
BESIDE = {
    classes.SlugTaken: "slug", classes.EndBeforeStart: "ends_on", classes.DaysWanting: "starts_on",
    classes.KindUnfit: "kind",
}  # fmt: skip


class PersonUnclear(Exception):
    """Nobody, or not exactly one, is meant by what stands in the ``field``."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(field)
        self.field, self.text = field, text


@bp.route("/new", methods=["GET", "POST"])
@allow("reading.run")
def new():
    form = NewClassForm()
    del form.reason
    _offer_kinds(form)
    if form.validate_on_submit():
        slug = form.slug.data or slug_of(form.title.data, form.title_en.data, LONGEST_CLASS)
        try:
            reading = classes.write_class(
                slug, _text(form), today=today(), actor=current_user.actor, now=now()
            )
        except (*REFUSALS, PersonUnclear) as refused:
            refuse(form, refused, BESIDE)
        else:
            text = _("The class is planned. Put the materials on its syllabus; then open it.")
            return saved(class_url(reading), text)
    elif not form.is_submitted():
        form.organiser.data = _own_name()
    page = render_template("reading/edit.html", form=form, reading=None, people=_people())
    return page, 422 if form.errors else 200


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@allow("reading.run")
def edit(slug: str):
    """Words, days, people; of a class from files only days and people."""
    reading, form = class_or_404(slug), ClassForm()
    _offer_kinds(form, reading.kind)
    if reading.origin == FILES:
        _only_what_is_ours(form)
    if form.validate_on_submit():
        try:
            classes.edit_class(
                reading, _text(form, reading), version=whole_number(form.version.data),
                reason=form.reason.data, today=today(), actor=current_user.actor, now=now(),
            )  # fmt: skip
        except Stale:
            step_back()
            reading = class_or_404(slug)
            return conflict_page(
                form, _values(reading), version=reading.version, cancel_url=class_url(reading)
            )
        except (*REFUSALS, PersonUnclear) as refused:
            refuse(form, refused, BESIDE)
        else:
            return saved(class_url(reading), _("Saved."))
    elif not form.is_submitted():
        _fill(form, reading)
    page = render_template(
        "reading/edit.html", form=form, reading=class_or_404(slug), people=_people()
    )
    return page, 422 if form.errors else 200


@bp.post("/<slug>/state")
@allow("reading.run")
def open_it(slug: str):
    reading = class_or_404(slug)
    return do(
        reading, lambda: classes.open_class(reading, actor=current_user.actor, now=now()),
        _("The class is open. Its members see it, and what it asks is among their matters."),
    )  # fmt: skip


@bp.post("/<slug>/edit/detaching")
@allow("reading.run")
def detach(slug: str):
    reading = class_or_404(slug)
    return do(
        reading, lambda: classes.detach_class(reading, actor=current_user.actor, now=now()),
        _("The class is kept here now; its files no longer change it."),
        place=url_for("reading.edit", slug=slug),
    )  # fmt: skip


def do(
    reading: ReadingClass, step: Callable[[], object], message: str, *, place: str = ""
) -> Response:
    """Take the step and go back to the class; a refused one says why and changes nothing."""
    place = place or class_url(reading)
    return saved_or_told(place, step, message, refusals=REFUSALS, why=why_refused)


def refuse(form, refused: Exception, beside: dict[type[Exception], str]) -> None:
    """Put the reason where its reader looks for it, and undo what was done."""
    if isinstance(refused, PersonUnclear):
        name, text = refused.field, refused.text
    else:
        name, text = beside.get(type(refused), ""), why_refused(refused)
    step_back()
    if name and name in form:
        form[name].errors = [*form[name].errors, text]
    else:
        form.form_errors.append(text)


def class_url(reading: ReadingClass, anchor: str = "") -> str:
    return url_for("reading.show", slug=reading.slug, _anchor=anchor or None)


def _people() -> list[str]:
    return offered_people(today())


def _own_name() -> str:
    if current_user.person_id is None:
        return ""
    return TYPED.format(name=current_user.name, staff_no=current_user.staff_no)


def _offer_kinds(form: ClassForm, stored: str = "") -> None:
    """The kinds of the rules in force; one that they do not know any more stays to be seen."""
    form.kind.choices = [
        SelectChoice(one.id, word(one.words)) for one in classes.credited_kinds(today())
    ]
    if stored and stored not in {one.value for one in form.kind.choices}:
        form.kind.choices.append(SelectChoice(stored, stored))


def _only_what_is_ours(form: ClassForm) -> None:
    asked = set(form.asked.__slots__)
    for name in [*OF_FILES, *asked]:
        if name in form:
            delattr(form, name)


def _text(form: ClassForm, reading: ReadingClass | None = None) -> ClassText:
    """What was typed; where the class comes from files, with what they say.

    Raises:
        PersonUnclear.
    """
    values = {name: form[name].data if name in form else getattr(reading, name) for name in PLAIN}
    asked = form.asked if "read" in form else asked_of(reading.asks)
    people = {
        f"{name}_id": _person_id(form, name, getattr(reading, f"{name}_id", None))
        for name in ("organiser", "leader")
    }
    return ClassText(asked=asked, **values, **people)


def _person_id(form: ClassForm, name: str, holder_id: int | None) -> int | None:
    if not form[name].data:
        return None
    try:
        return person_named(form[name].data, current_user, today=today(), holder_id=holder_id).id
    except naming.REFUSALS as refused:
        raise PersonUnclear(name, naming.SAYING[type(refused)](refused)) from refused


def _fill(form: ClassForm, reading: ReadingClass) -> None:
    if "read" in form:
        asked_into(form, asked_of(reading.asks))
    for name, value in _values(reading).items():
        if name in form:
            form[name].data = value
    form.version.data = str(reading.version)


def _values(reading: ReadingClass) -> dict[str, object]:
    """Field -> value of a class, to be shown or compared."""
    asked = asked_of(reading.asks)
    found = {name: getattr(asked, name) for name in asked.__slots__}
    found |= {name: getattr(reading, name) for name in PLAIN}
    for name in ("organiser", "leader"):
        person = lists.person_in_field(getattr(reading, f"{name}_id"))
        found[name] = TYPED.format(name=person[0], staff_no=person[1]) if person else ""
    return found

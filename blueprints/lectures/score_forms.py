"""A score sheet as a form: a mark for each criterion of the rubric, and a comment."""

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from blueprints.shared.conversion_words import word
from blueprints.shared.forms import EditForm, lines, one_line
from domain.lectures.marks import marks_of
from domain.lectures.rubric import Criterion, Rubric, decimal_text
from domain.lectures.scoring import LONGEST_COMMENT, Draft, MarksWanting
from domain.lectures.sheet_scores import SheetProblem, mark_problem
from models import PaperTyping, ScoreSheet

MARK = "mark-"  # before the id of a criterion, in the name of its field
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})?")


class SheetForm(EditForm):
    """What every sheet has; ``sheet_form`` adds the marks."""

    comment = TextAreaField(
        _l("A comment to the speaker"), [Length(max=LONGEST_COMMENT)], filters=[lines]
    )


def sheet_form(rubric: Rubric) -> SheetForm:
    """The form of a rubric, with what the request brings."""
    marks = {
        MARK + one.id: StringField(word(one.words), [_allowed_by(one)], filters=[one_line])
        for one in rubric.criteria
    }
    form = type("MarksForm", (SheetForm,), marks)()
    form.unknown = [
        name.removeprefix(MARK)
        for name in request.form
        if name.startswith(MARK) and name not in marks
    ]
    return form


def valid(form: SheetForm) -> bool:
    """Whether everything that came is a mark of the rubric, or a comment."""
    if not form.validate():
        return False
    form.form_errors += [
        _("The rubric has no criterion “%(name)s”.", name=name) for name in form.unknown
    ]
    return not form.form_errors


def draft_of(form: SheetForm) -> Draft:
    """What a form that was found right is to save; what it does not bring stays as it is."""
    found = {
        field.name.removeprefix(MARK): mark_in(field.data)
        for field in form
        if field.name.startswith(MARK) and field.data
    }
    marks = {name: mark for name, mark in found.items() if mark is not None}
    return Draft(marks, form.comment.data if form.comment.name in request.form else None)


def stored_in_fields(rubric: Rubric, sheet: ScoreSheet | PaperTyping) -> dict[str, str]:
    """The stored values by the names of the form's fields."""
    marks = marks_of(sheet.marks)
    found = {
        MARK + one.id: decimal_text(marks[one.id]) if one.id in marks else ""
        for one in rubric.criteria
    }
    return {**found, "comment": sheet.comment}


def fill(form: SheetForm, rubric: Rubric, sheet: ScoreSheet | PaperTyping) -> None:
    """Show what is stored."""
    for name, value in stored_in_fields(rubric, sheet).items():
        form[name].data = value


def say_wanting(form: SheetForm, wants: MarksWanting) -> None:
    """Tell every criterion that has no mark yet, at its field."""
    for name in wants.criteria:
        form[MARK + name].errors = [_("This one has no mark yet.")]


def mark_in(text: str) -> Fraction | None:
    """The number, in whatever width it was typed; none where it is no plain number."""
    plain = unicodedata.normalize("NFKC", text)
    return Fraction(plain) if plain.isascii() and _NUMBER.fullmatch(plain) else None


def _allowed_by(criterion: Criterion) -> Callable:
    def allowed(_form: SheetForm, field: StringField) -> None:
        if not field.data:
            return
        mark = mark_in(field.data)
        problem = None if mark is None else mark_problem(criterion, mark)
        if mark is not None and problem is None:
            return
        ends = {"least": decimal_text(criterion.least), "most": decimal_text(criterion.most)}
        if problem is SheetProblem.OFF_STEP:
            step = decimal_text(criterion.step)
            raise ValidationError(
                _("Give %(least)s to %(most)s in steps of %(step)s.", step=step, **ends)
            )
        raise ValidationError(_("Give a number from %(least)s to %(most)s.", **ends))

    return allowed

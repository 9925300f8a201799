"""A late or corrected paper of a person: what it says, what it would change, and done."""

from datetime import date

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from blueprints.placements import history_words as words
from blueprints.placements.blueprint import histories_bp
from blueprints.placements.late_paper_words import REFUSALS, refuse
from blueprints.placements.words import document_text
from blueprints.shared.access import allow, begin_writing, person_or_404
from blueprints.shared.clock import full_day_text, now, today
from blueprints.shared.forms import RecordForm, in_a_history, one_line
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.name_order import place_key
from domain.organisation import lists, tree
from domain.placements import late_papers
from domain.placements.histories import HistoryLine, history_of
from domain.placements.late_papers import Effect, HistoryChanged, Said
from models import Person

SAID = ("from_on", "to_on", "main", "rank", "document_no", "document_on")


class LatePaperForm(RecordForm):
    seen = HiddenField("")  # what was looked at before it is entered
    document_no = StringField(
        _l("Document number"), [DataRequired(), Length(max=80)], filters=[one_line]
    )
    document_on = DateField(_l("Document of the day"), [InputRequired(), in_a_history])
    post_id = SelectField(
        _l("Post"), [InputRequired()],
        description=_l("Posts that are closed by now stand here as well."),
    )  # fmt: skip
    rank = StringField(_l("Rank"), [Length(max=40)], filters=[one_line])
    main = BooleanField(
        _l("This is the main post"),
        description=_l("Other main posts on these days give way; other posts stay."),
    )
    from_on = DateField(_l("First day"), [InputRequired(), in_a_history])
    to_on = DateField(
        _l("Last day"), [Optional(), in_a_history],
        description=_l("Empty where the paper names none: until the next post begins."),
    )  # fmt: skip
    corrects = SelectField(
        _l("Instead of this line"),
        default="",
        description=_l("Where the paper puts a line right: that line goes altogether."),
    )
    over_newer = BooleanField(_l("This paper goes before the newer one"))

    @property
    def said(self) -> Said:
        return Said(int(self.post_id.data), **{name: self[name].data for name in SAID})

    @property
    def corrected(self) -> int | None:
        return whole_number(self.corrects.data) or None


@histories_bp.route("/<staff_no>/history/paper", methods=["GET", "POST"])
@allow("placements.keep", gate="late")
def late_paper(staff_no: str):
    """Fill in what it says, look at what it changes, and enter it: each sends the same form."""
    person = person_or_404(staff_no, "placements.keep")
    lines = [line for line in history_of(person, today=today()).lines if line.tenure_id]
    form = _form(lines)
    if not form.is_submitted():
        _begin(form, lines)
        return _page(form, person, lines, None)
    if not form.validate():
        return _page(form, person, lines, None)
    if request.form.get("step") != "enter":
        return _page(form, person, lines, _foreseen(form, person))
    instead = begin_writing()
    return instead if instead is not None else _enter(form, person, lines)


def _enter(form: LatePaperForm, person: Person, lines: list[HistoryLine]):
    try:
        late_papers.record_paper(
            person, form.said, corrects=form.corrected, seen=form.seen.data or "",
            over_newer=form.over_newer.data, today=today(), actor=current_user.actor, now=now(),
        )  # fmt: skip
    except REFUSALS as error:
        step_back()
        person = person_or_404(person.staff_no, "placements.keep")
        effect = _foreseen(form, person)
        refuse(form, error)
        status = 409 if isinstance(error, HistoryChanged) else 422
        return _page(form, person, lines, effect)[0], status
    text = _("The paper is entered. What it contradicted is kept as superseded.")
    return saved(url_for("histories.show", staff_no=person.staff_no), text)


def _foreseen(form: LatePaperForm, person: Person) -> Effect | None:
    """What it would do; refused, the form says why."""
    try:
        effect = late_papers.foresee(person, form.said, corrects=form.corrected)
    except REFUSALS as error:
        refuse(form, error)
        return None
    form.seen.data = effect.seen
    return effect


def _form(lines: list[HistoryLine]) -> LatePaperForm:
    form = LatePaperForm()
    form.post_id.choices = post_choices(_("Choose a post"))
    form.corrects.choices = [
        SelectChoice("", _("None: a line that was missing")),
        *(SelectChoice(str(line.tenure_id), _line_text(line)) for line in lines),
    ]
    return form


def _line_text(line: HistoryLine) -> str:
    return f"{words.days_text(line)} {words.title_text(line)}"


def _begin(form: LatePaperForm, lines: list[HistoryLine]) -> None:
    """An empty form; the days of a gap, or of a line to put right, where the address has them."""
    form.main.data = True
    form.from_on.data = request.args.get("from", type=date.fromisoformat)
    form.to_on.data = request.args.get("to", type=date.fromisoformat)
    wanted = whole_number(request.args.get("corrects"))
    line = next((one for one in lines if one.tenure_id == wanted), None)
    if line is not None:
        form.corrects.data, form.post_id.data = str(wanted), str(line.post_id)
        for name in SAID:
            form[name].data = getattr(line, name)


def post_choices(empty: str) -> list[SelectChoice]:
    """All posts under their units' paths, closed ones too, after an empty choice."""
    paths = {node.unit_id: " / ".join(node.path) for node in tree.open_units()}
    choices = [
        SelectChoice(
            str(post.post_id),
            _("%(post)s (closed on %(day)s)", post=post.title, day=full_day_text(post.closed_on))
            if post.closed_on else post.title,
            optgroup=paths.get(post.unit_id, post.unit),
        )
        for post in lists.posts_ever()
    ]  # fmt: skip
    in_order = sorted(choices, key=lambda choice: place_key(choice.optgroup))
    return [SelectChoice("", empty), *in_order]


def _post_text(form: LatePaperForm) -> str:
    chosen = (one for one in form.post_id.choices if one.value == form.post_id.data)
    return next((f"{one.optgroup or ''} {one.label}".strip() for one in chosen), "")


def _page(
    form: LatePaperForm, person: Person, lines: list[HistoryLine], effect: Effect | None
) -> tuple[str, int]:
    known = {line.tenure_id: line for line in lines}
    cuts = [(cut, known[cut.line.id]) for cut in effect.cuts] if effect is not None else []
    page = render_template(
        "placements/late_paper.html", form=form, person=person, effect=effect, cuts=cuts,
        words=words, document_text=document_text, post=_post_text(form),
        back=url_for("histories.show", staff_no=person.staff_no),
    )  # fmt: skip
    return page, 422 if form.errors else 200

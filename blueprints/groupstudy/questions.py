"""Questions raised at a gathering, and the answers owed: each question has a page of its own."""

from collections.abc import Callable

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_or_404, gathering_url
from blueprints.groupstudy.record_forms import AnswerForm, QuestionForm, WhyForm
from blueprints.groupstudy.record_loading import offered, too_late
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.conflict import conflict_page
from blueprints.shared.matter_words import due_text
from blueprints.shared.naming import TYPED
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.access import has_left
from domain.groupstudy import asking, questions
from domain.groupstudy.asking import Asked, OwedToOneself, TooManyOpen
from domain.groupstudy.holding import CLOSED, OPEN, PLANNED, NotInState
from domain.groupstudy.questions import Line, MovedOn, Rights
from domain.groupstudy.reach import may_hold
from domain.matters import DueBeforeToday
from domain.text import shown_words
from domain.versions import Stale
from models import GroupStudy, GroupStudyQuestion, Person, db

REFUSED = {
    OwedToOneself: (
        "owed_by", _l("Whoever asks does not owe the answer: name somebody else.")
    ),
    TooManyOpen: (
        "words", _l("20 answers are owed to whoever asks already: more are not asked at once.")
    ),
    DueBeforeToday: ("due_on", _l("This day is past.")),
}  # fmt: skip
RAISED_IN = frozenset({PLANNED, OPEN, CLOSED})


def parts(gathering: GroupStudy, *, holds: bool) -> dict[str, object]:
    """The questions that stand. One query."""
    return {
        "questions": questions.questions_of(gathering.id), "due_text": due_text,
        "question_state": question_state, "raises_questions": gathering.state in RAISED_IN
        and (holds or current_user.person_id is not None),
    }  # fmt: skip


def question_state(line: Line) -> tuple[str, str]:
    """What a question waits for, in words, and the kind of its tag."""
    if line.question.withdrawn_at is not None:
        return _("withdrawn"), ""
    if line.is_open:
        return due_text(line.matter.due_on), "due" if line.matter.due_on < now().date() else ""
    if line.matter.state == "answered":
        return _("answered, to be accepted"), ""
    return _("answered"), "done"


@bp.route("/<int:gathering_id>/questions/new", methods=["GET", "POST"])
@allow("group_study.see")
def new_question(gathering_id: int):
    gathering = gathering_or_404(gathering_id)
    form = _question_form(gathering)
    if form.validate_on_submit():
        try:
            row = asking.raise_question(gathering, _asked(form), current_user, now=now())
        except NotInState:
            return too_late(gathering_id, "questions")
        except tuple(REFUSED) as refused:
            name, text = REFUSED[type(refused)]
            form[name].errors = [text]
        else:
            text = _("The question is put to %(name)s.", name=form.owes.name)
            return saved(_url(row.id), text)
    if form.errors:
        step_back()
        gathering = gathering_or_404(gathering_id)
    elif not form.is_submitted():
        _preset(form)
    page = render_template(
        "groupstudy/question_new.html", gathering=gathering, form=form,
        place=gathering_url(gathering), people=offered(gathering, holds="asked_by" in form),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _question_form(gathering: GroupStudy) -> QuestionForm:
    """Whoever holds the gathering says who asked; others ask themselves, and of its people."""
    form = QuestionForm()
    leader = db.session.get(Person, gathering.leader_id) if gathering.leader_id else None
    if leader is not None and leader.id != current_user.person_id:
        form.leader = None if has_left(leader, today()) else leader
    if not may_hold(gathering, current_user):
        if current_user.person_id is None:
            abort(404)
        del form.asked_by
        form.takes_part = lambda person: asking.takes_part(gathering, person.id)
    return form


def _asked(form: QuestionForm) -> Asked:
    asked_by = current_user.person_id
    if "asked_by" in form:
        asked_by = form.asks.id if form.asks is not None else None
    return Asked(form.words.data, form.owes.id, asked_by, form.due_on.data)


def _preset(form: QuestionForm) -> None:
    """Asked by the visitor; of whoever leads the gathering, where nobody else is named."""
    if "asked_by" in form and current_user.person_id is not None:
        form.asked_by.data = TYPED.format(
            name=current_user.name, staff_no=current_user.staff_no
        )  # fmt: skip


@bp.get("/questions/<int:question_id>")
@allow("group_study.see")
def question(question_id: int):
    """Whoever may open the gathering reads it, and whoever owes the answer or is owed it."""
    return _page(question_id)


@bp.post("/questions/<int:question_id>/answer")
@allow("group_study.see")
def answer_question(question_id: int):
    row, form = _allowed_or_404(question_id, "answer"), AnswerForm()
    if not form.validate():
        step_back()
        return _page(question_id, answer=form), 422

    def answer() -> None:
        questions.answer_question(
            row, form.words.data, version=whole_number(form.version.data), **_signed()
        )

    try:
        return _done(question_id, answer, _("Answered. Whoever asked accepts it or sends it back."))
    except Stale:
        step_back()
        row = _line_or_404(question_id)[0].question
        return conflict_page(
            form, {"words": row.answer}, version=row.version, cancel_url=_url(question_id)
        )


@bp.post("/questions/<int:question_id>/closing")
@allow("group_study.see")
def accept_answer(question_id: int):
    row = _allowed_or_404(question_id, "decide")
    return _done(
        question_id, lambda: questions.accept_answer(row, **_signed()), _("The answer is accepted.")
    )


@bp.post("/questions/<int:question_id>/return")
@allow("group_study.see")
def send_answer_back(question_id: int):
    row, form = _allowed_or_404(question_id, "decide"), WhyForm()
    if not form.validate():
        step_back()
        return _page(question_id, back=form), 422
    return _done(
        question_id, lambda: questions.send_back(row, form.reason.data, **_signed()),
        _("Sent back: the answer is owed again."),
    )  # fmt: skip


@bp.post("/questions/<int:question_id>/withdrawal")
@allow("group_study.see")
def withdraw_question(question_id: int):
    row, form = _allowed_or_404(question_id, "withdraw"), WhyForm()
    if not form.validate():
        step_back()
        return _page(question_id, withdrawal=form), 422
    return _done(
        question_id, lambda: questions.withdraw_question(row, form.reason.data, **_signed()),
        _("The question is withdrawn."),
    )  # fmt: skip


def _line_or_404(question_id: int) -> tuple[Line, GroupStudy, bool, Rights]:
    line, gathering, seen = questions.find_question(question_id, current_user) or abort(404)
    return line, gathering, seen, questions.rights_to(line, current_user)


def _allowed_or_404(question_id: int, right: str) -> GroupStudyQuestion:
    """The question, if the visitor has the right; whoever comes too late is told."""
    line, _gathering, _seen, rights = _line_or_404(question_id)
    if not getattr(rights, right):
        abort(404)
    if not getattr(questions.open_to(line, rights), right):
        abort(_late(question_id))
    return line.question


def _page(question_id: int, **forms) -> str:
    line, gathering, seen, rights = _line_or_404(question_id)
    answer = forms.get("answer") or AnswerForm(formdata=None)
    if not answer.is_submitted():
        answer.words.data, answer.version.data = line.question.answer, str(line.question.version)
    return render_template(
        "groupstudy/question.html", line=line, gathering=gathering, seen=seen,
        rights=questions.open_to(line, rights),
        place=gathering_url(gathering), url=_url(question_id), state=question_state(line),
        answer=answer, back=forms.get("back") or WhyForm(formdata=None), due_text=due_text,
        withdrawal=forms.get("withdrawal") or WhyForm(formdata=None), shown_words=shown_words,
        preview_url=url_for("groupstudy.preview"),
        matter_url=url_for("matters.matter", matter_id=line.matter.id),
    )  # fmt: skip


def _done(question_id: int, step: Callable[[], None], message: str):
    try:
        step()
    except MovedOn:
        return _late(question_id)
    return saved(_url(question_id), message)


def _late(question_id: int):
    step_back()
    return saved(_url(question_id), _("Nothing changed: the question has moved on."), "due")


def _url(question_id: int) -> str:
    return url_for("groupstudy.question", question_id=question_id)


def _signed() -> dict[str, object]:
    return {"actor": current_user.actor, "now": now()}

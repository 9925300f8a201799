"""The history of a person: a picture, the same as a table, as Excel and as Word."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import DateField
from wtforms.validators import Optional

from blueprints.placements import experience_words
from blueprints.placements import history_words as words
from blueprints.placements.blueprint import histories_bp
from blueprints.placements.curriculum import curriculum_of
from blueprints.placements.timeline import Chart, timeline
from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import full_day_text, now, start_of, today
from blueprints.shared.exports import send_workbook, workbook
from blueprints.shared.forms import QueryForm, in_a_history
from blueprints.shared.saving import after_answer
from blueprints.shared.strand_words import STRANDS
from blueprints.shared.word_files import send_word
from domain import access, audit
from domain.placements.histories import History, history_of
from domain.placements.rotation_rules import rules_on
from models import Person

A_DAY = timedelta(days=1)


class AskedForm(QueryForm):
    """Which day is asked about, and as it was known on which day; both may be empty."""

    as_of = DateField(_l("As of"), [Optional(), in_a_history])
    known_on = DateField(_l("As known on"), [Optional(), in_a_history])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the past; a day that was not understood is left out, and said beside it."""

    form: AskedForm
    as_of: date | None
    known_on: date | None

    @property
    def known_before(self) -> datetime | None:
        """The end of the day ``known_on``; ``None`` for everything that is known now."""
        if self.known_on is None or self.known_on >= today():
            return None
        return start_of(self.known_on + A_DAY)

    @property
    def looked_on(self) -> date:
        """The day up to which the history is told."""
        return min(self.known_on or today(), today())

    @property
    def reckoned_on(self) -> date:
        """The day up to which lengths and experience count."""
        return self.as_of or self.looked_on

    @property
    def arguments(self) -> dict[str, str]:
        days = {"as_of": self.as_of, "known_on": self.known_on}
        return {name: day.isoformat() for name, day in days.items() if day is not None}


def asked_for() -> Asked:
    """From the address; the form has errors where a day was not understood."""
    form = AskedForm(request.args)
    form.validate()
    days = (None if field.errors else field.data for field in (form.as_of, form.known_on))
    return Asked(form, *days)


def looked_at(person: Person, asked: Asked) -> History:
    """The history as asked, whole; that somebody looked at it is noted once it is shown."""
    actor, at, person_id = current_user.actor, now(), person.id
    after_answer(lambda: audit.record(actor, "person.history_viewed", "person", person_id, at=at))
    return history_of(
        person, today=asked.looked_on, named_on=asked.as_of, known_before=asked.known_before
    )


def shown_lines(history: History, asked: Asked) -> History:
    return history if asked.as_of is None else history.on(asked.as_of)


@histories_bp.get("/<staff_no>/history")
@allow("history.see")
def show(staff_no: str):
    """Posts, secondments over them, mentorships below; as of a day, and as known on one."""
    person = person_or_404(staff_no, "history.see")
    asked = asked_for()
    if person.staff_no != staff_no:
        return redirect(url_for(".show", staff_no=person.staff_no, **asked.arguments))
    history = looked_at(person, asked)
    shown = shown_lines(history, asked)
    over_from = _over_limit_from(history, asked)
    page = render_template(
        "placements/history.html", person=person, asked=asked, history=history, shown=shown,
        chart=_chart(history, asked, over_from), over_from=over_from, words=words,
        held=history.on(asked.reckoned_on), strands=STRANDS,
        experience=history.experience(asked.reckoned_on), lengths=experience_words,
        sentence=words.shown_text(asked.as_of, asked.known_on),
        keeps=access.may(current_user, "placements.keep"),
        own=person.id == current_user.person_id,
        lists=access.may(current_user, "people.list"),
    )  # fmt: skip
    return page, 422 if asked.form.errors else 200


def _over_limit_from(history: History, asked: Asked) -> date | None:
    """Whoever sees the radar sees it here as well, by the rules of the day looked at."""
    if not access.may(current_user, "placements.list"):
        return None
    return history.over_limit_from(rules_on(asked.looked_on), asked.looked_on)


def _chart(history: History, asked: Asked, over_from: date | None) -> Chart | None:
    day = asked.looked_on
    said = _("today") if day == today() else full_day_text(day)
    return timeline(history, today=day, today_said=said, asked=asked.as_of, over_from=over_from)


@histories_bp.get("/<staff_no>/history.xlsx")
@allow("history.see")
def workbook_of(staff_no: str):
    """Exactly the lines of the page."""
    person = person_or_404(staff_no, "history.see")
    asked = asked_for()
    history = looked_at(person, asked)
    shown = shown_lines(history, asked)
    headings = [
        _("No."), _("Kind"), _("First day"), _("Last day"), _("Unit"), _("Post"), _("Main"),
        _("Rank"), _("Strand"), _("With whom"), _("Length"), _("Document"),
        _("Document of the day"),
    ]  # fmt: skip
    rows = [
        [
            number, str(words.LINE_KINDS[line.kind]), line.from_on, line.to_on,
            "/".join(line.unit), line.post, "✓" if line.main else "", line.rank,
            str(STRANDS.get(line.strand, "")), words.other_text(line) if line.other else "",
            words.length_text(line, asked.reckoned_on), line.document_no, line.document_on,
        ]
        for number, line in enumerate(history.lines, start=1)
        if line in shown.lines
    ]  # fmt: skip
    title = _("Post history of %(name)s", name=person.name)
    return send_workbook(workbook([(title, headings, rows)]), f"{title} {today()}.xlsx")


@histories_bp.get("/<staff_no>/history.docx")
@allow("history.see")
def word_of(staff_no: str):
    """The curriculum lines as official papers have them: always the whole of it."""
    person = person_or_404(staff_no, "history.see")
    content, title = curriculum_of(person, looked_at(person, asked_for()))
    return send_word(content, f"{title}.docx")

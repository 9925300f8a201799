"""The whole record of a placement in the words of an official paper, which is Chinese."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.placements.agreement_text import points_of
from blueprints.placements.opinion_words import ABOUT, CONCLUSIONS, PHASES, SIDES
from blueprints.placements.step_words import step_lines
from blueprints.placements.words import KINDS, PARTIES, STATES, document_text
from blueprints.shared.clock import day_of, full_day_text, moment_text
from blueprints.shared.placement_duties import REPORTS
from blueprints.shared.word_files import FIRST_FONT, OFFICIAL, add_line, new_record, word_bytes
from domain.placements.opinions import Signed
from domain.placements.reach import MENTORSHIP, ROTATION
from domain.placements.reports import ReportLine
from domain.placements.shown import Head, StepTaken
from models import HandOverItem, Placement, PlacementTalk

NUMBERS = "一二三四五六七八"


@dataclass(frozen=True, slots=True)
class RecordParts:
    """What belongs to it; without opinions where the visitor may not read them."""

    head: Head
    items: Iterable[HandOverItem]
    talks: Iterable[PlacementTalk]
    reports: Iterable[ReportLine]
    opinions: Iterable[Signed]
    steps: Sequence[StepTaken]


@dataclass(frozen=True, slots=True)
class RecordText:
    """``sections``: headings with their lines; those that would be empty are left out."""

    title: str
    name: str
    sections: list[tuple[str, list[str]]]


def text_of(placement: Placement, parts: RecordParts) -> RecordText:
    with force_locale(OFFICIAL):
        sections = [
            (_("Who, where and when"), _facts(placement, parts.head)),
            (_("Points of the agreement"), _points(placement)),
            (_("Who decided, and who agreed"), _decided(placement, parts.head)),
            (_("Hand-over"), [_item(one, parts.head) for one in parts.items]),
            (_("Talks held"), [_talk(one) for one in parts.talks]),
            (_("Reports"), [line for one in parts.reports for line in _report(one)]),
            (_("Opinions and assessment"), [line for one in parts.opinions
                                            for line in _opinion(one)]),
            (_("What happened to it"), _steps(parts.steps, parts.head)),
        ]  # fmt: skip
        title = _("Record of a placement: %(kind)s", kind=KINDS[placement.kind])
        return RecordText(title, parts.head.person.name, [one for one in sections if one[1]])


def _said(what: str, value: str) -> str:
    return _("%(what)s: %(value)s", what=what, value=value or "—")


def _facts(placement: Placement, head: Head) -> list[str]:
    found = [(_("Name"), head.person.name), (_("Unit"), head.unit)]
    if placement.kind == MENTORSHIP:
        found.append((_("Mentor"), head.mentor.name if head.mentor is not None else ""))
    elif placement.kind == ROTATION:
        receiver = head.receiver.name if head.receiver is not None else ""
        found += [(_("From post"), head.from_post),
                  (_("To post"), f"{head.to_post} {placement.to_rank}".strip()),
                  (_("Who takes over"), receiver), (_("Why"), placement.aim)]  # fmt: skip
    else:
        found += [(_("Home post"), head.home_post),
                  (_("Host unit"), f"{head.host} {placement.host_post}".strip()),
                  (_("Project or task"), placement.project), (_("Aim"), placement.aim)]  # fmt: skip
    found += [
        (_("First day"), full_day_text(placement.from_on)),
        (_("Planned last day"), full_day_text(placement.planned_to_on)),
        (_("Real last day"), full_day_text(placement.ended_on)),
        (_("Document"), document_text(placement)), (_("State"), str(STATES[placement.state])),
    ]  # fmt: skip
    return [line for what, value in found for line in _said(what, value).splitlines()]


def _points(placement: Placement) -> list[str]:
    """The five of a mentorship; other kinds have none."""
    if placement.kind != MENTORSHIP:
        return []
    points = points_of(placement)
    return [line for what, text in points for line in _said(what, text).splitlines()]


def _decided(placement: Placement, head: Head) -> list[str]:
    said = [_signed(_("Proposed by"), head.proposed_by, placement.proposed_at)]
    if placement.kind == MENTORSHIP:
        mentor = head.mentor.name if head.mentor is not None else ""
        agreed = (
            ("unit", head.unit_agreed_by, placement.unit_agreed_at),
            ("mentor", mentor, placement.mentor_agreed_at),
            ("mentee", head.person.name, placement.mentee_agreed_at),
        )
        said += [
            _signed(_("%(party)s agreed", party=PARTIES[party]), name, at)
            for party, name, at in agreed
        ]  # fmt: skip
    return [*said, _signed(_("Approved by"), head.approved_by, placement.approved_at)]


def _signed(what: str, name: str, at: datetime | None) -> str:
    return _said(what, " ".join(one for one in (name, moment_text(at)) if one) if at else "")


def _steps(steps: Sequence[StepTaken], head: Head) -> list[str]:
    told = step_lines(list(steps), head.names)
    return [
        _("; ").join(str(one[key]) for key in ("time", "who", "what", "note") if one[key])
        for one in told
    ]  # fmt: skip


def _item(item: HandOverItem, head: Head) -> str:
    handed = _("handed over on %(day)s", day=full_day_text(day_of(item.handed_over_at))) \
        if item.handed_over_at is not None else _("not handed over yet")  # fmt: skip
    words = (f"{item.number}. {item.text}", handed, _receipt(item, head), item.remark)
    return _("; ").join(one for one in words if one)


def _receipt(item: HandOverItem, head: Head) -> str:
    if item.received_at is None:
        return _("not signed for")
    signed = _("signed for on %(day)s", day=full_day_text(day_of(item.received_at)))
    name = head.names.get(item.received_by_id or 0)
    return f"{name} {signed}" if name else signed


def _talk(talk: PlacementTalk) -> str:
    return _(
        "%(day)s, %(minutes)d minutes: %(topic)s", day=full_day_text(talk.held_on),
        minutes=talk.minutes, topic=talk.topic,
    )  # fmt: skip


def _report(line: ReportLine) -> list[str]:
    report = line.report
    head = _(
        "%(kind)s “%(title)s”, %(name)s, %(day)s", kind=REPORTS[report.kind], title=report.title,
        name=line.writer, day=full_day_text(day_of(report.handed_in_at)),
    )  # fmt: skip
    if report.answered_at is None:
        return [head]
    return [head, *_said(_("Answer by %(name)s", name=line.answerer), report.answer).splitlines()]


def _opinion(one: Signed) -> list[str]:
    said = one.opinion
    head = _(
        "%(phase)s: %(side)s %(about)s", phase=PHASES[said.phase], side=SIDES[said.side],
        about=ABOUT[said.about],
    )  # fmt: skip
    signed = _(
        "Signed: %(name)s, %(day)s", name=one.signer, day=full_day_text(said.signed_on)
    )  # fmt: skip
    if said.signed_name:
        signed += _(" (scan of an outside unit, entered by %(name)s)", name=one.entered_by)
    conclusion = [_said(_("Conclusion"), str(CONCLUSIONS[said.conclusion]))] \
        if said.conclusion else []  # fmt: skip
    return [head, *said.text.splitlines(), *conclusion, signed]


def word_of(text: RecordText) -> bytes:
    """In the layout of official records: title 22 pt, headings in 黑体, the text 16 pt."""
    document = new_record(title=text.title, author=current_app.config.get("ORGANISATION") or "")
    add_line(document, text.title, size=22, align="center", title=True, after=28)
    for number, (heading, lines) in enumerate(text.sections):
        add_line(document, f"{NUMBERS[number]}、{heading}", indent=True, font=FIRST_FONT)
        for line in lines:
            add_line(document, line, indent=True)
    return word_bytes(document)

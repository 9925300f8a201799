"""The agreement of a mentorship in the words of an official paper, which is Chinese."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.shared.clock import day_of, full_day_text
from blueprints.shared.word_files import FIRST_FONT, OFFICIAL, add_line, new_record, word_bytes
from domain.placements.shown import Head
from models import Placement


@dataclass(frozen=True, slots=True)
class AgreementText:
    """``points``: headings with the lines below; ``signatures``: as what, who, and when."""

    title: str
    names: str
    parties: list[str]
    points: list[tuple[str, list[str]]]
    signatures: list[tuple[str, str, str]]


def text_of(placement: Placement, head: Head) -> AgreementText:
    with force_locale(OFFICIAL):
        return _text_of(placement, head)


def _text_of(placement: Placement, head: Head) -> AgreementText:
    mentor = head.mentor.name if head.mentor is not None else ""
    parties = ((_("Unit"), head.unit), (_("Mentor"), mentor), (_("Mentee"), head.person.name))
    signed = (placement.unit_agreed_at, placement.mentor_agreed_at, placement.mentee_agreed_at)
    who = (head.unit_agreed_by, mentor, head.person.name)
    return AgreementText(
        title=_("Mentorship agreement"),
        names=f"{mentor}—{head.person.name}",
        parties=[_("%(what)s: %(value)s", what=what, value=name) for what, name in parties],
        points=[(heading, text.splitlines()) for heading, text in points_of(placement)],
        signatures=[
            (what, name if at is not None else "",
             full_day_text(day_of(at)) if at is not None else _("year   month   day"))
            for (what, _name), name, at in zip(parties, who, signed, strict=True)
        ],
    )  # fmt: skip


def points_of(placement: Placement) -> list[tuple[str, str]]:
    """The five points, each with its heading, in the language that is set."""
    period = _(
        "%(first)s to %(last)s", first=full_day_text(placement.from_on),
        last=full_day_text(placement.planned_to_on),
    )  # fmt: skip
    return [
        (_("Duties of both"), placement.duties),
        (_("What is taught and learned"), placement.content), (_("Aim"), placement.aim),
        (_("Period"), period), (_("Standard by which it is tested"), placement.standard),
    ]  # fmt: skip


def word_of(text: AgreementText) -> bytes:
    """In the layout of official records: title 22 pt, headings in 黑体, the text 16 pt."""
    document = new_record(title=text.title, author=current_app.config.get("ORGANISATION") or "")
    add_line(document, text.title, size=22, align="center", title=True, after=28)
    for line in text.parties:
        add_line(document, line, indent=True)
    for number, (heading, lines) in enumerate(text.points):
        add_line(document, f"{'一二三四五'[number]}、{heading}", indent=True, font=FIRST_FONT)
        for line in lines:
            add_line(document, line, indent=True)
    for what, name, day in text.signatures:
        with force_locale(OFFICIAL):
            signed = _("%(what)s (signature): %(name)s", what=what, name=name or "＿＿＿＿＿＿")
        add_line(document, f"{signed}　　{day}", indent=True)
    return word_bytes(document)

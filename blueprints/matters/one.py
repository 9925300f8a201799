"""One matter: what is owed, by whom, every step, and what its reader may do about it."""

from dataclasses import dataclass, field

from flask import abort, render_template, url_for
from flask_login import current_user

from blueprints.matters import forms
from blueprints.matters.blueprint import bp
from blueprints.shared import matter_words as words
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from domain.access import may, people_within, reach
from domain.matters.by_hand import sheet_of, signed_at
from domain.matters.handing_over import people_to_hand_to
from domain.matters.kinds import CONFIRMER, DISPATCH, ENTRY, KINDS
from domain.matters.lists import Line, Seen, find_visible, steps_of
from domain.matters.standing import standing
from models import Matter, Person, db


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do about the matter just now."""

    sign: bool = False
    answer: bool = False
    hand_over: bool = False
    close: bool = False
    reopen: bool = False
    look: bool = False

    def any(self) -> bool:
        return any((self.sign, self.answer, self.hand_over, self.close, self.reopen, self.look))


@dataclass(slots=True)
class Forms:
    """The forms of the page; one that was refused stands in the place of the empty one."""

    answer: forms.AnswerForm = field(default_factory=lambda: forms.AnswerForm(formdata=None))
    close: forms.CloseForm = field(default_factory=lambda: forms.CloseForm(formdata=None))
    reopen: forms.ReasonForm = field(default_factory=lambda: forms.ReasonForm(formdata=None))
    look: forms.LookForm = field(default_factory=lambda: forms.LookForm(formdata=None))
    hand_over: forms.HandOverForm = field(default_factory=lambda: forms.HandOverForm(formdata=None))


@bp.get("/matters/<int:matter_id>")
@allow("matters.see")
def matter(matter_id: int):
    """At most eight queries."""
    return matter_page(matter_id, Forms())


def matter_page(matter_id: int, shown: Forms) -> str:
    seen = seen_or_404(matter_id)
    row, line = seen.matter, seen.line
    mine, acts = looked_at(seen)
    is_duty = KINDS[row.kind].duty == CONFIRMER
    if not shown.close.errors:
        shown.close.proof.data = row.proof
    return render_template(
        "matters/matter.html", matter=row, line=line, words=words, acts=acts, forms=shown,
        steps=steps_of(row.id), sheet=sheet_of(row) if row.kind == DISPATCH else None,
        what=words.what_text(line, mine=mine), place=_place(line, mine=mine),
        people=people_to_hand_to(row, today=today()) if acts.hand_over and is_duty else None,
        late=line.is_late(today()), raised_by=seen.raised_by,
    )  # fmt: skip


def seen_or_404(matter_id: int) -> Seen:
    """The matter, if the visitor may see it. At most three queries."""
    return find_visible(standing(current_user, today=today()), matter_id) or abort(404)


def _place(line: Line, *, mine: bool) -> str:
    """The address of the source, where that is elsewhere."""
    if mine and line.kind == ENTRY and line.outcome and may(current_user, "entry.void"):
        return url_for(
            "study.entry_of_person", staff_no=line.about_no, entry_id=line.source_id
        )  # fmt: skip
    place = words.place_of(line, mine=mine)
    return "" if place == words.matter_url(line) else place


def looked_at(seen: Seen) -> tuple[bool, Acts]:
    """Whether the matter lies with the reader, and what they may do. At most two queries."""
    row, answers, own = seen.matter, seen.answers, current_user.person_id
    owed = own is not None and row.owed_to_id == own
    mine = (row.turn == "by" and answers) or (row.turn == "to" and owed)
    kind, is_open = KINDS[row.kind], row.state in {"open", "reopened"}
    again = kind.duty == CONFIRMER and row.state == "reopened" and answers
    is_receiver = own is not None and row.owed_by_id == own
    return mine, Acts(
        sign=kind.by_hand and is_open and is_receiver and signed_at(row) is None,
        answer=kind.by_hand and is_open and answers,
        hand_over=kind.handed_over and row.turn == "by" and is_open and answers,
        close=(kind.by_hand and owed and row.state == "answered") or again,
        reopen=_may_reopen(row, answers=answers, owed=owed)
        or (kind.taken_up and mine and row.state == "closed"),
        look=mine and row.state == "closed",
    )  # fmt: skip


def _may_reopen(row: Matter, *, answers: bool, owed: bool) -> bool:
    """Who is owed it, or leads those it is about; of what is confirmed, who confirms it."""
    kind = KINDS[row.kind]
    if row.state == "answered":
        return kind.by_hand and owed
    if row.state != "closed" or row.outcome == "withdrawn":
        return False
    if kind.duty == CONFIRMER:
        return answers
    return kind.by_hand and (owed or _leads(row))


def _leads(row: Matter) -> bool:
    covered = reach(current_user, "matters.see")
    if row.about_id in {None, current_user.person_id}:
        return False
    within = people_within(covered, today())
    return db.session.query(Person.id).where(Person.id == row.about_id, within).first() is not None

"""The page of the queue: what is asked of it, the lines of the list, and one entry in full."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from blueprints.shared.clock import day_of, today
from blueprints.shared.hours_words import amount_text, topic_text
from blueprints.shared.paging import Page, page_number, whole_number
from blueprints.study.forms import ReturnForm
from blueprints.study.queue_detail import detail_of
from blueprints.study.queue_words import waited_text
from domain import attachments, queues
from domain.hours.packs import Pack, packs_in_force
from domain.oddities import Oddity, oddities
from domain.pinyin import search_key
from domain.queues import Line, Queue

SHOWN = 100
MOST_AT_ONCE = 500
ALL, OVERDUE, ODD = "all", "overdue", "odd"
SHOWS = {ALL: _l("All"), OVERDUE: _l("Overdue"), ODD: _l("To look at twice")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks of the list: which lines, and of whom (a staff number)."""

    show: str
    person: str

    @property
    def arguments(self) -> dict[str, str]:
        """The same as arguments of an address, without what goes without saying."""
        kept = {"show": "" if self.show == ALL else self.show, "person": self.person}
        return {name: value for name, value in kept.items() if value}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list in words. ``value`` names the entry and the version shown.

    ``waited`` is told of what is overdue.
    """

    id: int
    value: str
    name: str
    amount: str
    topic: str
    on: date
    waited: str
    overdue: bool
    odd: bool
    proofs: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A queue as it is looked at: what is odd, what is overdue, by the rules of today."""

    queue: Queue
    odd: dict[int, Oddity]
    overdue: frozenset[int]
    packs: Mapping[date, tuple[int, Pack]]
    pack: Pack

    def chosen(self, asked: Wanted) -> list[Line]:
        """The lines asked for, the longest waiting first."""
        lines = self.queue.lines
        ids = {OVERDUE: self.overdue, ODD: self.odd.keys()}.get(asked.show)
        if ids is not None:
            lines = [line for line in lines if line.id in ids]
        if asked.person:
            owners = self.queue.owners
            lines = [line for line in lines if owners[line.person_id].staff_no == asked.person]
        return lines


def wanted() -> Wanted:
    show = request.args.get("show", ALL)
    return Wanted(show if show in SHOWS else ALL, request.args.get("person", "")[:20])


def queue_url(**more: object) -> str:
    """The queue with the filter of this request."""
    return url_for("study.queue", **wanted().arguments, **more)


def overdue_in(queue: Queue) -> frozenset[int]:
    """Ids of the entries whose matter was due before today."""
    return frozenset(line.id for line in queue.lines if line.due_on and line.due_on < today())


def looked_at(waiting: Queue) -> Looked:
    """One query: the rules of every day on which somebody studied, and of today."""
    packs = packs_in_force({today(), *(line.studied_on for line in waiting.lines)})
    pack = packs[today()][1]
    return Looked(waiting, oddities(waiting), overdue_in(waiting), packs, pack)


def queue_page(form: ReturnForm, entry_id: int | None = None) -> str:
    """The page; at most eight queries, however many entries wait."""
    looked, asked = looked_at(queues.queue(current_user, today=today())), wanted()
    asked_id = entry_id or whole_number(request.args.get("entry"))
    chosen = looked.chosen(asked)
    opened = next((place for place, line in enumerate(chosen) if line.id == asked_id), None)
    return _rendered(form, looked, asked, chosen, opened)


def _rendered(
    form: ReturnForm, looked: Looked, asked: Wanted, chosen: list[Line], opened: int | None
) -> str:
    number = page_number() if opened is None else opened // SHOWN + 1
    page = Page(min(number, max(1, -(-len(chosen) // SHOWN))), len(chosen), SHOWN)
    start = (page.number - 1) * SHOWN
    listed = chosen[start : start + SHOWN]
    place = start if opened is None else opened
    shown = chosen[place] if chosen else None
    proofs = attachments.attached_to([line.id for line in listed]) if listed else {}
    return render_template(
        "study/queue.html", form=form, total=len(looked.queue.lines), page=page, asked=asked,
        rows=[_row(line, looked, len(proofs.get(line.id, ()))) for line in listed],
        shown=shown, place=place, opened=opened is not None, following=_after(chosen, place),
        detail=detail_of(shown, looked, proofs.get(shown.id, [])) if shown else None,
        tabs=tabs_of(looked, asked.show), people=_people(looked.queue),
        corrections=looked.queue.asked,
        everything=[f"{line.id}-{line.version}" for line in chosen[:MOST_AT_ONCE]],
        absent=looked.queue.stood_in_for(current_user.person_id),
        undo=session.pop("undo", None), late=request.args.get("late"), queue_url=queue_url,
    )  # fmt: skip


def _row(line: Line, looked: Looked, proofs: int) -> Row:
    pack, overdue = looked.pack, line.id in looked.overdue
    return Row(
        line.id, f"{line.id}-{line.version}", looked.queue.owners[line.person_id].name,
        amount_text(pack.kinds.get(line.kind), line), topic_text(line.topic, pack, line.kind),
        line.studied_on, waited_text(day_of(line.submitted_at)) if overdue else "", overdue,
        line.id in looked.odd, proofs,
    )  # fmt: skip


def _after(chosen: list[Line], place: int) -> int | None:
    """The id of the line after this one."""
    return chosen[place + 1].id if place + 1 < len(chosen) else None


def tabs_of(looked: Looked, current: str | None) -> list[tuple[str, str, int, bool]]:
    """The views of the queue: their words, addresses, how many entries, whether it is this one."""
    counts = {ALL: len(looked.queue.lines), OVERDUE: len(looked.overdue), ODD: len(looked.odd)}
    return [
        (str(text), url_for("study.queue", **Wanted(show, "").arguments), counts[show],
         current == show)
        for show, text in SHOWS.items()
    ]  # fmt: skip


def _people(queue: Queue) -> list[tuple[str, str, int]]:
    """Everybody with entries that wait, by name: staff number, name, how many."""
    counts = Counter(line.person_id for line in queue.lines)
    owners = sorted(
        (queue.owners[one] for one in counts), key=lambda one: (search_key(one.name), one.id)
    )
    return [(one.staff_no, one.name, counts[one.id]) for one in owners]

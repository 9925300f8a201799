"""Whose hours, which year and which lines an address asks for."""

from dataclasses import dataclass

from flask import abort, request, url_for
from flask_login import current_user

from blueprints.shared.access import person_or_404
from blueprints.shared.clock import today
from blueprints.shared.paging import whole_number
from domain.access import Reach, people_within, reach
from domain.hours.statements import LineFilter
from models import Person, db

FIRST_YEAR = 2000
LONGEST_TEXT = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose page it is. ``entries`` begins the address of an entry; empty: not to be opened."""

    id: int
    staff_no: str
    name: str
    own: bool
    entries: str

    def url(self, **arguments: object) -> str:
        """The address of this page with these arguments, empty ones left out."""
        kept = {name: value for name, value in arguments.items() if value}
        if self.own:
            return url_for("hours.mine", **kept)
        return url_for("hours.person", staff_no=self.staff_no, **kept)


def own_page() -> Shown:
    """The visitor's own. No query."""
    who = current_user
    return Shown(who.person_id, who.staff_no, who.name, own=True, entries="/study/entries/")


def page_of(staff_no: str) -> Shown:
    """Somebody's within reach, or 404; the visitor's own is that too. One query, rarely two."""
    found = person_or_404(staff_no, "hours.see")
    if found.id == current_user.person_id:
        return own_page()
    entries = f"/study/people/{found.staff_no}/entries/" if _may_void(found) else ""
    return Shown(found.id, found.staff_no, found.name, own=False, entries=entries)


def _may_void(person: Person) -> bool:
    """Whether the visitor may void the entries of the person, who is within reach of theirs.

    Who sees others only where they may also void needs no query.
    """
    void, see = reach(current_user, "entry.void"), reach(current_user, "hours.see")
    if void == Reach() or void.everyone:
        return void.everyone
    if (void.branch_ids, void.unit_ids, void.everyone) == (
        see.branch_ids, see.unit_ids, see.everyone,
    ):  # fmt: skip
        return True
    query = db.session.query(Person.id).where(Person.id == person.id, people_within(void, today()))
    return query.one_or_none() is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A year, and which of its lines; ``five`` asks for the five years that end with it."""

    year: int
    lines: LineFilter
    five: bool

    @property
    def arguments(self) -> dict[str, str]:
        """The filter as arguments of an address, without the year and without empty ones."""
        given = {
            "part": self.lines.part, "kind": self.lines.rule, "month": self.lines.month,
            "text": self.lines.text, "all": "" if self.lines.folds else "1",
        }  # fmt: skip
        return {name: str(value) for name, value in given.items() if value}


def asked() -> Asked:
    """Read from the address; 404 for a year that cannot be."""
    year = whole_number(request.args.get("year", str(today().year)))
    if not FIRST_YEAR <= year <= today().year:
        abort(404)
    month = whole_number(request.args.get("month"))
    lines = LineFilter(
        part=request.args.get("part", ""), rule=request.args.get("kind", ""),
        month=month if month <= 12 else 0,  # noqa: PLR2004 - of a year
        text=request.args.get("text", "").strip()[:LONGEST_TEXT],
        folds=request.args.get("all") != "1",
    )  # fmt: skip
    return Asked(year, lines, five=request.args.get("years") == "5")

"""One row on its way to a plan: what was found so far, to change or to refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.cells import Refusal
from domain.roster.names import UnitAmbiguous, UnitNames
from domain.roster.plans import (
    Acts,
    Change,
    Missing,
    PostKey,
    RowKind,
    RowPlan,
    RowProblem,
    Said,
    UnitPath,
)
from domain.roster.state import PersonState, RosterState, Span
from domain.roster_columns import RosterLine, RosterRow


@dataclass(frozen=True, slots=True)
class Context:
    """What every row is compared with. ``same_*``: rows that speak of one person or username."""

    state: RosterState
    names: UnitNames
    today: date
    create_missing: bool
    own_account_id: int | None = None
    same_person: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    same_username: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Draft:
    """The row, the person it means, and what is to be done; ``acts`` are fields of ``Acts``."""

    def __init__(self, row: RosterRow, context: Context) -> None:
        self.row = row
        self.context = context
        self.person: PersonState | None = None
        self.on = row.line.effective_on or context.today
        self.changes: list[Change] = []
        self.refusals: list[Refusal] = []
        self.acts: dict[str, Any] = {}
        self.strand_said: tuple[PostKey, str] | None = None
        self._units: list[UnitPath] = []
        self._branches: list[str] = []
        self._posts: list[PostKey] = []

    @property
    def line(self) -> RosterLine:
        return self.row.line

    @property
    def memberships(self) -> list[Span]:
        return self.person.memberships if self.person is not None else []

    @property
    def tenures(self) -> list[Span]:
        return self.person.tenures if self.person is not None else []

    def refuse(self, name: str, reason: RowProblem, **details: Any) -> None:
        value = self.row.written.get(name, "")
        self.refusals.append(Refusal(name, value, reason, **details))

    def change(self, name: str, before: Said, after: Said, **acts: Any) -> None:
        """Note a value that differs, and what to do about it."""
        self.changes.append(Change(name, before, after))
        self.acts |= acts

    def covering(self, spans: list[Span], day: date) -> Span | None:
        """The main line that holds on the day."""
        return next((span for span in spans if span.main and span.covers(day)), None)

    def unit_written(self) -> UnitPath | None:
        """The unit that the row names, from the top; ``None`` when it names none, or refused."""
        if self.line.unit is None:
            return None
        try:
            return self.context.names.resolve(self.line.unit)
        except UnitAmbiguous as many:
            found = ", ".join("/".join(path) for path in many.paths)
            self.refuse("unit", RowProblem.UNIT_AMBIGUOUS, found=found)
            return None

    def unit_is_there(self, path: UnitPath) -> bool:
        """Whether the unit is open or may be opened; a refusal names what is missing of it."""
        missing = [
            path[:depth]
            for depth in range(1, len(path) + 1)
            if path[:depth] not in self.context.state.units
        ]
        self._units += missing
        if missing and not self.context.create_missing:
            self.refuse("unit", RowProblem.UNIT_MISSING, found="/".join(missing[0]))
            return False
        return True

    def branch_is_there(self, name: str) -> bool:
        if name in self.context.state.branches:
            return True
        self._branches.append(name)
        if not self.context.create_missing:
            self.refuse("branch", RowProblem.BRANCH_MISSING, found=name)
        return self.context.create_missing

    def post_is_there(self, key: PostKey, *, invented: bool = False) -> bool:
        """``invented``: the row names the unit only, so the title is the usual one."""
        if key in self.context.state.posts:
            return True
        self._posts.append(key)
        if not self.unit_is_there(key[0]):
            return False
        if not self.context.create_missing:
            self._refuse_post(key, invented=invented)
        return self.context.create_missing

    def _refuse_post(self, key: PostKey, *, invented: bool) -> None:
        unit = "/".join(key[0])
        if invented:
            self.refuse("post", RowProblem.USUAL_POST_MISSING, found=unit)
        else:
            self.refuse("post", RowProblem.POST_MISSING, found=f"{unit}/{key[1]}")

    def result(self) -> RowPlan:
        line = self.line
        person = self.person
        acts = Acts(
            person_id=person.person_id if person is not None else None,
            version=person.version if person is not None else 0,
            on=self.on, name=line.name,
            party_member=self._party_member(), **self.acts,
        )  # fmt: skip
        return RowPlan(
            number=self.row.number,
            staff_no=line.staff_no or self.row.written.get("staff_no", ""),
            name=line.name or self.row.written.get("name", ""),
            kind=self._kind(),
            changes=() if self.refusals else tuple(self.changes),
            refusals=tuple(self.refusals),
            acts=acts,
            missing=Missing(tuple(self._units), tuple(self._branches), tuple(self._posts)),
        )

    def _party_member(self) -> bool | None:
        """As the row says, or as it is recorded where the row is silent."""
        if self.line.party_member is None and self.person is not None:
            return self.person.party_member
        return self.line.party_member

    def _kind(self) -> RowKind:
        if self.refusals:
            return RowKind.REFUSED
        if self.person is None:
            return RowKind.ADDED
        return RowKind.CHANGED if self.changes else RowKind.UNCHANGED

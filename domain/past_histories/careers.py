"""The posts of one person: the rows of the file among themselves and beside what stands."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.past_histories.columns import TENURE
from domain.past_histories.plans import (
    HistoryNote,
    HistoryProblem,
    NewTenure,
    Note,
    PostAt,
    UnitAt,
)
from domain.past_histories.row import RowRead, last_possible
from domain.past_histories.state import HistoryState, LineKnown
from domain.people.spans import A_DAY
from domain.placements.reach import ROTATION

MOST_NAMED = 5  # other rows in one refusal


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a main post; ``row`` of the file, or ``None`` for a line that stands."""

    from_on: date
    to_on: date | None
    row: RowRead | None


class Career:
    """The rows of one person that name a post, and the person's lines."""

    def __init__(self, rows: Sequence[RowRead], state: HistoryState, person_id: int) -> None:
        self._state = state
        self._rows = [one for one in rows if one.tenure is not None]
        self._all = rows
        self.lines = state.lines.get(person_id, [])

    def _good(self) -> list[tuple[RowRead, NewTenure]]:
        return [
            (one, one.tenure) for one in self._rows
            if one.tenure is not None and not one.refusals
        ]  # fmt: skip

    def join_rotations(self) -> None:
        """A rotation whose post another row tells too, from the same day, adds no second line."""
        told = {
            (tenure.post.key, tenure.from_on)
            for one, tenure in self._good() if one.line.kind == TENURE
        }  # fmt: skip
        for one, tenure in self._good():
            if one.line.kind == ROTATION and (tenure.post.key, tenure.from_on) in told:
                one.tenure = None
        self._rows = [one for one in self._rows if one.tenure is not None]

    def find_ends(self) -> None:
        """A row without a last day ends the day before the next main post, or with the post."""
        starts = sorted(
            [line.from_on for line in self.lines if line.main]
            + [tenure.from_on for _one, tenure in self._good() if tenure.main]
        )
        for one, tenure in self._good():
            if tenure.to_on is not None:
                continue
            most = last_possible(one, self._state)
            later = [day - A_DAY for day in starts if day > tenure.from_on]
            says_none = tenure.main and not one.line.open_end
            ends = [*(later[:1] if says_none else []), *([] if most is None else [most])]
            one.tenure = replace(tenure, to_on=min(ends, default=None))

    def refuse_overlaps(self) -> None:
        """Two main posts, or one post twice, on the same days; what stands already is found."""
        for one, tenure in self._good():
            self._set_against_lines(one, tenure)
        fresh = [(one, tenure) for one, tenure in self._good() if not one.stands]
        self._refuse_twins([pair for pair in fresh if pair[1].main])
        alike: dict[object, list[tuple[RowRead, NewTenure]]] = defaultdict(list)
        for pair in fresh:
            alike[pair[1].post.key].append(pair)
        for pairs in alike.values():
            self._refuse_twins(pairs)

    def _set_against_lines(self, one: RowRead, tenure: NewTenure) -> None:
        for line in self.lines:
            same_post = line.post_id == tenure.post.post_id
            if not _meet(tenure, line) or not (same_post or (line.main and tenure.main)):
                continue
            same = (line.main, line.from_on, line.to_on) == tenure.says()[1:]
            if not (same_post and same):
                one.refuse(
                    "from_on", HistoryProblem.OVERLAPS_RECORDED, found=self._told(line),
                    day=line.from_on,
                )  # fmt: skip
            elif _differs(line, tenure):
                one.refuse("document_no", HistoryProblem.RECORDED_OTHERWISE)
            elif one.line.kind == ROTATION:
                one.tenure = None  # the line stands; the rotation may be new
            else:
                one.stands = True
            return

    def _told(self, line: LineKnown) -> str:
        post = self._state.posts_by_id[line.post_id]
        return f"{self._state.unit_name(post.unit_id)} {post.title}"

    @staticmethod
    def _refuse_twins(pairs: list[tuple[RowRead, NewTenure]]) -> None:
        """All of those that share a day, in one pass over their first days."""
        ordered = sorted(pairs, key=lambda pair: (pair[1].from_on, pair[0].row.number))
        groups: list[list[RowRead]] = []
        until = date.min
        for one, tenure in ordered:
            if groups and tenure.from_on <= until:
                groups[-1].append(one)
            else:
                groups.append([one])
            until = max(until, tenure.to_on or date.max)
        for group in groups:
            numbers = [one.row.number for one in group]
            for one in group if len(group) > 1 else ():
                others = tuple(n for n in numbers if n != one.row.number)[:MOST_NAMED]
                if not any(why.reason is HistoryProblem.TWIN_LINES for why in one.refusals):
                    one.refuse("from_on", HistoryProblem.TWIN_LINES, other_rows=others)

    def refuse_old_papers(self) -> None:
        """A paper older than the person's first post speaks of none of the later ones."""
        firsts: list[tuple[date, date | None]] = [
            (line.from_on, line.document_on) for line in self.lines
        ]
        firsts += [(tenure.from_on, tenure.document_on) for _one, tenure in self._good()]
        if not firsts:
            return
        first_day, paper = min(firsts, key=lambda pair: pair[0])
        oldest = min(first_day, paper or first_day)
        for one in self._all:
            day, begins = one.line.document_on, one.line.from_on
            if day is None or begins is None or begins <= first_day or one.refusals:
                continue
            if day < oldest and not one.stands:
                one.refuse("document_on", HistoryProblem.PAPER_TOO_OLD, day=first_day)

    def main_post_on(self, day: date) -> PostAt | None:
        """The main post of the day, by the lines that stand and the rows that are not refused."""
        for line in self.lines:
            if line.main and line.from_on <= day <= (line.to_on or date.max):
                post = self._state.posts_by_id[line.post_id]
                return PostAt(UnitAt(post.unit_id, ""), post.title, post.post_id)
        for _one, tenure in self._good():
            if tenure.main and tenure.from_on <= day <= (tenure.to_on or date.max):
                return tenure.post
        return None

    def note_gaps(self) -> None:
        """Say where a row begins after days without a main post."""
        stretches = sorted(self._stretches(), key=lambda one: one.from_on)
        until: date | None = None
        for one in stretches:
            if until is not None and one.from_on > until + A_DAY and one.row is not None:
                gap = Note(HistoryNote.GAP_BEFORE, first=until + A_DAY, last=one.from_on - A_DAY)
                one.row.notes.append(gap)
            until = max(until or date.min, one.to_on or date.max - A_DAY)

    def _stretches(self) -> Iterable[Stretch]:
        for line in self.lines:
            if line.main:
                yield Stretch(line.from_on, line.to_on, None)
        for one, tenure in self._good():
            if tenure.main and not one.stands:
                yield Stretch(tenure.from_on, tenure.to_on, one)


def _meet(tenure: NewTenure, line: LineKnown) -> bool:
    first, last = max(tenure.from_on, line.from_on), (tenure.to_on, line.to_on)
    return all(day is None or first <= day for day in last)


def _differs(line: LineKnown, tenure: NewTenure) -> bool:
    """Whether the row says another rank or document; one that says none, says nothing else."""
    return any(
        getattr(tenure, name) and getattr(tenure, name) != getattr(line, name)
        for name in ("rank", "document_no", "document_on")
    )

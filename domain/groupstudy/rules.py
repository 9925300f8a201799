"""What a file of the rule of study first says, and how it is read (content/README.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.hours.fields import Expected, Fields
from domain.hours.toml_texts import read_toml

Words = Mapping[str, str]  # "zh" and "en"
LEADER_LED, BRANCH_EXCHANGE, FIRST_ITEM = HELD_KINDS = (
    "leader_led",
    "branch_exchange",
    "first_item",
)
# What a rule must speak of, and what it may: a lecture is planned by its series.
LECTURE = "lecture"
KINDS = (*HELD_KINDS, LECTURE)
ATTENDEE, SPEAKER, LEADER = ROLES = ("attendee", "speaker", "leader")
# What a rule may ask before a gathering is closed.
ASKS_LEADER, ASKS_TALK, ASKS_MINUTES, ASKS_AGREED, ASKS_PHOTO = CLOSING = (
    "leader", "talk", "minutes", "agreed", "photo",
)  # fmt: skip
MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
A_DAY = timedelta(days=1)
MOST_SLUG, MOST_ID = 60, 40  # characters that the tables hold


@dataclass(frozen=True, slots=True)
class GatheringKind:
    """One kind of gathering: as what each role is credited, and what its closing asks for.

    ``credit`` names a kind of the hours rules for each role; one that is absent counts as
    attendee. ``late_credited``: who came late is credited as well. ``late_after``: so many
    minutes after it began a check-in counts as late.
    """

    id: str
    credit: Mapping[str, str]
    closing: tuple[str, ...] = ()
    late_after: int = 10
    late_credited: bool = True

    def credited_as(self, role: str) -> str:
        return self.credit.get(role, self.credit[ATTENDEE])


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many gatherings of these kinds in each period, for every branch."""

    id: str
    words: Words
    kinds: tuple[str, ...]
    times: int
    per: str

    def period(self, day: date) -> tuple[date, date]:
        """The first and the last day of the period that holds the day."""
        months = MONTHS_OF[self.per]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        after = first.month + months
        ends = date(first.year + (after > 12), (after - 1) % 12 + 1, 1)  # noqa: PLR2004 - months
        return first, ends - A_DAY


@dataclass(frozen=True, slots=True)
class StudyFirst:
    """One version of the rule."""

    id: str
    version: int
    effective_from: date
    confirmed: bool
    title: Words
    source: Words
    kinds: Mapping[str, GatheringKind] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()


def parse_study_first(text: str, file: str) -> StudyFirst:
    """The rule of a TOML text.

    Raises:
        domain.hours.fields.PackRefused: naming the file, the line, the field and what was expected.
    """
    top = read_toml(text, file)
    kinds = {one.id: one for one in (_kind(row) for row in top.rows("kinds"))}
    if not kinds.keys() >= set(HELD_KINDS):
        top.refuse("kinds", Expected.EACH_OF, allowed=sorted(HELD_KINDS))
    found = StudyFirst(
        _short_id(top, MOST_SLUG), top.number("version"), top.day("effective_from"),
        top.flag("confirmed"), top.worded("title"), top.worded("source"), kinds,
        tuple(_requirement(row) for row in top.rows("requirements")),
    )  # fmt: skip
    top.done()
    return found


def _short_id(row: Fields, most: int) -> str:
    found = row.slug("id")
    if len(found) > most:
        row.refuse("id", Expected.SHORT_ID, least=most)
    return found


def _kind(row: Fields) -> GatheringKind:
    credit = row.table("credit")
    roles = credit.names(ROLES)
    credit.text(ATTENDEE)
    found = GatheringKind(
        row.choice("id", KINDS), {role: credit.slug(role) for role in roles},
        row.texts("closing", CLOSING), row.number("late_after", default=10, least=0, most=600),
        row.flag("late_credited", default=True),
    )  # fmt: skip
    credit.done()
    row.done()
    return found


def _requirement(row: Fields) -> Requirement:
    found = Requirement(
        _short_id(row, MOST_ID), row.words(), row.texts("kinds", KINDS) or HELD_KINDS,
        row.number("times", default=1, most=366), row.choice("per", MONTHS_OF),
    )  # fmt: skip
    row.done()
    return found

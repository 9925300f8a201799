"""What a file of the rotation rules says (content/README.md): who is due to move, and what bounds
mentorships and secondments.

A limit that the rules do not name is no limit: it is ``None`` or empty here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Words = Mapping[str, str]  # "zh" and "en"
HEAD, DEPUTY, LEADING, KEY = POSTS = ("head", "deputy", "leading", "key")
MENTOR, MENTEE = SIDES = ("mentor", "mentee")  # of a talk


@dataclass(frozen=True, slots=True)
class Clause:
    """So many years, or so many terms, in one post, and whoever holds it is due to move.

    ``posts``: any of these, or every one where there are none: a ``head`` is leading and deputy
    of nobody. ``ranks``: any of these, or every one. ``side_posts``: a post that is held beside
    the main one counts as well. Either ``years`` or ``terms`` is given.
    """

    id: str
    words: Words
    source: Words
    years: int | None = None
    terms: int | None = None
    posts: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    side_posts: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """A head and the deputy are not moved in the same calendar year."""

    words: Words
    source: Words


@dataclass(frozen=True, slots=True)
class TooOften:
    """So many main posts taken up within so many months are too many."""

    words: Words
    source: Words
    posts: int
    within_months: int


@dataclass(frozen=True, slots=True)
class MentorshipRules:
    """``credit`` names a kind of the hours rules for each side of a confirmed talk."""

    source: Words = field(default_factory=dict)
    most_mentees: int | None = None  # of one mentor at once
    least_months: int | None = None
    most_months: int | None = None
    talk_every_days: int | None = None
    quiet_after_days: int | None = None  # without a confirmed talk
    credit: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SecondmentRules:
    source: Words = field(default_factory=dict)
    least_months: int | None = None
    most_months: int | None = None  # with every extension


@dataclass(frozen=True, slots=True)
class MoveRules:
    """``check_after_days``: so many days after a rotation began, the first check is owed."""

    source: Words = field(default_factory=dict)
    check_after_days: int | None = None


@dataclass(frozen=True, slots=True)
class ExperienceRules:
    """``single_line_months``: so many months in one strand and none in another are a single line
    of experience.
    """

    source: Words = field(default_factory=dict)
    single_line_months: int | None = None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """One version of the rotation rules. ``term_years``: a term of a post that names none."""

    id: str
    version: int
    effective_from: date
    confirmed: bool
    title: Words
    source: Words
    term_years: int = 5
    clauses: tuple[Clause, ...] = ()
    together: Together | None = None
    too_often: TooOften | None = None
    mentorship: MentorshipRules = field(default_factory=MentorshipRules)
    secondment: SecondmentRules = field(default_factory=SecondmentRules)
    rotation: MoveRules = field(default_factory=MoveRules)
    experience: ExperienceRules = field(default_factory=ExperienceRules)


# Where nothing was ever loaded, nothing is asked and nothing bounded.
NOTHING_RULED = RuleBook("", 0, date.min, confirmed=False, title={}, source={})

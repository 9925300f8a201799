"""Reading a file of the rotation rules, so that a refusal names the field and its line."""

from domain.hours.fields import Expected, Fields
from domain.hours.toml_texts import read_toml
from domain.placements.rotation_book import (
    MENTEE,
    MENTOR,
    POSTS,
    SIDES,
    Clause,
    ExperienceRules,
    MentorshipRules,
    MoveRules,
    RuleBook,
    SecondmentRules,
    Together,
    TooOften,
    Words,
)

MOST_SLUG, MOST_ID = 60, 40  # characters
MOST_YEARS = 50
MOST_TERMS = 10
MOST_MONTHS = 600
MOST_DAYS = 3_660
MOST_MENTEES = 100


def parse_rotation(text: str, file: str) -> RuleBook:
    """The rotation rules of a TOML text.

    Raises:
        domain.hours.fields.PackRefused: naming the file, the line, the field and what was expected.
    """
    top = read_toml(text, file)
    source = top.worded("source")
    found = RuleBook(
        _short_id(top, MOST_SLUG), top.number("version"), top.day("effective_from"),
        top.flag("confirmed"), top.worded("title"), source,
        top.number("term_years", default=5, most=MOST_YEARS),
        tuple(_clause(row) for row in top.rows("clauses", optional=True)),
        _together(top), _too_often(top), _mentorship(top, source), _secondment(top, source),
        _rotation(top, source), _experience(top, source),
    )  # fmt: skip
    top.done()
    return found


def _short_id(row: Fields, most: int) -> str:
    found = row.slug("id")
    if len(found) > most:
        row.refuse("id", Expected.SHORT_ID, least=most)
    return found


def _clause(row: Fields) -> Clause:
    """By years or by terms, never by both."""
    terms = row.number_or_none("terms", most=MOST_TERMS)
    if terms is not None and "years" in row:
        row.refuse("years", Expected.NOT_BESIDE, found="years", beside="terms")
    found = Clause(
        _short_id(row, MOST_ID), row.words(), row.worded("source"),
        row.number("years", most=MOST_YEARS) if terms is None else None, terms,
        row.texts("posts", POSTS), row.texts("ranks"), row.flag("side_posts", default=False),
    )  # fmt: skip
    row.done()
    return found


def _together(top: Fields) -> Together | None:
    if "together" not in top:
        return None
    row = top.table("together")
    found = Together(row.words(), row.worded("source"))
    row.done()
    return found


def _too_often(top: Fields) -> TooOften | None:
    if "too_often" not in top:
        return None
    row = top.table("too_often")
    found = TooOften(
        row.words(), row.worded("source"), row.number("posts", least=2, most=MOST_TERMS),
        row.number("within_months", most=MOST_MONTHS),
    )  # fmt: skip
    row.done()
    return found


def _mentorship(top: Fields, source: Words) -> MentorshipRules:
    row = top.table("mentorship", optional=True)
    credit = row.table("credit", optional=True)
    found = MentorshipRules(
        _source(row, source), row.number_or_none("most_mentees", most=MOST_MENTEES),
        *_months(row), row.number_or_none("talk_every_days", most=MOST_DAYS),
        row.number_or_none("quiet_after_days", most=MOST_DAYS),
        {side: credit.slug(side) for side in (MENTOR, MENTEE) if side in credit.names(SIDES)},
    )  # fmt: skip
    credit.done()
    row.done()
    return found


def _secondment(top: Fields, source: Words) -> SecondmentRules:
    row = top.table("secondment", optional=True)
    found = SecondmentRules(_source(row, source), *_months(row))
    row.done()
    return found


def _rotation(top: Fields, source: Words) -> MoveRules:
    row = top.table("rotation", optional=True)
    found = MoveRules(_source(row, source), row.number_or_none("check_after_days", most=MOST_DAYS))
    row.done()
    return found


def _experience(top: Fields, source: Words) -> ExperienceRules:
    row = top.table("experience", optional=True)
    found = ExperienceRules(
        _source(row, source), row.number_or_none("single_line_months", most=MOST_MONTHS)
    )
    row.done()
    return found


def _source(row: Fields, otherwise: Words) -> Words:
    """Where this table has none of its own, that of the whole file."""
    return row.worded("source") if "source" in row else otherwise


def _months(row: Fields) -> tuple[int | None, int | None]:
    least = row.number_or_none("least_months", most=MOST_MONTHS)
    return least, row.number_or_none("most_months", least=least or 1, most=MOST_MONTHS)

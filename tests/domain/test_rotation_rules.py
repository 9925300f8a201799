"""What a file of the rotation rules may say, and how what it must not say is told."""

from datetime import date

import pytest

from domain.hours.fields import Expected, PackRefused
from domain.placements.rotation_book import NOTHING_RULED
from domain.placements.rotation_parsing import parse_rotation
from domain.placements.rotation_rules import rules_on
from tests.rotation import SHIPPED, clause, load_rotation_rules, rule_book, rule_text


def test_the_shipped_example_says_every_number_that_placements_ask_for():
    book = parse_rotation(SHIPPED.read_text("utf-8"), SHIPPED.name)
    assert not book.confirmed
    assert [(one.id, one.years, one.terms) for one in book.clauses] == [
        ("ten-years", 10, None), ("two-terms", None, 2), ("heads-five-years", 5, None),
        ("key-posts", 5, None),
    ]  # fmt: skip
    assert (book.term_years, book.mentorship.most_mentees) == (5, 2)
    assert dict(book.mentorship.credit) == {"mentor": "teaching", "mentee": "group_training"}
    assert (book.secondment.least_months, book.secondment.most_months) == (6, 36)
    assert (book.too_often.posts, book.too_often.within_months) == (2, 12)
    assert (book.rotation.check_after_days, book.experience.single_line_months) == (30, 60)
    assert "72" not in book.rotation.source["zh"]
    assert book.rotation.source == book.source


def test_what_a_file_does_not_name_is_no_limit():
    book = rule_book()
    assert (book.clauses, book.together, book.too_often) == ((), None, None)
    assert book.mentorship.most_mentees is None
    assert dict(book.mentorship.credit) == {}


@pytest.mark.parametrize(
    ("tables", "field", "expected"),
    [
        ([clause("a", "years = 10", "terms = 2")], "clauses[0].years", Expected.NOT_BESIDE),
        ([clause("a")], "clauses[0].years", Expected.GIVEN),
        ([clause("a", "years = 51")], "clauses[0].years", Expected.WHOLE),
        ([clause("a", "terms = 11")], "clauses[0].terms", Expected.WHOLE),
        ([clause("a", "years = 1", 'posts = ["chief"]')], "clauses[0].posts[0]", Expected.ONE_OF),
        ([clause("a", "years = 1", "month = 2")], "clauses[0].month", Expected.KNOWN),
        ([clause("a" * 41, "years = 1")], "clauses[0].id", Expected.SHORT_ID),
        (
            [clause("a", "years = 1"), clause("a", "years = 2")],
            "clauses[1].id",
            Expected.UNIQUE_ID,
        ),
        (["[mentorship]\nmost_mentees = 0\n"], "mentorship.most_mentees", Expected.WHOLE),
        (
            ['[mentorship]\ncredit = { guide = "x" }\n'],
            "mentorship.credit.guide",
            Expected.ONE_OF,
        ),
        (
            ["[secondment]\nleast_months = 6\nmost_months = 5\n"],
            "secondment.most_months",
            Expected.WHOLE,
        ),
        (['[together]\nzh = "x"\nen = "x"\n'], "together.source", Expected.GIVEN),
        (["[exempt]\nage = 50\n"], "exempt", Expected.KNOWN),
    ],
)
def test_a_wrong_field_is_named_with_what_should_stand_there(tables, field, expected):
    with pytest.raises(PackRefused) as refused:
        parse_rotation(rule_text(*tables), "r.toml")
    assert (refused.value.field, refused.value.expected) == (field, expected)
    assert refused.value.line > 0


def test_on_each_day_the_version_counts_that_holds_then(database):
    load_rotation_rules(rule_text(clause("ten", "years = 10")))
    later = rule_text(clause("eight", "years = 8")).replace("version = 1", "version = 2")
    load_rotation_rules(later.replace("2020-01-01", "2027-01-01"))
    assert rules_on(date(2019, 12, 31)) is NOTHING_RULED
    assert rules_on(date(2026, 12, 31)).clauses[0].id == "ten"
    assert rules_on(date(2027, 1, 1)).clauses[0].id == "eight"

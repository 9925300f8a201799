"""The published file: the same bytes, nothing that is secret, and whatever is changed is found."""

import copy
import json

import pytest

from domain.hours.fields import Expected, PackRefused
from domain.lectures.result_file import document_bytes, six
from domain.lectures.verifying import MOST_BYTES, Outcome, verify
from tests.domain.lecture_seasons import found_of, published, season_document

DOCUMENT = season_document()


def verified(document):
    return verify(document_bytes(document), "result.json")


def changed(path, value):
    """The document with the value at a path such as ``("official", 0, "score")``."""
    document = copy.deepcopy(DOCUMENT)
    at = document
    for step in path[:-1]:
        at = at[step]
    assert at[path[-1]] != value
    at[path[-1]] = value
    return document


def shifted(text, by):
    return f"{float(text) + by:.6f}"


def test_a_published_file_is_identical_when_it_is_reckoned_again():
    found = verified(DOCUMENT)
    assert (found.outcome, found.differences) == (Outcome.IDENTICAL, ())


def test_the_same_result_gives_the_same_bytes_whatever_the_order_of_its_sheets():
    told = published()
    backwards = published(sheets=told.sheets[::-1], totals=told.totals[::-1])
    assert found_of(told).input_sha256 == found_of(backwards).input_sha256
    assert document_bytes(season_document()) == document_bytes(DOCUMENT)
    assert document_bytes(DOCUMENT).endswith(b"}\n")


def test_judges_stand_by_number_and_nothing_of_their_severity_is_told():
    assert DOCUMENT["judges"] == ["1", "2", "3", "4", "5"]
    text = document_bytes(DOCUMENT).decode()
    assert not any(word in text for word in ("severity", "pulled_in", "guest", "residual_of"))
    assert all(set(one) == {"lecture", "sheets", "value", "means"} for one in DOCUMENT["audience"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("official", 0, "score"), "99.99"),
        (("official", 0, "place"), 9),
        (("official", 1, "exact"), "1/2"),
        (("official", 0, "dropped"), []),
        (("sheets", 0, "marks", "artistic"), "6"),
        (("audience", 0, "value"), "1234/15"),
        (("audience", 0, "sheets"), 70),
        (("lectures", 0, "minutes_spoken"), 60),
        (("lectures", 0, "topic"), "另一题目"),
        (("lectures", 0, "speakers"), [{"name": "别人"}]),
        (("number",), 3),
        (("input_sha256",), "0" * 64),
        (("method",), "rigong-lectures/2"),
        (("connected",), "true"),
        (("panels",), [["opening"]]),
        (("adjusted", 0, "estimate"), "85"),
        (("adjusted", 0, "place_low"), True),
        (("adjusted", 0, "panel"), 2),
        (("adjusted",), []),
        (("official",), {"a": 1}),
    ],
)
def test_whatever_is_changed_makes_it_different(path, value):
    found = verified(changed(path, value))
    assert found.outcome is Outcome.DIFFERENT
    assert any(not one.tolerated for one in found.differences)


def test_a_difference_names_its_place_and_both_values():
    found = verified(changed(("official", 0, "score"), "99.99"))
    [one] = found.differences
    assert (one.path, one.published) == ("official[0].score", "99.99")
    assert one.recomputed == DOCUMENT["official"][0]["score"]


def test_two_topics_that_change_places_are_found():
    document = copy.deepcopy(DOCUMENT)
    first, second = document["lectures"][:2]
    first["topic"], second["topic"] = second["topic"], first["topic"]
    assert [one.path for one in verified(document).differences] == ["about_sha256"]


@pytest.mark.parametrize(
    ("by", "outcome"),
    [(0.00001, Outcome.WITHIN_TOLERANCE), (-0.00001, Outcome.WITHIN_TOLERANCE),
     (0.000011, Outcome.DIFFERENT)],
)  # fmt: skip
@pytest.mark.parametrize("name", ["estimate", "standard_error"])
def test_adjusted_numbers_may_differ_as_machines_do(name, by, outcome):
    text = DOCUMENT["adjusted"][0][name]
    found = verified(changed(("adjusted", 0, name), shifted(text, by)))
    assert found.outcome is outcome
    assert len(found.differences) == 1


@pytest.mark.parametrize(("by", "outcome"), [(1, Outcome.WITHIN_TOLERANCE), (2, Outcome.DIFFERENT)])
def test_the_ends_of_place_ranges_may_differ_by_one(by, outcome):
    high = DOCUMENT["adjusted"][1]["place_high"]
    assert verified(changed(("adjusted", 1, "place_high"), high + by)).outcome is outcome


def test_a_sheet_that_cannot_count_is_told():
    document = copy.deepcopy(DOCUMENT)
    document["sheets"].append(document["sheets"][0])
    found = verified(document)
    assert found.outcome is Outcome.DIFFERENT
    assert found.differences[0].recomputed == "doubled"


def refused(content):
    with pytest.raises(PackRefused) as caught:
        verify(content, "result.json")
    return caught.value


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (document_bytes(DOCUMENT)[:-400], Expected.JSON),
        (b"", Expected.JSON),
        (b"no JSON", Expected.JSON),
        (b'{"a": NaN}', Expected.JSON),
        (b'{"a": 1, "a": 2}', Expected.JSON),
        (b'{"a": ' + 5000 * b"9" + b"}", Expected.JSON),
        (200_000 * b"[", Expected.JSON),
        (b"[]", Expected.TABLE),
        ("{}".encode("utf-16"), Expected.UTF_8),
        (b"{}", Expected.GIVEN),
        (b" " * (MOST_BYTES + 1), Expected.SHORTER),
    ],
)
def test_what_is_no_result_file_is_refused(content, expected):
    assert refused(content).expected is expected


@pytest.mark.parametrize(
    ("path", "value", "field", "expected"),
    [
        (("format",), "other", "format", Expected.ONE_OF),
        (("series",), "2026", "series", Expected.TABLE),
        (("number",), "2", "number", Expected.WHOLE),
        (("proposed_on",), "yesterday", "proposed_on", Expected.DAY),
        (("lectures",), {}, "lectures", Expected.TABLES),
        (("lectures", 0, "slug"), "drafting", "lectures", Expected.TEXTS),
        (("lectures", 0, "number"), 1.0, "lectures[0].number", Expected.WHOLE),
        (("lectures", 0, "speakers"), ["a"], "lectures[0].speakers", Expected.TABLES),
        (("judges",), [1, 2], "judges[0]", Expected.TEXTS),
        (("sheets", 0, "lecture"), "other", "sheets[0].lecture", Expected.ONE_OF),
        (("sheets", 0, "judge"), "6", "sheets[0].judge", Expected.ONE_OF),
        (("sheets", 0, "marks", "artistic"), 5.5, "sheets[0].marks.artistic", Expected.DECIMAL),
        (("sheets", 0, "marks"), {"style": "5"}, "sheets[0].marks.style", Expected.ONE_OF),
        (("audience", 0, "value"), "1/0", "audience[0].value", Expected.FRACTION),
        (("audience", 0, "value"), 85.5, "audience[0].value", Expected.TEXT),
    ],
)
def test_what_is_not_as_it_should_be_is_named(path, value, field, expected):
    document = copy.deepcopy(DOCUMENT)
    at = document
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    told = refused(document_bytes(document))
    assert (told.field, told.expected, told.line) == (field, expected, 0)


@pytest.mark.parametrize("name", sorted(set(DOCUMENT) - {"replaces"}))
def test_no_part_may_be_missing(name):
    told = refused(document_bytes({key: DOCUMENT[key] for key in DOCUMENT if key != name}))
    assert (told.field, told.expected) == (name, Expected.GIVEN)


def test_a_part_that_nobody_knows_and_a_rubric_that_is_none_are_refused():
    assert refused(document_bytes(DOCUMENT | {"remark": "x"})).field == "remark"
    told = refused(document_bytes(DOCUMENT | {"rubric": 'id = "x"'}))
    assert (told.file, told.expected) == ("result.json, rubric", Expected.GIVEN)


def test_six_decimals_have_no_negative_zero():
    assert (six(-1e-9), six(1 / 3), six(None)) == ("0.000000", "0.333333", None)
    assert json.loads(document_bytes(DOCUMENT)) == DOCUMENT


@pytest.mark.parametrize(("low", "high"), [(0, 1), (2, 1), (6, 6)])
def test_a_place_that_no_panel_has_is_never_within_tolerance(low, high):
    document = copy.deepcopy(DOCUMENT)
    for one in document["adjusted"]:
        one["place_low"], one["place_high"] = low, high
    found = verified(document)
    assert found.outcome is Outcome.DIFFERENT
    assert any(one.recomputed.startswith("1 ≤ low") for one in found.differences)


def test_a_range_is_within_tolerance_only_where_the_panel_has_such_places():
    at = next(at for at, one in enumerate(DOCUMENT["adjusted"]) if one["place_low"] == 1)
    found = verified(changed(("adjusted", at, "place_low"), 0))
    assert found.outcome is Outcome.DIFFERENT

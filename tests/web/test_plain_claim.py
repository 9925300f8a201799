"""What is read of a plain form at once is what its form would have read, and nothing else."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from blueprints.study.forms import PlainForm
from blueprints.study.plain_claim import FIELDS, plain_claim

TYPED = {"minutes": "45", "studied_on": "2026-11-20", "topic": "公文", "gained": "一句"}
TEXTS = ("", " ", "45", "一句\r\n二句", " **重** ", "长" * 121, "长" * 5001, "١٢", "\x1f")
VALUES = {
    "minutes": ("15", "45", "90", "46", "other", "045", " 45", ""),
    "other_minutes": ("1", "960", "961", "0", "-5", "1_0", " 7", "007", "２５", "1.5", "x", ""),
    "studied_on": (
        "2026-11-20", "2026-1-2", "2026-02-30", "0026-01-01", "２０２６-01-01", "20261120",
        "2026-11-20 ", "2026-W47-5", "9999-12-31", "",
    ),
    "start_time": ("", " ", "08:30", "8", "25:00"),
    "topic": TEXTS,
    "gained": TEXTS,
}  # fmt: skip
FORMS = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(known) | st.text(max_size=3), min_size=1, max_size=2)
        for name, known in VALUES.items()
    },
)


def read(app, form, **options):
    """What is read at once, and the claim of the form, where it is in order."""
    with app.test_request_context(method="POST", data=form, **options):
        at_once, whole = plain_claim(), PlainForm()
        return at_once, whole.claim if whole.validate() else None


@settings(max_examples=300, deadline=None)
@given(form=FORMS)
def test_it_is_the_claim_of_the_form_or_nothing(app, form):
    for given_form in (form, {name: [value] for name, value in TYPED.items()} | form):
        at_once, whole = read(app, MultiDict(given_form))
        assert at_once is None or at_once == whole


def test_no_field_of_the_form_is_passed_over(app):
    """A field that the form has and this does not know would be dropped without a word."""
    with app.test_request_context(method="POST", data=TYPED):
        asked = {field.name for field in PlainForm()} - {"once", "version"}
    assert asked == set(FIELDS)


@pytest.mark.parametrize(
    "change",
    [
        {}, {"minutes": "other", "other_minutes": "25"}, {"other_minutes": "x"}, {"topic": ""},
        {"gained": "一\r\n**二**"}, {"start_time": ""}, {"gained": "长" * 5000},
    ],
)  # fmt: skip
def test_what_is_usual_is_read_at_once(app, change):
    at_once, whole = read(app, TYPED | change)
    assert at_once is not None
    assert at_once == whole


def test_a_form_without_a_chosen_file_is_read_at_once_and_one_with_a_file_is_not(app):
    none = TYPED | {"proofs": (BytesIO(b""), "")}
    assert read(app, none)[0].studied_on == date(2026, 11, 20)
    one = TYPED | {"proofs": (BytesIO(b"x"), "a.txt")}
    assert read(app, one)[0] is None


def test_a_file_in_the_place_of_a_text_is_the_forms_to_judge(app):
    sent = {name: value for name, value in TYPED.items() if name != "gained"}
    sent["gained"] = [(BytesIO(b""), ""), "一句"]
    assert read(app, sent)[0] is None


@pytest.mark.parametrize("more", ["keep", "kept"])
def test_drafts_and_kept_files_are_the_forms_own(app, more):
    assert read(app, TYPED | {more: "1"})[0] is None

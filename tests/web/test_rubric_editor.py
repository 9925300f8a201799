"""A rubric written in the form: rows, refusals beside their fields, a preview, the next version."""

from html import unescape

import pytest

from domain.lectures.rubric import parse_rubric
from domain.lectures.rubric_keeping import parsed
from models import AuditRow, RubricVersion, db
from tests.web.rubric_pages import FIRST, PAGES, form_of, kept, make_organiser

NEW = f"{PAGES}/new"
NEXT = f"{NEW}?rubric=lecture-hall&version=1"


@pytest.fixture
def organiser(login):
    return login(make_organiser())


@pytest.fixture
def typed(organiser):
    """The form of the next version, as the browser has it."""
    return form_of(organiser.get(NEXT).text)


def write(client, form: dict[str, str], do: str, **changed: str):
    data = {**form, **{name.replace("__", "-"): value for name, value in changed.items()}}
    return client.post(NEW, data={**data, "do": do})


def test_the_form_of_the_next_version_says_what_the_version_says(organiser, typed):
    answer = write(organiser, typed, "keep")
    assert answer.location == f"{PAGES}/lecture-hall/2"
    assert "Kept." in organiser.get(answer.location).text
    first, second = parsed(kept(1)), parsed(kept(2))
    assert second.version == 2
    for name in first.__dataclass_fields__:
        if name != "version":
            assert getattr(second, name) == getattr(first, name), name
    assert parse_rubric(kept(2).source_text, "") == second
    last = db.session.query(AuditRow).order_by(AuditRow.seq.desc()).first()
    assert (last.action, last.noun_id) == ("rubric.loaded", kept(2).id)


def test_an_empty_form_makes_a_rubric_of_ones_own(organiser):
    form = form_of(organiser.get(NEW).text)
    assert form["version"] == "1"
    answer = write(
        organiser, form, "keep", slug="spring-hall", title_zh="春季讲堂", title_en="Spring",
        source_zh="党组会", source_en="The board", effective_from="2027-01-01",
        criteria__0__zh="总体", criteria__0__en="The whole of it", criteria__0__weight="１００",
        criteria__0__most="10", criteria__0__step="0.5", tie_break__0="the-whole-of-it",
        timed="y", minutes="15", per_minute="0.5", rates="y", judges__weight="80",
        audience__weight="20",
    )  # fmt: skip
    assert answer.location == f"{PAGES}/spring-hall/1"
    page = unescape(organiser.get(answer.location).text)
    for said in (
        "0 to 10, in steps of 0.5", "A tie is broken by “The whole of it”.",
        "15 minutes and 0 of grace; each minute begun after them takes off 0.5, at most 100",
        "the highest and lowest of them dropped",
    ):  # fmt: skip
        assert said in page, said
    row = db.session.query(RubricVersion).filter_by(slug="spring-hall").one()
    assert [one.id for one in parsed(row).criteria] == ["the-whole-of-it"]


def test_rows_are_added_moved_and_taken_out_and_what_was_typed_stays(organiser, typed):
    typed = {**typed, "criteria-0-weight": "a quarter", "title_en": "Half typed"}
    added = form_of(write(organiser, typed, "add").text)
    assert added["criteria-5-step"] == "1"
    added["criteria-5-en"] = "Sixth"
    moved = form_of(write(organiser, added, "up-6").text)
    assert (moved["criteria-4-en"], moved["criteria-5-en"]) == ("Sixth", "Time and form")
    removed = form_of(write(organiser, moved, "remove-2").text)
    assert "criteria-1-en" not in removed
    assert removed["criteria-0-weight"] == "a quarter"
    assert removed["title_en"] == "Half typed"
    assert "tie_break-0" not in removed  # its criterion is gone
    assert (removed["tie_break-1"], removed["tie_break-2"]) == ("theme", "median")
    again = form_of(write(organiser, removed, "remove-1").text)
    names = [
        value for name, value in again.items() if name.startswith("criteria-") and "-en" in name
    ]
    assert names == ["Structure and logic", "Delivery and exchange", "Sixth", "Time and form"]
    assert kept(2) is None


def test_the_last_criterion_stays_and_no_more_than_twenty_are_taken(organiser):
    form = form_of(organiser.get(NEW).text)
    assert "criteria-0-en" in form_of(write(organiser, form, "remove-1").text)
    for name in ("remove-99", "up-1", "up-99", "nonsense", "remove-"):
        assert "criteria-0-en" in form_of(write(organiser, form, name).text)
    for _time in range(25):
        form = form_of(write(organiser, form, "add").text)
    assert sum(name.endswith("-weight") and "criteria" in name for name in form) == 20


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"criteria__0__weight": "26"}, "criteria", "weights that make 100 together; these make"),
        ({"criteria__0__weight": "2.5"}, "criteria-0-weight", "a whole number from 1 to 100"),
        ({"criteria__1__most": "x"}, "criteria-1-most", "a number from 0 to 1000, with four"),
        ({"criteria__1__most": "0"}, "criteria-1-most", "a number above 0"),
        ({"criteria__1__step": "7"}, "criteria-1-step", "leads from 0 to 30 without a rest"),
        ({"criteria__1__zh": " "}, "criteria-1-zh", "something written here"),
        ({"criteria__1__zh": "主题与政治性"}, "criteria-1-zh", "a name that nothing else"),
        ({"criteria__1__id": "mean"}, "criteria-1-id", "another id"),
        ({"criteria__1__guidance_en": ""}, "criteria-1-guidance_en", "something written here"),
        ({"judges__weight": "90"}, "judges-weight", "weights that make 100 together; these make"),
        ({"judges__drop_low": "2"}, "judges-drop_low", "fewer dropped sheets, high and low"),
        ({"judges__drop_low": "0", "judges__drop_high": "0"}, "judges-weight", "a dropped sheet"),
        ({"audience__weight": "10", "judges__weight": "90", "audience__minimum": "4"},
         "audience-minimum", "a whole number from 5 to"),
        ({"method": "median"}, "judges-drop_high", "does not go with the method"),
        ({"placings_by": "theme"}, "placings_by", "does not go with the method"),
        ({"tie_break__1": "content"}, "tie_break-1", "each of them once"),
        ({"tie_break__0": "gone"}, "tie_break-0", "one of content"),
        ({"method": "guess"}, "method", "Not a valid choice"),
        ({"minimum_sheets": "0"}, "minimum_sheets", "a whole number from 1"),
        ({"timed": "y"}, "minutes", "a whole number from 1 to 600"),
        ({"timed": "y", "minutes": "9", "per_minute": "0"}, "per_minute", "a number above 0"),
        ({"review_days": "9999"}, "review_days", "a whole number from 1 to 365"),
        ({"effective_from": "soon"}, "effective_from", "Not a valid date value"),
        ({"effective_from": ""}, "effective_from", "Not a valid date value"),
        ({"title_zh": ""}, "title_zh", "something written here"),
        ({"source_zh": ""}, "source_zh", "something written here"),
    ],
)  # fmt: skip
def test_a_refusal_stands_beside_its_field_and_nothing_typed_is_lost(
    organiser, typed, changed, field, said
):
    answer = write(organiser, typed, "keep", **changed)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert f'href="#{field}"' in page
    assert said in page.partition(f'id="{field}-why"')[2].partition("</p>")[0]
    again = form_of(answer.text)
    for name, value in changed.items():
        if name != "method" or value != "guess":
            assert again[name.replace("__", "-")] == value.strip(), name
    assert kept(2) is None


def test_what_is_wrong_with_fields_sums_and_drops_is_told_together(organiser, typed):
    answer = write(
        organiser, typed, "keep", criteria__0__weight="26", judges__weight="90",
        judges__drop_low="2", review_days="x",
    )  # fmt: skip
    page = unescape(answer.text)
    assert "4 things to correct" in page
    for field in ("criteria", "judges-weight", "judges-drop_low", "review_days"):
        assert f'href="#{field}"' in page


def test_chinese_names_alone_make_a_rubric_from_today(organiser):
    form = form_of(organiser.get(NEW).text)
    assert form["effective_from"] == "2026-11-20"
    answer = write(
        organiser, form, "keep", title_zh="春季讲堂", source_zh="党组会", criteria__0__zh="总体",
        criteria__0__weight="100", criteria__0__most="10",
    )  # fmt: skip
    assert answer.location == f"{PAGES}/chun-ji-jiang-tang/1"
    made = parsed(db.session.query(RubricVersion).filter_by(slug="chun-ji-jiang-tang").one())
    assert made.title == {"zh": "春季讲堂", "en": "春季讲堂"}
    assert (made.source["en"], made.criteria[0].words["en"]) == ("党组会", "总体")
    assert made.criteria[0].id == "criterion-1"


def test_the_audience_left_out_is_not_read(organiser, typed):
    del typed["rates"]
    assert write(organiser, typed, "keep", audience__weight="much").status_code == 302
    assert [one.id for one in parsed(kept(2)).ballots] == ["A"]


def test_a_preview_shows_what_it_does_and_keeps_nothing(organiser, typed):
    answer = write(organiser, typed, "preview", decimals="3", title_en="Tried first")
    assert answer.status_code == 200
    page = unescape(answer.text)
    for said in ("nothing is kept yet", "to 3 decimals", "Official place", "Adjusted score"):
        assert said in page, said
    assert form_of(answer.text)["title_en"] == "Tried first"
    assert kept(2) is None


def test_two_who_write_the_next_version_at_once_are_told_and_lose_nothing(organiser, typed):
    other = form_of(organiser.get(NEXT).text)
    assert write(organiser, typed, "keep").status_code == 302
    late = write(organiser, other, "keep", title_en="Mine")
    assert late.status_code == 422
    assert "yours would be version 3" in late.text
    again = form_of(late.text)
    assert again["title_en"] == "Mine"
    assert write(organiser, again, "keep").location == f"{PAGES}/lecture-hall/3"
    assert parsed(kept(3)).title["en"] == "Mine"
    assert parsed(kept(2)).title["en"] != "Mine"


def test_a_form_sent_twice_keeps_one_version(organiser, typed):
    assert write(organiser, typed, "keep").location == f"{PAGES}/lecture-hall/2"
    assert write(organiser, typed, "keep").location == f"{PAGES}/lecture-hall/2"
    assert kept(3) is None


def test_a_name_that_is_taken_is_refused_for_a_new_rubric(organiser, typed):
    answer = write(organiser, typed, "keep", version="1")
    assert answer.status_code == 422
    assert "A rubric of this name is kept already" in answer.text
    assert kept(2) is None


def test_the_form_is_read_in_chinese_and_leads_from_the_version(organiser):
    assert "rubric=lecture-hall" in organiser.get(FIRST).text
    page = organiser.get(f"{NEXT}&lang=zh")
    assert page.status_code == 200
    assert "主题与政治性" in page.text
    assert organiser.get(f"{NEW}?rubric=no-such&version=1").status_code == 404

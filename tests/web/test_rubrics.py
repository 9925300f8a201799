"""Rubrics read in words, and brought as a text."""

from html import unescape
from io import BytesIO

import pytest

from models import Person, RubricVersion, db
from tests.domain.lecture_rubrics import HEAD, SKATING
from tests.factories import make_cadre, make_hr, make_unit
from tests.lecture_halls import load_shipped_rubric, make_judge, make_series
from tests.web.rubric_pages import FIRST, PAGES, kept, make_organiser


@pytest.fixture
def organiser(login):
    return login(make_organiser())


def next_text(**replaced: str) -> str:
    text = kept(1).source_text.replace("version = 1", "version = 2")
    for old, new in replaced.items():
        text = text.replace(old, new)
    return text


def test_a_cadre_reads_what_is_marked_and_how_it_becomes_a_place(login):
    row = load_shipped_rubric()
    client = login(make_cadre())
    assert "Lecture hall rubric (a proposal), version 1" in client.get(PAGES).text
    page = unescape(client.get(FIRST).text)
    for said in (
        "Theme and stance", "0 to 25, in steps of 1", "A clear theme, the right stance",
        "Judges (ballot A)", "the highest sheet dropped; the lowest sheet dropped; a place needs",
        "shown beside the score, and not counted", "to 2 decimals (halves rounded up)",
        "broken by “Content and use”, then “Theme and stance”, then median of the judges' sheets",
        "Lectures that still tie share a place", "until 14 days after publication",
        "Sheets far from all others pull the adjusted score less.", "To be confirmed",
    ):  # fmt: skip
        assert said in page, said
    assert "Rehearse" not in page
    assert "Write the next version" not in page
    sent = client.get(f"{FIRST}/text")
    assert sent.data.decode() == row.source_text
    assert "attachment" in sent.headers["Content-Disposition"]
    assert client.get(f"{PAGES}/lecture-hall/7").status_code == 404
    assert "主题与政治性" in client.get(f"{FIRST}?lang=zh").text


def test_the_pages_of_rules_and_rubrics_lead_to_each_other(organiser):
    assert f'href="{PAGES}"' in organiser.get("/rules").text
    assert 'href="/rules"' in organiser.get(PAGES).text


def test_without_a_rubric_the_page_says_what_to_do(login):
    assert "flask rules load" in login(make_cadre()).get(PAGES).text


def test_who_may_not_write_is_refused_and_nothing_is_kept(login):
    load_shipped_rubric()
    for account in (make_cadre(), make_hr()):
        client = login(account)
        for place in ("new", "file", "lecture-hall/1/rehearsal", "lecture-hall/1/sheets.xlsx"):
            assert client.get(f"{PAGES}/{place}").status_code == 403
        text = next_text()
        assert client.post(f"{PAGES}/file", data={"text": text}).status_code == 403
    assert kept(2) is None


def test_a_series_that_is_prepared_is_told_to_nobody_but_who_may_open_it(login):
    judge, organiser = make_cadre(name="评委"), make_organiser()
    series = make_series(make_unit(), title="还在筹备的大讲堂", state="preparing")
    make_judge(series, db.session.get(Person, judge.person_id))
    db.session.commit()
    title = series.title
    stranger = login(make_cadre(name="旁人"))
    for place in (PAGES, FIRST):
        assert title not in stranger.get(place).text
    assert title in login(organiser).get(PAGES).text
    assert title in login(judge).get(FIRST).text


def test_the_list_asks_the_same_queries_for_three_versions_as_for_one(organiser, count_queries):
    def asked() -> int:
        with count_queries() as queries:
            assert organiser.get(PAGES).status_code == 200
        return len(queries)

    asked()
    few = asked()
    unit = make_unit()
    for version in (2, 3):
        row = load_shipped_rubric(**{"version = 1": f"version = {version}"})
        make_series(unit, rubric_id=row.id)
    db.session.commit()
    asked()
    assert asked() == few <= 8


def test_a_rubric_is_brought_as_a_text_or_a_file_and_kept_once(organiser):
    page = organiser.get(f"{PAGES}/file?rubric=lecture-hall&version=1").text
    assert "version = 2" in page  # the next free number
    answer = organiser.post(f"{PAGES}/file", data={"text": next_text().replace("\n", "\r\n")})
    assert answer.location == f"{PAGES}/lecture-hall/2"
    assert "Kept." in organiser.get(answer.location).text
    assert "\r" not in kept(2).source_text
    file = (BytesIO(b"\xef\xbb\xbf" + next_text().encode()), "rubric-next.toml")
    again = organiser.post(f"{PAGES}/file", data={"file": file, "text": ""}, follow_redirects=True)
    assert "loaded already, word for word" in again.text
    changed = next_text(**{"decimals = 2": "decimals = 1"})
    answer = organiser.post(f"{PAGES}/file", data={"text": changed})
    assert answer.status_code == 422
    assert "loaded with another text: raise its version" in answer.text
    assert db.session.query(RubricVersion).count() == 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("weight = 25", "weight = 26", "criteria: expected weights that make 100 together; these"),
        ("drop_high = 1", "drop_high = 2", "ballots[0].drop_low: expected fewer dropped sheets"),
        ('"content", "theme"', '"contents"', "tie_break[0]: expected one of content"),
        ("most = 10", "most = 10\nleast = 11", "criteria[4].most: expected a number above 11"),
        ("decimals = 2", "decimals = 5", "decimals: expected a whole number from 0 to 4"),
        ('id = "B"', 'id = "C"', "ballots[1].id: expected one of A, B"),
        ("minimum = 5", "minimum = 5\ncolour = 1", "ballots[1].colour: expected a field of those"),
    ],
)
def test_a_mistake_is_named_with_its_field_and_nothing_typed_is_lost(
    organiser, before, after, said
):
    text = next_text()
    assert before in text
    answer = organiser.post(f"{PAGES}/file", data={"text": text.replace(before, after, 1)})
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert said in page
    assert after in page
    assert kept(2) is None


def test_placings_say_what_breaks_a_tie_in_a_judges_order_and_between_lectures(organiser):
    text = HEAD + 'method = "placings"\nplacings_by = "artistic"\ntie_break = ["mean"]\n' + SKATING
    answer = organiser.post(f"{PAGES}/file", data={"text": text + "[adjusted]\nrobust = false\n"})
    page = unescape(organiser.get(answer.location).text)
    for said in ("In a judge's own order, “Artistic” breaks a tie.",
                 "A tie is broken by mean of the judges' sheets.",
                 "Lectures that still tie share a place"):  # fmt: skip
        assert said in page, said
    assert "pull the adjusted score less" not in page

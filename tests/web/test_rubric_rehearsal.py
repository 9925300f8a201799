"""A rubric rehearsed on made-up sheets, a file or an earlier series; nothing is ever written."""

from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from domain.audit import Actor
from domain.lectures.result_file import document_bytes
from domain.lectures.rubric_keeping import load_rubric
from models import AuditRow, LectureResult, RubricVersion, db
from tests.conftest import NOON
from tests.domain.lecture_rubrics import HEAD, SKATING
from tests.domain.lecture_seasons import season_document
from tests.factories import make_account, make_unit
from tests.lecture_halls import make_series
from tests.web.rubric_pages import FIRST, PAGES, REHEARSAL, make_organiser

PLACINGS = HEAD.replace("version = 1", "version = 2") + (
    'method = "placings"\nplacings_by = "artistic"\n' + SKATING
)
TWIST = {
    "A": ("58 58 57 58 57 57 58 58 57", "59 59 59 59 59 58 59 58 59"),
    "B": ("58 59 58 58 58 59 58 59 58", "58 58 59 58 58 59 58 59 59"),
}


@pytest.fixture
def organiser(login):
    return login(make_organiser())


def rehearse(client, place: str = REHEARSAL, **values):
    """What the page answers; whatever is rehearsed, nothing is written."""
    before = db.session.query(AuditRow).count()
    made_up = {"on": "made-up", "lectures": "6", "judges": "5", "given": "4", "seed": "2"}
    answer = client.post(place, data=made_up | values)
    assert db.session.query(AuditRow).count() == before
    return answer


def sheets(*rows: str, name: str = "sheets.csv"):
    text = "\n".join(("lecture,judge,ballot,criterion,value,lecture_unit,judge_unit", *rows))
    return (BytesIO(text.encode()), name)


def whole_sheet(lecture: str, judge: str, marks: str = "20 25 12 16 8", units: str = ",") -> list:
    names = ("theme", "content", "structure", "delivery", "form")
    return [
        f"{lecture},{judge},A,{name},{mark},{units}"
        for name, mark in zip(names, marks.split(), strict=True)
    ]


def test_made_up_sheets_show_both_scores_side_by_side(organiser):
    page = organiser.get(REHEARSAL)
    assert page.status_code == 200
    for said in ("Official place", "Adjusted score", "Range of places", "dropped:", "Severity"):
        assert said in page.text, said
    table = rehearse(organiser).text.partition('id="scores"')[2]
    assert table.count('<th scope="row" class="title-cell">') == 6 + 5
    assert rehearse(organiser).text.partition('id="scores"')[2] == table
    assert rehearse(organiser, seed="3").text.partition('id="scores"')[2] != table


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("lectures", "1", "Number must be between 2 and 100."),
        ("judges", "", "This field is required."),
        ("judges", "many", "Not a valid integer value."),
        ("given", "0", "Number must be between 1 and 60."),
        ("seed", "-1", "Number must be between 0 and 999999."),
    ],
)
def test_numbers_out_of_range_are_refused_beside_their_field(organiser, name, value, said):
    answer = rehearse(organiser, **{name: value})
    assert answer.status_code == 422
    assert said in answer.text.partition(f'id="{name}-why"')[2].partition("</p>")[0]
    assert "Official place" not in answer.text
    assert f'value="{value}"' in answer.text


def test_one_sheet_for_each_lecture_says_that_panels_are_not_linked(organiser):
    page = rehearse(organiser, lectures="4", judges="4", given="1").text
    assert "Places hold inside each panel alone" in page
    assert "no place: fewer valid sheets of Judges than the minimum" in page


def test_a_file_is_reckoned_and_its_refused_sheets_are_told(organiser):
    rows = [
        *whole_sheet("会议纪要", "1"), *whole_sheet("会议纪要", "2", "22 25 12 16 8"),
        *whole_sheet("会议纪要", "3", "21 25 12 16 8"), *whole_sheet("公文", "1", "25 30 15 20 10"),
        *whole_sheet("公文", "2")[:-1], *whole_sheet("公文", "3", "26 25 12 16 8"),
        *whole_sheet("公文", "4", units="一处,一处"),
    ]  # fmt: skip
    page = unescape(rehearse(organiser, on="file", file=sheets(*rows), lectures="x").text)
    for said in (
        "82.00", "dropped: 1, 2", "the mark for Time and form is missing",
        "the mark for Theme and stance lies outside its range, 0 to 25",
        "the judge is of the lecture's own unit",
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (sheets("A,1,A,nonsense,3,,", ",2,A,theme,3,,"), "2 rows are wrong; nothing was reckoned."),
        ((BytesIO(b"%PDF-1.7"), "x.xlsx"), "is not a spreadsheet"),
        ((BytesIO(b"lecture,judge\nA,1\n"), "x.csv"), "lacks the column"),
        ("", "Choose a file."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(organiser, file, said):
    if file:
        file[0].seek(0)
        file = (BytesIO(file[0].getvalue()), file[1])
    answer = rehearse(organiser, on="file", file=file)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert said in page.partition('id="file-why"')[2].partition("</p>")[0]
    if "rows" in said:
        assert "Row 2: criterion “nonsense”: the rubric has no such criterion" in page
        assert "Row 3: lecture: must be filled in" in page


def test_columns_that_were_passed_over_are_named(organiser):
    text = "lecture,judge,ballot,criterion,value,colour\n" + "\n".join(
        row.rstrip(",") + ",red" for row in whole_sheet("A", "1")
    )
    answer = rehearse(organiser, on="file", file=(BytesIO(text.encode()), "x.csv"))
    assert "Columns that were passed over: colour" in answer.text


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("A", str(at)) for at in range(501)], "501 sheets, 1 lectures and 501 judges"),
        ([(str(at), "1") for at in range(1501)], "1501 sheets, 1501 lectures and 1 judges"),
    ],
)
def test_more_judges_or_lectures_than_a_page_reckons_with_are_refused(organiser, pairs, said):
    rows = [row for pair in pairs for row in whole_sheet(*pair)]
    answer = rehearse(organiser, on="file", file=sheets(*rows))
    assert answer.status_code == 422
    assert f"{said}; this page reckons with 20000, 1500 and 500 at most" in answer.text


def keep(text: str) -> RubricVersion:
    load_rubric(text, "", actor=Actor(None), now=NOON)
    db.session.commit()
    return db.session.query(RubricVersion).order_by(RubricVersion.id.desc()).first()


def twist() -> tuple[BytesIO, str]:
    """The pairs of 2002: one wins by the mean, the other by the judges' placings."""
    return sheets(
        *(
            f"{lecture},{judge},A,{criterion},{mark[0]}.{mark[1]},,"
            for lecture, given in TWIST.items()
            for criterion, marks in zip(("technical", "artistic"), given, strict=True)
            for judge, mark in enumerate(marks.split(), start=1)
        )
    )


def test_the_rule_decides_the_winner_and_the_page_says_so(organiser):
    first = keep(HEAD + 'method = "mean"\n' + SKATING)
    keep(PLACINGS)
    place = f"{PAGES}/hall/2/rehearsal"
    answer = rehearse(organiser, place, on="file", file=twist(), other=str(first.id))
    page = unescape(answer.text)
    assert "Under Hall, version 1 first is B; under Hall, version 2 first is A." in page
    changes = page.partition('id="compared"')[2].partition("</table>")[0]
    assert changes.index("place 2, 96.94") < changes.index("place 1, 96.94")
    assert "place 2, 97.31" in changes
    same = rehearse(organiser, f"{PAGES}/hall/1/rehearsal", other="")
    assert 'id="compared"' not in same.text


def test_another_rubric_that_takes_none_of_the_sheets_says_why(organiser):
    keep(PLACINGS)
    other = str(db.session.query(RubricVersion).filter_by(slug="lecture-hall").one().id)
    place = f"{PAGES}/hall/2/rehearsal"
    page = unescape(rehearse(organiser, place, on="file", file=twist(), other=other).text)
    said = "Under Lecture hall rubric (a proposal), version 1 none of these sheets counts: "
    assert said + "the rubric has no criterion" in page


def publish(state: str = "published") -> LectureResult:
    """The season of the tests as a result of a series."""
    proposer, decider = make_account(), make_account()
    series = make_series(make_unit(), title="去年的大讲堂", state="published")
    result = LectureResult(
        series_id=series.id, number=1, state=state, input_sha256="0" * 64, judges_part="{}",
        document=document_bytes(season_document()).decode(), method="rigong-lectures/1",
        proposed_by=proposer.id, proposed_at=NOON, decided_by=decider.id, decided_at=NOON,
    )  # fmt: skip
    db.session.add(result)
    db.session.commit()
    return result


def test_the_sheets_of_an_earlier_series_are_rehearsed_under_its_rubric_and_another(organiser):
    document = season_document()
    original, result = keep(document["rubric"]), publish()
    other = keep(
        document["rubric"].replace("version = 1", "version = 2").replace('"trimmed_mean"', '"mean"')
        .replace("drop_high = 1\ndrop_low = 1", "")
    )  # fmt: skip
    chosen = {"on": "series", "series": str(result.id)}
    page = unescape(rehearse(organiser, f"{PAGES}/hall/1/rehearsal", **chosen).text)
    for one in document["official"]:
        assert f">{one['score']}</td>" in page
    assert "题目 1" in page
    assert "The audience was asked under another rubric" not in page
    answer = rehearse(
        organiser, f"{PAGES}/hall/2/rehearsal", other=str(original.id), **chosen
    )  # fmt: skip
    page = unescape(answer.text)
    assert "The audience was asked under another rubric" in page
    assert "Compared with Hall, version 1" in page
    assert other.version == 2


@pytest.mark.parametrize("state", ["proposed", "turned_down", "superseded"])
def test_a_result_that_is_not_published_is_not_there_to_rehearse_on(organiser, state):
    result = publish(state)
    assert result.series_id
    assert "去年的大讲堂" not in organiser.get(REHEARSAL).text
    assert rehearse(organiser, on="series", series=str(result.id)).status_code == 422


def test_a_published_result_that_is_not_there_is_404(organiser):
    publish()
    for wrong in ("77", "", "x"):
        assert rehearse(organiser, on="series", series=wrong).status_code == 404


def test_the_empty_file_has_the_headings_and_the_marks_of_the_rubric(organiser):
    sent = organiser.get(f"{FIRST}/sheets.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(sent.data))
    headings = book.get_sheet_by_index(0).to_python()[0]
    assert headings[:5] == ["讲座", "评委", "票类", "评分项", "分值"]
    notes = {cell for row in book.get_sheet_by_index(1).to_python() for cell in row}
    assert "Theme and stance: 0 to 25, by 1." in notes
    empty = rehearse(organiser, on="file", file=(BytesIO(sent.data), "sheets.xlsx"))
    assert empty.status_code == 422
    assert "holds no rows" in empty.text

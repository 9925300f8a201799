"""Certificates, the poster and sheets of account: from the published snapshot alone."""

import io

import docx
import pypdfium2
import pytest
import python_calamine

from models import Unit, db
from tests.lecture_results import make_season, proposed, published

PAPERS = ("certificates.pdf", "certificates.docx", "poster.pdf", "poster.docx")


@pytest.fixture
def season(database):
    return make_season()


@pytest.fixture
def client(login, season):
    published(season)
    return login(season.organiser)


def pages_of(answer):
    assert answer.status_code == 200
    document = pypdfium2.PdfDocument(answer.data)
    return [page.get_textpage().get_text_range() for page in document]


def words_of(answer):
    document = docx.Document(io.BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return document, "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_they_are_made_of_what_is_published_alone_by_organisers(login, season):
    proposed(season)
    client = login(season.organiser)
    for name in ("papers", *PAPERS):
        assert client.get(f"{season.page}/results/{name}").status_code == 404
        assert login(season.speaker).get(f"{season.page}/results/{name}").status_code == 403


def test_whoever_has_an_award_has_a_certificate(client, season):
    wanted = f"{season.page}/results/certificates"
    pages = pages_of(client.get(f"{wanted}.pdf?first=1&second=2&third=0"))
    assert len(pages) == 2
    assert "沈砚秋（第一支部）" in pages[0]
    assert "第1讲：会议纪要怎样写得准" in "".join(pages[0].split())
    _document, words = words_of(client.get(f"{wanted}.docx?first=1&second=2&third=0"))
    assert "沈砚秋（第一支部）：" in words
    assert "2026年11月20日" in words
    assert "第3讲" not in words


def test_the_poster_names_every_lecture_in_its_place(client, season):
    (page,) = pages_of(client.get(f"{season.page}/results/poster.pdf?paper=a3"))
    assert "第3讲" in page.replace(" ", "")
    answer = client.get(f"{season.page}/results/poster.docx?paper=a3")
    document, words = words_of(answer)
    assert round(document.sections[0].page_height.mm) == 420
    assert season.series.title in words
    assert words.index("第1讲") < words.index("第2讲") < words.index("第3讲")


def test_the_prize_has_its_column_and_the_unit_issues_where_no_organisation_is_set(client, season):
    poster = client.get(f"{season.page}/results/poster.docx?first=1&second=0&third=0")
    document, _words = words_of(poster)
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert len(rows[0]) == 5
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    assert [bool(row[1]) for row in rows[1:]] == [True, False, False]
    unit = db.session.get_one(Unit, season.series.unit_id)
    for name in ("certificates", "poster"):
        (first, *_rest) = pages_of(client.get(f"{season.page}/results/{name}.pdf?paper=a4"))
        assert unit.name in "".join(first.split())
        assert unit.name in words_of(client.get(f"{season.page}/results/{name}.docx"))[1]


def test_prizes_in_the_wrong_order_are_refused(client, season):
    answer = client.get(f"{season.page}/results/papers?first=3&second=2&third=0")
    assert answer.status_code == 422
    assert "It must end below the prize above it" in answer.get_data(as_text=True)
    for wrong in ("first=-1", "first=x", "first=1000", "first=1&least=101"):
        assert client.get(f"{season.page}/results/papers?{wrong}").status_code == 422
        assert client.get(f"{season.page}/results/certificates.pdf?{wrong}").status_code == 404


def test_too_few_points_win_no_prize(client, season):
    page = client.get(f"{season.page}/results/papers?first=1&second=2&third=3&least=80")
    text = page.get_data(as_text=True)
    assert "first prize" in text
    assert "third prize" not in text.partition("Prizes</h2>")[2]


def test_papers_of_groups_say_that_they_are_not_compared(login, database):
    skip = {(lecture, judge) for lecture in (1, 2) for judge in (4, 5, 6)}
    skip |= {(lecture, judge) for lecture in (3, 4) for judge in (1, 2, 3)}
    season = make_season(lectures=4, judges=6, skip=skip)
    published(season)
    client = login(season.organiser)
    place = f"{season.page}/results"
    _document, words = words_of(client.get(f"{place}/certificates.docx?first=1&second=0&third=0"))
    assert words.count("each group is ranked by itself") + words.count("各组分别") == 2
    assert "不作比较" in words_of(client.get(f"{place}/poster.docx?lang=zh"))[1]


def test_the_accounts_are_a_pdf_and_a_workbook(login, client, season):
    cadre = login(season.speaker)
    text = "".join(pages_of(cadre.get(f"{season.page}/results/1/accounts.pdf")))
    assert "SHA-256" in text
    answer = cadre.get(f"{season.page}/results/1.xlsx")
    book = python_calamine.load_workbook(io.BytesIO(answer.data))
    places, sheets, steps = (book.get_sheet_by_index(at).to_python() for at in range(3))
    assert [row[1] for row in places[1:]] == [1, 2, 3]
    assert len(sheets) == 13
    assert any("Official score" in row[2] for row in steps)

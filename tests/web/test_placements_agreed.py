"""The agreement of a mentorship: agreed to by three, declined by one, on paper and as Word."""

import io

import pytest
from docx import Document
from docx.shared import Pt

from tests.factories import make_cadre, make_hr, make_post, make_unit
from tests.placed import make_secondment, paired
from tests.web.placements import POINTS, anew, make_office, page_of, person_of


@pytest.fixture
def office(database):
    return make_office()


@pytest.fixture
def pair(office):
    return paired(office.mentor, office.mentee, office.by_hr, **POINTS)


def agreed(client, row, party, version):
    form = {"party": party, "version": str(version)}
    return client.post(f"{page_of(row)}/agreement", data=form, follow_redirects=True)


def test_each_of_the_three_agrees_once(login, office, pair):
    mentor, leader = login(office.mentor), login(office.leader)
    assert "I agree" in mentor.get(page_of(pair)).text
    assert "You agree to it." in agreed(mentor, pair, "mentor", 1).text
    assert "I agree" not in mentor.get(page_of(pair)).text
    assert "You have agreed already" in agreed(mentor, pair, "mentor", 2).text
    assert "or are none of the parties" in agreed(mentor, pair, "unit", 2).text
    assert "it was changed after you read it" in agreed(leader, pair, "unit", 1).text
    assert "You agree to it." in agreed(leader, pair, "unit", 2).text
    assert "You agree to it." in agreed(login(office.mentee), pair, "mentee", 3).text
    assert "周科长" in mentor.get(page_of(pair)).text
    assert login(make_cadre()).post(f"{page_of(pair)}/agreement").status_code == 404


def test_who_declines_says_why(login, office, pair):
    mentee = login(office.mentee)
    page = f"{page_of(pair)}/declining"
    assert 'name="party"' in mentee.get(f"{page}?party=mentee").text
    assert mentee.post(page, data={"party": "mentee", "reason": ""}).status_code == 422
    answer = mentee.post(page, data={"party": "mentor", "reason": "x"})
    assert answer.status_code == 422
    mentee.post(page, data={"party": "mentee", "reason": "岗位将变动"})
    assert (anew(pair).state, pair.end_reason) == ("turned_down", "岗位将变动")


def test_hr_agrees_for_the_unit_but_never_in_the_own_pair(login, office):
    hr = make_hr(unit=office.unit, name="自带徒")
    row = paired(hr, office.mentee, office.by_hr, **POINTS)
    client = login(hr)
    page = client.get(page_of(row)).text
    assert "Agree for the unit" not in page
    assert "or are none of the parties" in agreed(client, row, "unit", 1).text
    assert "You agree to it." in agreed(login(office.hr), row, "unit", 1).text


def test_the_agreement_stands_on_paper_with_its_five_points(login, office, pair):
    agreed(login(office.mentor), pair, "mentor", 1)
    page = login(office.mentee).get(f"{page_of(pair)}/agreement").text
    for text in (*POINTS.values(), "李师傅", "何新人", "综合科", "2026"):
        assert text in page


def test_the_word_file_has_the_official_layout(login, office, pair):
    answer = login(office.hr).get(f"{page_of(pair)}/agreement?as=docx")
    document = Document(io.BytesIO(answer.data))
    section = document.sections[0]
    sizes = (section.page_width, section.top_margin, section.left_margin)
    assert [round(one.mm) for one in sizes] == [210, 37, 28]
    assert document.paragraphs[0].runs[0].font.size == Pt(22)
    text = "\n".join(one.text for one in document.paragraphs)
    for point in POINTS.values():
        assert point in text
    assert "五、" in text


def test_other_kinds_have_no_agreement(login, office):
    row = make_secondment(person_of(office.mentee), make_post(office.unit), make_unit())
    assert login(office.hr).get(f"{page_of(row)}/agreement").status_code == 404

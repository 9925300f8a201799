"""The page of a history: who sees it, what it answers, its files, and that each look is noted."""

import io
from datetime import UTC, date, datetime

import docx
import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.placements.late_papers import Said, record_paper
from models import AuditRow, db
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_hr,
    make_leader,
    make_membership,
    make_person,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)
from tests.placed import make_mentorship, make_secondment
from tests.rotation import load_rotation_rules
from tests.web.reading import rows_of

TODAY = date(2026, 11, 20)


@pytest.fixture
def hr(login, database):
    return login(make_hr())


@pytest.fixture
def person(hr):
    """In the duty room for a year, then in the general office; a paper arrived in November."""
    branch, unit = make_branch(name="综合一支部"), make_unit(name="综合处")
    made = make_person(staff_no="Z-7", name="林叙")
    make_membership(made, branch)
    duty, general = make_post(unit, title="值班员"), make_post(unit, title="文书")
    make_tenure(made, duty, to_on=date(2020, 12, 31), document_no="任字〔2020〕1 号")
    make_tenure(made, general, from_on=date(2021, 6, 1), rank="四级主任科员")
    make_secondment(
        made, general, make_unit(name="青溪镇", outside=True), host_post="党政办副主任",
        from_on=date(2023, 3, 1), planned_to_on=date(2024, 2, 29),
    )  # fmt: skip
    make_mentorship(made, make_person(name="方既明"))
    return made


def text_of(answer):
    return answer.get_data(as_text=True)


def late_paper(person, when):
    said = Said(make_post(make_unit(name="信息科"), title="科员").id, date(2022, 1, 1),
                date(2022, 6, 30))  # fmt: skip
    record_paper(person, said, today=TODAY, actor=Actor(None), now=when)


def test_the_page_shows_posts_secondments_pairs_and_gaps(hr, person):
    answer = hr.get("/people/Z-7/history")
    page = text_of(answer)
    assert answer.status_code == 200
    for said in (
        "值班员", "文书", "青溪镇 党政办副主任", "Mentee 方既明", "No post is recorded",
        "4 lines of it", "1 gap", "综合一支部", "2021.01–2021.05", "任字〔2020〕1 号",
    ):  # fmt: skip
        assert said in page
    assert page.count('class="tl-gap"') == 1
    assert page.count('class="tl-away"') == 1


def test_as_of_a_day_only_what_held_then_is_listed(hr, person):
    page = text_of(hr.get("/people/Z-7/history?as_of=2020-05-01"))
    assert "What held on 1 May 2020, as it is known now." in page
    assert "1 line of it" in page
    assert page.count("4 months") == 2  # up to the day, of a year in all: line and experience
    assert page.count('class="tl-off"') == 4
    assert 'data-into-view=".tl-asked"' in page
    assert "<td" in page


def test_a_late_paper_changes_what_is_known_now_and_not_what_was_known(hr, person):
    late_paper(person, datetime(2026, 11, 10, 4, tzinfo=UTC))
    db.session.commit()
    now = text_of(hr.get("/people/Z-7/history?as_of=2022-03-01"))
    assert "信息科 科员" in now
    then = text_of(hr.get("/people/Z-7/history?as_of=2022-03-01&known_on=2026-11-09"))
    assert "信息科 科员" not in then
    assert "文书" in then
    same_day = text_of(hr.get("/people/Z-7/history?known_on=2026-11-10"))
    assert "信息科 科员" in same_day


def test_a_day_that_is_none_is_named(hr, person):
    answer = hr.get("/people/Z-7/history?as_of=2020-13-01&known_on=2026-11-10")
    assert answer.status_code == 422
    assert "The whole history, as it was known at the end of 10 Nov 2026." in text_of(answer)


def test_a_day_far_from_any_history_is_refused_and_no_picture_is_drawn_up_to_it(hr, person):
    answer = hr.get("/people/Z-7/history?as_of=9999-01-01")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Choose a day of the years 1900 to 2100." in page
    assert "The whole history, as it is known now." in page


def test_each_look_is_in_the_audit_trail(hr, person):
    for address in ("history", "history.xlsx", "history.docx"):
        hr.get(f"/people/Z-7/{address}")
    seen = sa.select(AuditRow.noun_id).where(AuditRow.action == "person.history_viewed")
    assert db.session.scalars(seen).all() == [person.id] * 3


def test_who_sees_a_history(login, person):
    own = login(make_account(person))
    assert "My post history" in text_of(own.get("/people/Z-7/history"))
    assert own.get("/people/Z-7/history/paper").status_code == 403
    branch, unit = make_branch(), make_unit()
    make_membership(make_person(), branch)
    for account in (make_cadre(), make_leader(unit)):
        assert login(account).get("/people/Z-7/history").status_code == 404
    assert login(make_secretary(branch)).get("/people/Z-7/history").status_code == 404


def test_an_old_number_leads_on_with_the_question(hr, person):
    hr.post("/people/Z-7/number", data={"staff_no": "Z-8", "on": "2026-11-20"})
    answer = hr.get("/people/Z-7/history?as_of=2020-05-01")
    assert answer.location == "/people/Z-8/history?as_of=2020-05-01"


def test_nobody_recorded_anything_yet(hr):
    make_person(staff_no="Z-1")
    assert "No post is recorded yet" in text_of(hr.get("/people/Z-1/history"))


def test_a_name_is_never_markup(hr):
    made = make_person(staff_no="Z-2", name="<b>某</b>")
    make_tenure(made, make_post(make_unit(name="<i>处</i>")))
    assert "<b>某" not in text_of(hr.get("/people/Z-2/history"))
    assert "<i>处" not in text_of(hr.get("/people/Z-2/history"))


def test_the_workbook_has_the_lines_of_the_page(hr, person):
    answer = hr.get("/people/Z-7/history.xlsx?as_of=2023-05-01")
    rows = rows_of(answer)
    assert [row[5] for row in rows[1:]] == ["文书", "党政办副主任"]
    assert [row[0] for row in rows[1:]] == [3, 4]


def test_the_word_file_has_the_curriculum_lines_in_the_official_layout(hr, person):
    answer = hr.get("/people/Z-7/history.docx")
    document = docx.Document(io.BytesIO(answer.data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert lines[1].startswith("2020.01—2020.12\t综合处值班员")
    assert lines[2].startswith("2021.06—\t综合处文书")
    assert "2023.03—2024.02" in lines[2]
    assert "青溪镇党政办副主任" in lines[2]
    section = document.sections[0]
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.paragraphs[0].runs[0].font.size.pt == 22
    assert document.styles["Normal"].font.size.pt == 16
    assert document.styles["Normal"].paragraph_format.line_spacing.pt == 28


def test_forty_lines_cost_at_most_eight_queries(hr, count_queries):
    unit = make_unit()
    short, long = make_person(staff_no="Z-3"), make_person(staff_no="Z-4")
    make_tenure(short, make_post(unit))
    for year in range(1986, 2026):
        make_tenure(long, make_post(unit), from_on=date(year, 1, 1), to_on=date(year, 12, 31))
    db.session.commit()
    asked = []
    for number in ("Z-3", "Z-4"):
        with count_queries() as statements:
            hr.get(f"/people/{number}/history")
        asked.append([one for one in statements if one.lstrip().startswith(("SELECT", "WITH"))])
    assert len(asked[0]) == len(asked[1]) <= 8


@pytest.mark.parametrize(
    ("since", "title", "told"),
    [
        (date(2014, 3, 1), {}, "since 1 Mar 2024."),  # ten years in one post
        (date(2018, 3, 1), {"leading": True}, "since 1 Mar 2023."),  # five as a head
        (date(2018, 3, 1), {}, None),
    ],
)
def test_a_post_held_longer_than_a_rule_allows_is_marked_from_the_limit_on(
    hr, login, since, title, told
):
    load_rotation_rules()
    made = make_person(staff_no="Z-8")
    make_tenure(made, make_post(make_unit(), **title), from_on=since)
    page = text_of(hr.get("/people/Z-8/history"))
    assert ("tl-over" in page, "longer in this post" in page) == (told is not None,) * 2
    assert told is None or told in page
    assert "tl-over" not in text_of(hr.get("/people/Z-8/history?known_on=2026-11-01"))
    own = text_of(login(make_account(made)).get("/people/Z-8/history"))
    assert "tl-now" in own
    assert "tl-over" not in own


def test_it_is_rendered_in_chinese(login, person):
    answer = login(make_hr(), language="zh").get("/people/Z-7/history")
    assert answer.status_code == 200
    assert "林叙" in text_of(answer)

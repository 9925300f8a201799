"""The score sheet: filled tap by tap or as one form, never past another device, sealed for good."""

import json
import re

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.lectures.receipts import receipt_holds, seal_digest
from domain.lectures.running import return_sheet
from models import (
    AuditRow,
    JudgeAssignment,
    LectureComment,
    LectureStep,
    ScoreSheet,
    SeriesJudge,
    db,
)
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre
from tests.lecture_halls import assign, load_shipped_rubric, make_lecture, make_sheet
from tests.web.halls import (
    JSON,
    MARKS,
    assignment,
    judge,
    lecture,
    listener,
    marks,
    organiser,
    place,
    series,
    set_state,
    sheet_of,
    speaker,
)

__all__ = ["assignment", "judge", "lecture", "listener", "organiser", "series", "speaker"]


def chosen_in(page):
    return dict(re.findall(r'name="mark-(\w+)" value="([\d.]+)" checked', page))


def sealed(client, lecture, version=0, **given):
    return client.post(place(lecture), data=marks(version, "seal", **{**MARKS, **given}))


def test_a_judge_fills_the_sheet_and_seals_it(login, lecture, assignment, judge, app):
    client = login(judge)
    page = client.get(place(lecture)).text
    assert "you are judge 3" in page
    assert "5 left to mark" in page
    assert "25% of it" in page
    assert "A clear theme" in page
    assert "The speaker does not learn from whom it is." in page
    answer = client.post(place(lecture), data=marks(theme="21", content="27"))
    page = client.get(answer.location).text
    assert chosen_in(page) == {"theme": "21", "content": "27"}
    assert "Saved 12:00" in page
    assert "3 left to mark" in page
    assert sealed(client, lecture, version=1).status_code == 302
    page = client.get(place(lecture)).text
    assert "This score sheet is sealed" in page
    assert "Total 87, sealed 20 Nov 12:00" in page
    sheet = sheet_of(assignment)
    assert (sheet.state, sheet.way, sheet.sealed_at) == ("sealed", "screen", NOON)
    assert re.fullmatch(r"[0-9A-F]{4}-05-3", sheet.receipt)
    assert sheet.receipt in page
    assert receipt_holds(sheet, app.config["SECRET_KEY"])


def test_without_a_script_the_judge_is_asked_before_the_sheet_is_sealed(
    login, lecture, assignment, judge
):
    client = login(judge)
    page = client.post(place(lecture), data=marks(step="ask", theme="21"))
    assert page.status_code == 422
    assert "This one has no mark yet." in page.text
    answer = client.post(place(lecture), data={**marks(step="ask", **MARKS), "comment": "好"})
    page = client.get(answer.location).text
    assert "Seal this score sheet?" in page
    assert ">27</dd>" in page
    assert ">87</b> / 100" in page
    assert sheet_of(assignment).state == "open"
    sent = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    sent |= {"version": str(sheet_of(assignment).version)}
    client.post(place(lecture), data=sent)
    assert sheet_of(assignment).state == "sealed"
    assert "Seal this score sheet?" not in client.get(answer.location).text


def test_looking_writes_nothing(login, lecture, assignment, judge):
    assert login(judge).get(place(lecture)).status_code == 200
    assert sheet_of(assignment) is None


def test_a_tap_is_saved_by_itself_and_tells_when(login, lecture, assignment, judge):
    client = login(judge)
    first = client.post(place(lecture), data=marks(theme="21"), headers=JSON)
    assert (first.status_code, first.json) == (200, {"version": 1, "said": "Saved 12:00"})
    again = client.post(place(lecture), data=marks(theme="21"), headers=JSON)
    assert again.json["version"] == 1  # the answer was lost on its way: no second effect
    assert client.post(place(lecture), data=marks(1, form="9"), headers=JSON).json["version"] == 2
    assert sheet_of(assignment).marks == '{"form": "9", "theme": "21"}'


def test_two_devices_never_write_past_each_other(login, lecture, assignment, judge):
    phone, desk = login(judge), login(judge)
    phone.post(place(lecture), data=marks(theme="21"), headers=JSON)
    late = desk.post(place(lecture), data=marks(theme="15", form="9"), headers=JSON)
    assert late.status_code == 409
    assert late.json["version"] == 1
    assert late.json["stored"]["mark-theme"] == "21"
    assert late.json["stored"]["mark-form"] == ""
    page = desk.post(place(lecture), data=marks(theme="15", form="9"))
    assert page.status_code == 409
    assert "<ins>15</ins>" in page.text
    assert "<del>21</del>" in page.text
    assert sheet_of(assignment).marks == '{"theme": "21"}'
    desk.post(place(lecture), data=marks(1, theme="15", form="9"))
    assert sheet_of(assignment).marks == '{"form": "9", "theme": "15"}'


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"theme": "26"}, "Give a number from 0 to 25."),
        ({"theme": "-1"}, "Give a number from 0 to 25."),
        ({"theme": "20.5"}, "Give 0 to 25 in steps of 1."),
        ({"theme": "good"}, "Give a number from 0 to 25."),
        ({"theme": "1e1"}, "Give a number from 0 to 25."),
        ({"charm": "9"}, "The rubric has no criterion “charm”."),
        ({"theme": ""}, "This one has no mark yet."),
    ],
)
def test_a_wrong_mark_is_refused_with_the_reason_and_nothing_is_lost(
    login, lecture, assignment, judge, given, said
):
    client = login(judge)
    answer = sealed(client, lecture, **given)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert chosen_in(answer.text)["content"] == "27"
    assert sheet_of(assignment) is None
    by_script = client.post(place(lecture), data=marks(0, "seal", **MARKS | given), headers=JSON)
    assert (by_script.status_code, by_script.json["said"]) == (422, said)


def test_a_mark_typed_in_full_width_counts(login, lecture, assignment, judge):
    login(judge).post(place(lecture), data=marks(theme="２１"))
    assert sheet_of(assignment).marks == '{"theme": "21"}'


def test_nothing_changes_a_sealed_sheet(login, lecture, assignment, judge):
    client = login(judge)
    sealed(client, lecture)
    before = sheet_of(assignment).receipt
    for data in (marks(2, theme="1"), marks(2, "seal", **MARKS | {"theme": "1"})):
        answer = client.post(place(lecture), data=data)
        page = client.get(answer.location).text
        assert "What was chosen here last is not in it." in page
    late = client.post(place(lecture), data=marks(1, theme="1"), headers=JSON)
    assert (late.status_code, late.json["over"]) == (409, True)
    sheet = sheet_of(assignment)
    assert (sheet.receipt, '"theme": "21"' in sheet.marks) == (before, True)
    for column in ("marks", "comment"):
        with pytest.raises(sa.exc.DBAPIError, match="fixed"), db.session.begin_nested():
            db.session.execute(sa.update(ScoreSheet).values(**{column: "{}"}))
    with pytest.raises(sa.exc.DBAPIError, match="stays"), db.session.begin_nested():
        db.session.execute(sa.delete(ScoreSheet))


def test_the_page_says_when_what_is_stored_does_not_fit_the_receipt(
    login, lecture, assignment, judge
):
    client = login(judge)
    sealed(client, lecture)
    assert "does not match" not in client.get(place(lecture)).text
    sheet_of(assignment).receipt = "0000-05-3"
    db.session.commit()
    assert "The receipt does not match what is stored now." in client.get(place(lecture)).text


@pytest.mark.parametrize("state", ["preparing", "closed", "frozen", "published"])
def test_out_of_its_time_a_sheet_takes_nothing(login, series, lecture, assignment, judge, state):
    client = login(judge)
    client.post(place(lecture), data=marks(theme="21"))
    set_state(series, state, review_until=NOON.date())
    assert "This sheet takes no marks now." in client.get(place(lecture)).text
    for data in (marks(1, form="9"), marks(1, "seal", **MARKS)):
        assert (
            "Nothing was saved" in client.get(client.post(place(lecture), data=data).location).text
        )
    assert sheet_of(assignment).marks == '{"theme": "21"}'


def test_a_returned_sheet_is_put_right_and_sealed_anew(login, series, lecture, assignment, judge):
    client = login(judge)
    sealed(client, lecture, form="9")
    receipt = sheet_of(assignment).receipt
    set_state(series, "closed")
    return_sheet(series, assignment, "表达一项写反了", actor=Actor(None), now=NOON)
    db.session.commit()
    page = client.get(place(lecture)).text
    assert "An organiser has given this sheet back to you." in page
    assert "表达一项写反了" in page
    assert sealed(client, lecture, version=3, form="8").status_code == 302
    sheet = sheet_of(assignment)
    assert (sheet.state, '"form": "8"' in sheet.marks, sheet.receipt != receipt) == (
        "sealed", True, True,
    )  # fmt: skip


def test_who_is_recused_or_not_assigned_has_no_sheet(login, lecture, assignment, judge, series):
    assert login(make_cadre()).get(place(lecture)).status_code == 404
    client = login(judge)
    client.post(place(lecture), data=marks(theme="21"))
    row = db.session.get_one(JudgeAssignment, assignment.id)
    row.recused_at, row.recusal_reason = NOON, "同一支部"
    db.session.commit()
    assert client.get(place(lecture)).status_code == 403
    assert sealed(client, lecture, version=1).status_code == 403


def test_nothing_of_a_sheet_is_in_the_trail_or_the_steps(login, lecture, assignment, judge, app):
    client = login(judge)
    before = db.session.query(AuditRow).count()
    client.post(place(lecture), data=marks(theme="21", content="27"))
    assert db.session.query(AuditRow).count() == before
    client.post(place(lecture), data={**marks(1, "seal", **MARKS), "comment": "例子再多一点。"})
    rows = db.session.query(AuditRow).order_by(AuditRow.seq).all()[before:]
    assert [one.action for one in rows] == ["lectures.sheet_sealed"]
    step = db.session.query(LectureStep).one()
    sheet = sheet_of(assignment)
    said = {"sheet": sheet.id, "digest": seal_digest(sheet, app.config["SECRET_KEY"])}
    assert (json.loads(rows[0].after), rows[0].before) == (said, "")
    assert (json.loads(step.after), step.before) == (said, "{}")
    assert db.session.query(LectureComment).one().text == "例子再多一点。"


def test_the_next_sheet_is_one_tap_away(login, series, lecture, assignment, judge):
    other = make_lecture(series, make_branch(), number=6)
    task = assign(other, assignment_judge(assignment))
    db.session.commit()
    client = login(judge)
    sealed(client, lecture)
    assert f'href="{place(other)}"' in client.get(place(lecture)).text
    make_sheet(task)
    db.session.commit()
    assert "Next lecture" not in client.get(place(lecture)).text


def assignment_judge(assignment):

    return db.session.get_one(SeriesJudge, assignment.judge_id)


def test_many_steps_are_folded_and_very_many_are_typed(login, series, lecture, assignment, judge):
    page = login(judge).get(place(lecture)).text
    assert "Under 14" in page  # of 0 to 25
    assert 'inputmode="decimal"' not in page
    fine = load_shipped_rubric(**{
        "version = 1\n": "version = 2\n", "most = 25\n": 'most = 25\nstep = "0.1"\n',
        "most = 30\n": 'most = 30\nstep = "0.5"\n',
    })  # fmt: skip
    series.rubric_id = fine.id
    db.session.commit()
    page = login(judge).get(place(lecture)).text
    assert page.count('inputmode="decimal"') == 1
    assert 'data-step="0.1"' in page
    assert 'value="29.5"' in page


def test_the_page_takes_as_many_queries_whatever_there_is(
    login, series, lecture, assignment, judge, count_queries
):
    client, address = login(judge), place(lecture)
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(10, 14):
        assign(make_lecture(series, make_branch(), number=number), assignment_judge(assignment))
    db.session.commit()
    with count_queries() as many:
        client.get(address)
    assert len(many) == len(few) <= 11


def test_the_page_is_read_in_chinese(login, lecture, assignment, judge):
    page = login(judge, language="zh").get(place(lecture)).text
    assert "主题与政治性" in page
    assert "主题鲜明" in page

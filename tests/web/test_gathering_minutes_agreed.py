"""Minutes that are agreed: nothing left to be written, for which record, signed in the file."""

import io
from datetime import timedelta

import docx
import pytest

from models import Attendance, GroupStudyMinutes, db
from tests.conftest import NOON
from tests.factories import make_cadre, make_secretary
from tests.web.gatherings import make_hall
from tests.web.task_books import stored
from tests.web.test_gathering_minutes import agree, keep


@pytest.fixture
def hall(database):
    return make_hall()


@pytest.mark.parametrize("left", ["（待填写）", "(to be written)"])
def test_what_is_left_to_be_written_is_named_and_nothing_is_agreed(login, hall, left):
    client = login(hall.secretary)
    keep(client, hall, words=f"{left}\n\n## 一、议程\n\n有\n\n## 二、议定事项\n\n{left}")
    answer = agree(client, hall)
    assert answer.status_code == 422
    assert "Not agreed yet: something is left to be written" in answer.text
    assert "<li>before the first heading</li><li>二、议定事项</li>" in answer.text
    (row,) = stored(GroupStudyMinutes)
    assert (row.agreed_at, row.version) == (None, 1)
    keep(client, hall, words="## 二、议定事项\n\n无", version="1")
    assert agree(client, hall, version="2").status_code == 302


def test_a_draft_counts_as_the_page_does(login, hall):
    row = db.session.query(Attendance).filter_by(person_id=hall.listener.person_id).one()
    row.state = "late"
    guest = make_cadre(name="客人")
    db.session.add_all([
        Attendance(group_study_id=hall.gathering.id, person_id=guest.person_id, guest=True,
                   state="present", way="roll", arrived_at=NOON),
    ])  # fmt: skip
    db.session.commit()
    page = login(hall.secretary).get(f"{hall.page}/minutes/edit").text
    area = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "**实到**：2（其中迟到 1）；应到 3；请假 0；缺席 1；列席 1" in area
    assert "已到" not in area
    assert "**按时到会**：1 人（李青川）" in area


def test_minutes_of_a_corrected_gathering_say_for_which_record_they_were_agreed(
    login, hall, time_machine
):
    client = login(hall.secretary)
    keep(client, hall)
    agree(client, hall)
    told = "Agreed for the earlier record"
    assert told not in client.get(f"{hall.page}/minutes").text
    hall.gathering.state, hall.gathering.closed_at = "closed", NOON
    hall.gathering.kind = "first_item"
    db.session.commit()
    form = {"kind": "first_item", "topic": "新议题", "held_on": "2026-11-20", "begins": "09:00",
            "ends": "10:30", "reason": "笔误"}  # fmt: skip
    page = client.post(f"{hall.page}/correction", data=form).location
    text = client.get(f"{page}/minutes").text
    assert told in text
    assert f'<a href="{page}/minutes/edit">Correct the minutes</a>' in text
    assert told in login(hall.listener).get(f"{page}/minutes").text
    assert "Correct the minutes" not in login(hall.listener).get(f"{page}/minutes").text
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)
    client.post(
        f"{page}/minutes/edit", data={"words": "改过", "version": "0", "reason": "随议题更正"}
    )
    client.post(f"{page}/minutes/agreement", data={"version": "1"})
    assert told not in client.get(f"{page}/minutes").text
    assert told in client.get(f"{page}/minutes?version=1").text


def test_the_word_file_says_who_wrote_it_and_who_agreed_it_when(login, hall):
    writer, agreer = login(hall.secretary), login(make_secretary(hall.branch, name="吴书记"))
    keep(writer, hall)
    agree(agreer, hall)
    document = docx.Document(io.BytesIO(writer.get(f"{hall.page}/minutes.docx").data))
    assert [one.text for one in document.paragraphs][-2:] == [
        "记录：周书记", "审定：吴书记，2026年11月20日",
    ]  # fmt: skip

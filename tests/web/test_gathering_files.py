"""Photographs and scans of a gathering: added by hosts, seen by who may open it, taken off."""

import io

import pytest
from PIL import Image

from domain.audit import Actor
from domain.files.refusals import Checked
from domain.files.store import Store
from domain.groupstudy import group_files
from domain.groupstudy.attendance import LEAVE, Mark, find_row, mark
from models import GroupStudyFile, GroupStudyStep, db
from tests.conftest import NOON
from tests.domain.made_files import docx, pdf, picture
from tests.web.gatherings import make_hall, person_of
from tests.web.task_books import stored


@pytest.fixture
def hall(database):
    return make_hall()


def send(client, hall, *files, purpose="photo"):
    data = {"proofs": [(io.BytesIO(one), name) for one, name in files], "purpose": purpose}
    return client.post(f"{hall.page}/files", data=data, content_type="multipart/form-data")


def photos(number: int) -> list[tuple[bytes, str]]:
    return [(picture(size=(64 + one, 48)), f"现场{one}.jpg") for one in range(number)]


def test_several_at_once_are_shown_as_small_pictures_and_saved_as_files(login, hall):
    client = login(hall.secretary)
    assert send(client, hall, *photos(2)).status_code == 302
    assert send(client, hall, (pdf(pages=2), "签到表.pdf"), purpose="scan").status_code == 302
    first, _second, scan = stored(GroupStudyFile)
    assert [one.purpose for one in stored(GroupStudyFile)] == ["photo", "photo", "scan"]
    reader = login(hall.listener)
    page = reader.get(hall.page).text
    assert f"/group-study/files/{first.id}/pages/1?small=1" in page
    assert "签到表.pdf" in page
    small = reader.get(f"/group-study/files/{scan.id}/pages/2?small=1")
    assert Image.open(io.BytesIO(small.data)).format == "JPEG"
    assert reader.get(f"/group-study/files/{scan.id}/pages/3").status_code == 404
    saved = reader.get(f"/group-study/files/{first.id}")
    assert saved.status_code == 200
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in saved.headers["Content-Security-Policy"]


def test_whoever_may_not_open_the_gathering_sees_no_file_of_it(login, hall):
    send(login(hall.secretary), hall, *photos(1))
    (row,) = stored(GroupStudyFile)
    stranger = login(hall.foreign)
    for address in (f"/group-study/files/{row.id}", f"/group-study/files/{row.id}/pages/1"):
        assert stranger.get(address).status_code == 404
    assert send(login(hall.listener), hall, *photos(1)).status_code == 403
    assert login(hall.listener).post(f"/group-study/files/{row.id}/removal").status_code == 403


def test_one_that_was_taken_off_is_not_there_and_its_line_is(login, hall):
    client = login(hall.secretary)
    send(client, hall, *photos(1))
    (row,) = stored(GroupStudyFile)
    assert client.post(f"/group-study/files/{row.id}/removal").status_code == 302
    assert client.get(f"/group-study/files/{row.id}").status_code == 404
    assert stored(GroupStudyFile)[0].removed_at == NOON
    assert [one.act for one in stored(GroupStudyStep)][-2:] == ["file_added", "file_taken_off"]
    assert send(client, hall, *photos(1)).status_code == 302  # and may come again
    assert len(stored(GroupStudyFile)) == 2


def test_the_same_picture_hangs_once(login, hall):
    client = login(hall.secretary)
    send(client, hall, *photos(1))
    send(client, hall, *photos(1))
    assert len(stored(GroupStudyFile)) == 1
    assert "It is there already" in client.get(hall.page).text


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([], "Choose a file"),
        ([(docx(), "记录.docx")], "neither a picture nor a PDF"),
        ([(b"GIF89a", "一.gif")], "none of the kinds"),
        (photos(11), "at most 10 files at once"),
    ],
)
def test_other_files_and_too_many_are_refused_with_the_reason(login, hall, files, message):
    answer = send(login(hall.secretary), hall, *files)
    assert answer.status_code == 422
    assert message in answer.text
    assert stored(GroupStudyFile) == []


def test_a_gathering_takes_twenty(login, hall):
    client = login(hall.secretary)
    send(client, hall, *photos(10))
    send(client, hall, *photos(19)[10:])
    answer = send(client, hall, *photos(21)[19:])
    assert answer.status_code == 422
    assert "at most 1 file: it takes 20" in answer.text
    assert len(stored(GroupStudyFile)) == 19


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_none_is_added_to_what_was_not_opened(login, database, state):
    hall = make_hall(state="planned")
    hall.gathering.state = state
    db.session.commit()
    send(login(hall.secretary), hall, *photos(1))
    assert stored(GroupStudyFile) == []


def test_the_proof_of_a_leave_is_seen_by_who_is_on_leave_and_who_holds_for_them(login, app, hall):
    person = person_of(hall.listener)
    signed = {"actor": Actor(None), "now": NOON}
    mark(hall.gathering, person.id, Mark(LEAVE, reason="出差"), **signed)
    row = find_row(hall.gathering.id, person.id)
    content = picture()
    sha256 = Store(app.config["INSTANCE"]).put(content)
    checked = Checked(sha256, "image/jpeg", len(content), 0, "假条.jpg")
    (kept,) = group_files.keep_files(
        hall.gathering, LEAVE, [checked], attendance_id=row.id, **signed
    )
    db.session.commit()
    address = f"/group-study/files/{kept.id}"
    for account, code in (
        (hall.listener, 200), (hall.secretary, 200), (hall.speaker, 404), (hall.foreign, 404),
    ):  # fmt: skip
        assert login(account).get(address).status_code == code
    assert "假条.jpg" not in login(hall.secretary).get(hall.page).text

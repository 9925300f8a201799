"""Files of a form that comes back: a refused one is told at its head, the good ones stay chosen."""

import io
import re

import pytest
import sqlalchemy as sa

from domain.files.store import Store
from models import Attachment, StudyEntry, db
from tests.domain.made_files import pdf, picture
from tests.factories import make_cadre
from tests.packs import load_pack

NEW = "/study/entries/new"
TYPED = {"minutes": "45", "studied_on": "2026-11-20", "topic": "会议纪要", "gained": "一句"}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def send(client, *files, path=NEW, **fields):
    data = {"proofs": [(io.BytesIO(content), name) for name, content in files], **TYPED, **fields}
    return client.post(path, data=data, content_type="multipart/form-data")


def hanging() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Attachment.name).order_by(Attachment.id)))


def newest(app):
    """The file that was put into the store last."""
    files = (app.config["INSTANCE"] / "files").glob("*/*")
    return max(files, key=lambda path: path.stat().st_mtime_ns)


def kept(page) -> list[str]:
    return re.findall(r'name="kept" value="([^"]+)" checked', page.text)


def test_a_refused_proof_stands_in_the_banner_at_the_head_of_the_form(login):
    answer = send(login(make_cadre()), ("图.svg", b"<svg/>"), gained="")
    banner = answer.text.partition('<div class="notice" role="alert">')[2].partition("</div>")[0]
    assert answer.status_code == 422
    assert "Not saved yet: 2 things to correct" in banner
    assert '<a href="#proofs">Proof</a> “图.svg” is none of the kinds' in banner
    alone = send(login(make_cadre()), ("图.svg", b"<svg/>"))
    assert "Not saved yet: 1 thing to correct" in alone.text


def test_a_warning_keeps_the_photo_that_was_chosen(login):
    client = login(make_cadre())
    assert client.post(NEW, data=TYPED).status_code == 302
    warned = send(client, ("证书.jpg", picture()))
    assert warned.status_code == 422
    assert "证书.jpg" in warned.text
    assert "Files have to be chosen again" not in warned.text
    assert hanging() == []
    again = send(client, kept=kept(warned), anyway="1")
    assert (again.status_code, hanging()) == (302, ["证书.jpg"])


def test_a_file_is_kept_whatever_else_is_wrong_and_again_and_again(login):
    client = login(make_cadre())
    first = send(client, ("一.jpg", picture()), gained="")
    second = send(client, ("二.pdf", pdf()), kept=kept(first), minutes="other")
    third = send(client, ("图.svg", b"<svg/>"), kept=kept(second))
    assert [one.status_code for one in (first, second, third)] == [422] * 3
    assert [len(kept(one)) for one in (first, second, third)] == [1, 2, 2]
    assert "Files have to be chosen again" in third.text
    assert send(client, kept=kept(third)[1:]).status_code == 302  # one was unticked
    assert hanging() == ["二.pdf"]


def test_a_draft_gets_the_files_that_were_kept(login):
    client = login(make_cadre())
    came_back = send(client, ("一.jpg", picture()), gained="")
    assert send(client, kept=kept(came_back), keep="draft").status_code == 302
    assert hanging() == ["一.jpg"]


def test_what_somebody_else_was_given_or_made_up_is_nobodys_file(login):
    token = kept(send(login(make_cadre()), ("一.jpg", picture()), gained=""))
    other = login(make_cadre())
    for tokens in (token, ["made up"]):
        answer = send(other, kept=tokens)
        assert answer.status_code == 422
        assert "Files have to be chosen again." in answer.text
    assert hanging() == []
    assert db.session.scalars(sa.select(StudyEntry)).all() == []


def test_a_kept_file_that_is_gone_has_to_be_chosen_again(login, app):
    account = make_cadre()
    client = login(account)
    came_back = send(client, ("一.jpg", picture()), gained="")
    newest(app).unlink()
    answer = send(client, kept=kept(came_back))
    assert answer.status_code == 422
    assert "Files have to be chosen again." in answer.text
    assert hanging() == []


def test_a_kept_file_is_as_new_for_the_sweep(login, app):
    client = login(make_cadre())
    came_back = send(client, ("一.jpg", picture()), gained="")
    store, file = Store(app.config["INSTANCE"]), newest(app)
    before = file.stat().st_mtime_ns
    send(client, kept=kept(came_back), gained="")
    assert file.stat().st_mtime_ns > before
    assert store.renew("0" * 64) is False


@pytest.mark.parametrize("at_once", [True, False])
def test_the_same_file_twice_hangs_once_and_that_is_said(login, at_once):
    client, photo = login(make_cadre()), picture()
    if at_once:
        answer = send(client, ("一.jpg", photo), ("二.jpg", photo))
    else:
        answer = send(client, ("一.jpg", photo))
        [entry] = db.session.scalars(sa.select(StudyEntry.id))
        answer = send(client, ("二.jpg", photo), path=f"/study/entries/{entry}/proofs")
    assert answer.status_code == 302
    assert hanging() == ["一.jpg"]
    said = client.get("/").text
    assert ("“二.jpg” is the same file as “一.jpg”: it is kept once." in said) is at_once
    assert ("It is there already." in said) is not at_once

"""Proofs on the web: added and taken off by the owner, sent as files, shown as our pictures."""

import io
import logging
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from PIL import Image

from blueprints.shared.limits import MOST_WITH_FILES
from blueprints.shared.proofs import refused_text
from domain.files.refusals import MOST_BYTES, Reason
from domain.files.store import Store
from models import Attachment, AuditRow, Person, StoredFile, db
from tests.conftest import NOON
from tests.domain.attacks import refused
from tests.domain.made_files import docx, pdf, photograph, picture
from tests.factories import make_branch, make_cadre, make_entry, make_proof
from tests.packs import load_pack

MULTIPART = "multipart/form-data; boundary=x"
SEALED = "default-src 'none'; sandbox; frame-ancestors 'none'"


@pytest.fixture
def owner(database):
    load_pack()
    return make_cadre(branch=make_branch())


@pytest.fixture
def entry(owner):
    return make_entry(db.session.get_one(Person, owner.person_id))


@pytest.fixture
def instance(app):
    return app.config["INSTANCE"]


def send(client, entry, *files, **fields):
    data = {"proofs": [(io.BytesIO(content), name) for name, content in files], **fields}
    return client.post(
        f"/study/entries/{entry.id}/proofs", data=data, content_type="multipart/form-data"
    )


def send_as(client, entry, content: bytes, name: str):
    """One file under any name at all, as no browser would send it."""
    head = f"Content-Disposition: form-data; name=proofs; filename*=UTF-8''{quote(name)}"
    body = f"--x\r\n{head}\r\n\r\n".encode() + content + b"\r\n--x--\r\n"
    return client.post(f"/study/entries/{entry.id}/proofs", data=body, content_type=MULTIPART)


def rows(model=Attachment):
    db.session.expire_all()
    return db.session.scalars(sa.select(model)).all()


def test_a_photograph_a_pdf_and_a_word_file_are_added_in_one_go(login, owner, entry, instance):
    client = login(owner)
    answer = send(client, entry, ("IMG.HEIC.jpg", photograph()), ("证书.pdf", pdf()),
                  ("心得.docx", docx()))  # fmt: skip
    assert (answer.status_code, answer.location) == (302, f"/study/entries/{entry.id}")
    assert [row.name for row in rows()] == ["IMG.HEIC.jpg", "证书.pdf", "心得.docx"]
    store = Store(instance)
    assert all(store.size_of(row.sha256) == row.size for row in rows(StoredFile))
    assert "3 files added as proof" in client.get("/study/entries").text


def test_a_form_sent_twice_adds_once(login, owner, entry):
    client = login(owner)
    for _ in "12":
        answer = send(client, entry, ("证书.pdf", pdf()), once="k")
        assert answer.location == f"/study/entries/{entry.id}"
    assert len(rows()) == 1


@pytest.mark.parametrize("reason", [*Reason])
def test_every_reason_has_words_that_name_the_file(app, reason):
    for language in ("en", "zh"):
        with app.test_request_context(f"/?lang={language}"):
            text = refused_text(reason, "证\u202e书.pdf")
            assert "证 书.pdf" in text
            assert "%" not in text


@pytest.mark.parametrize("title", ["svg as png", "gifar", "zip bomb by entries", "docx with macros",
                                   "page in its name", "pdf with a page", "empty"])  # fmt: skip
def test_a_hostile_file_is_refused_in_words_and_those_beside_it_are_not_added(
    login, owner, entry, title
):
    filename, content, _ = refused()[title]
    answer = send(login(owner), entry, ("证书.pdf", pdf()), (filename, content))
    assert answer.status_code == 422
    assert f"“{filename}”" in answer.text
    assert rows() == []
    assert rows(StoredFile) == []


def test_nothing_chosen_and_too_much_chosen_are_said(login, owner, entry):
    client = login(owner)
    nothing = send(client, entry, ("", b""))
    many = send(client, entry, *[(f"{n}.png", picture("PNG")) for n in range(11)])
    assert (nothing.status_code, many.status_code) == (422, 422)
    assert "Choose a file." in nothing.text
    assert "Choose at most 10 files" in many.text
    assert rows() == []


def test_an_eleventh_proof_is_one_too_many(login, owner, entry, instance):
    for number in range(9):
        make_proof(entry, instance, picture(size=(20 + number, 20)))
    client = login(owner)
    two = send(client, entry, ("一.pdf", pdf()), ("二.pdf", pdf(pages=2)))
    assert two.status_code == 422
    assert "at most 1 file" in two.text
    assert send(client, entry, ("一.pdf", pdf())).status_code == 302
    full = send(client, entry, ("二.pdf", pdf(pages=2)))
    assert "There are 10 files on it already" in full.text


def test_a_confirmed_entry_takes_no_more_proofs_and_gives_none_back(login, owner, entry, instance):
    proof = make_proof(entry, instance)
    entry.state = "confirmed"
    db.session.flush()
    client = login(owner)
    added = send(client, entry, ("证书.pdf", pdf()))
    assert (added.status_code, "the entry is confirmed" in added.text) == (422, True)
    taken = client.post(f"/study/proofs/{proof.id}/removal")
    assert taken.location == f"/study/entries/{entry.id}"
    assert [row.removed_at for row in rows()] == [None]


def test_a_proof_taken_off_is_not_there_any_more(login, owner, entry, instance):
    proof = make_proof(entry, instance)
    client = login(owner)
    assert client.post(f"/study/proofs/{proof.id}/removal").status_code == 302
    assert [row.removed_at for row in rows()] == [NOON]
    assert client.get(f"/study/proofs/{proof.id}").status_code == 404
    assert client.get(f"/study/proofs/{proof.id}/pages/1").status_code == 404
    assert "proof.taken_off" in db.session.scalars(sa.select(AuditRow.action)).all()


def test_the_file_is_sent_to_be_saved_under_its_name_and_sealed(login, owner, entry):
    client = login(owner)
    send(client, entry, ("心得 体会.docx", content := docx()))
    [row] = rows()
    answer = client.get(f"/study/proofs/{row.id}")
    assert answer.data == content
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="proof-{row.id}.docx"; '
        "filename*=UTF-8''%E5%BF%83%E5%BE%97%20%E4%BD%93%E4%BC%9A.docx"
    )
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert answer.headers["Content-Security-Policy"] == SEALED
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name",
    ["a\r\nSet-Cookie: x=1.pdf", 'a"; filename=b.html".pdf', "长" * 300 + ".pdf", "../é.pdf"],
)
def test_no_name_gets_out_of_its_header(login, owner, entry, name):
    client = login(owner)
    assert send_as(client, entry, pdf(), name).status_code == 302
    [row] = rows()
    headers = client.get(f"/study/proofs/{row.id}").headers
    assert "Set-Cookie" not in headers
    disposition = headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="proof-{row.id}.pdf"; filename*=UTF-8')
    assert disposition.isascii()
    assert disposition.count(";") == 2


def test_pages_are_pictures_of_ours_large_and_small(login, owner, entry):
    client = login(owner)
    send(client, entry, ("证书.pdf", pdf(pages=2)))
    [row] = rows()
    for query, size in (("", (800, 1200)), ("?small=1", (160, 240))):
        answer = client.get(f"/study/proofs/{row.id}/pages/2{query}")
        assert answer.mimetype == "image/jpeg"
        assert answer.headers["Content-Disposition"] == "inline"
        assert answer.headers["Content-Security-Policy"] == SEALED
        assert answer.headers["Cache-Control"] == "no-store"
        with Image.open(io.BytesIO(answer.data)) as page:
            assert page.size == size
    for beyond in (0, 3):
        assert client.get(f"/study/proofs/{row.id}/pages/{beyond}").status_code == 404


def test_a_word_file_has_no_pages(login, owner, entry):
    client = login(owner)
    send(client, entry, ("心得.docx", docx()))
    [row] = rows()
    assert client.get(f"/study/proofs/{row.id}/pages/1").status_code == 404


def test_a_stranger_is_asked_to_sign_in_and_adds_nothing_for_another(
    login, stranger, entry, instance
):
    proof = make_proof(entry, instance)
    db.session.commit()
    assert stranger.get(f"/study/proofs/{proof.id}").location.startswith("/sign-in")
    other = login(make_cadre())
    assert send(other, entry, ("证书.pdf", pdf())).status_code == 404
    assert other.post(f"/study/proofs/{proof.id}/removal").status_code == 404
    assert len(rows()) == 1


def test_a_body_of_files_may_be_larger_but_not_without_end(login, stranger, owner, entry):
    client = login(owner)
    large = send_as(client, entry, picture() + b"\0" * MOST_BYTES, "大.jpg")
    assert (large.status_code, "larger than 15 MB" in large.text) == (422, True)
    address = f"/study/entries/{entry.id}/proofs"
    for sender, length, most in ((client, MOST_WITH_FILES + 1, "64 MB"),
                                 (stranger, 13 * 1024 * 1024, "12 MB")):  # fmt: skip
        said = {"CONTENT_LENGTH": str(length)}
        answer = sender.post(address, content_type=MULTIPART, environ_overrides=said)
        assert (answer.status_code, most in answer.text) == (413, True)


def test_a_file_that_the_disk_lost_is_an_error_of_ours_with_a_number(
    login, owner, entry, instance, caplog
):
    proof = make_proof(entry, instance, picture(size=(33, 33)))
    Store(instance).path_of(proof.sha256).unlink()
    with caplog.at_level(logging.CRITICAL, logger="rigong"):
        answer = login(owner).get(f"/study/proofs/{proof.id}")
    assert (answer.status_code, "R-2026" in answer.text) == (500, True)


def test_a_refusal_is_rendered_in_chinese(login, owner, entry):
    answer = send(login(owner, language="zh"), entry, ("图.svg", b"<svg/>"))
    assert answer.status_code == 422
    assert '<html lang="zh-Hans-CN"' in answer.text
    assert "不在可收的文件种类之内" in answer.text

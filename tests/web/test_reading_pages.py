"""A PDF as a material: page by page, the page kept, notes on a page, pages read."""

import gzip
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprints.shared.packed import gzip_of, packed
from domain.files.store import Store
from domain.matters import find_matter
from domain.reading.asked import Asked
from models import Person, ReadingNote, SectionRead, StoredFile, db
from tests.domain.made_files import pdf
from tests.factories import make_cadre, make_matter
from tests.packs import load_pack
from tests.reading_classes import NOW, make_class, make_member, make_reading_material
from tests.web.task_books import person_of, stored

PAGE = "/reading/craft/paper"
THREE = pdf(pages=3)


@pytest.fixture
def reader(login, app):
    """A member of a class with a file of three pages, which is all that it asks for."""
    load_pack()
    account = make_cadre(name="李青川")
    sha256 = Store(app.config["INSTANCE"]).put(THREE)
    db.session.add(
        StoredFile(
            sha256=sha256, media_type="application/pdf", size=len(THREE), pages=3, stored_at=NOW
        )
    )
    db.session.flush()
    reading = make_class(asked=Asked(reflection=False, minutes=90))
    member = make_member(reading, person_of(account))
    make_reading_material(reading, "paper", "", form="pdf", sha256=sha256, title="一份文件")
    db.session.commit()
    return login(account), member


def test_a_file_opens_on_its_first_page_and_turns(reader):
    client, _member = reader
    page = client.get(PAGE).text
    assert f'src="{PAGE}/pages/1"' in page
    assert f'href="{PAGE}?page=2"' in page
    assert "Page 1 of 3" in page
    assert "Page 3 of 3" in client.get(f"{PAGE}?page=99").text


def test_the_pages_are_pictures_and_act_as_nothing_else(reader):
    client, _member = reader
    answer = client.get(f"{PAGE}/pages/3")
    assert answer.mimetype == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.data[:3] == b"\xff\xd8\xff"
    assert client.get(f"{PAGE}/pages/4").status_code == 404
    assert client.get(f"{PAGE}/pages/0").status_code == 404


def test_who_is_not_in_the_class_sees_no_page(reader, login, stranger):
    assert login(make_cadre()).get(f"{PAGE}/pages/1").status_code == 404
    assert stranger.get(f"{PAGE}/pages/1").location.startswith("/sign-in")


def test_the_page_is_kept(reader):
    client, _member = reader
    client.post(f"{PAGE}/place", data={"page": "2", "section": "page-2"})
    assert "Page 2 of 3" in client.get(PAGE).text
    assert f'href="{PAGE}?page=2"' in client.get("/").text


def test_when_every_page_is_read_nothing_is_owed_to_the_class(reader):
    client, member = reader
    make_matter(
        "class_work", member.id, datetime(2026, 11, 20, 4, tzinfo=UTC),
        owed_by=db.session.get_one(Person, member.person_id), due_on=date(2026, 11, 30),
        title="读书班",
    )  # fmt: skip
    db.session.commit()
    for number in (1, 2):
        answer = client.post(f"{PAGE}/sections", data={"section": f"page-{number}"})
        assert answer.location == f"{PAGE}?page={number + 1}"
    assert find_matter("class_work", member.id).state == "open"
    client.post(f"{PAGE}/sections", data={"section": "page-3"})
    client.post(f"{PAGE}/sections", data={"section": "page-4"})
    db.session.expire_all()
    assert find_matter("class_work", member.id).state == "closed"
    read = {row.section for row in db.session.query(SectionRead)}
    assert read == {"page-1", "page-2", "page-3"}
    assert "Read: 100%" in client.get(PAGE).text


def test_a_note_on_a_page(reader):
    client, _member = reader
    address = f"{PAGE}/notes/new?page=2"
    assert "On: Page 2" in client.get(address).text
    assert client.post(address, data={"words": "要点"}).location.startswith(f"{PAGE}?page=2#note-")
    assert stored(ReadingNote)[0].page == 2
    assert "要点" in client.get(f"{PAGE}?page=1").text
    assert f'href="{PAGE}?page=2"' in client.get("/reading/craft/notes").text
    assert client.get(f"{PAGE}/notes/new?page=4").status_code == 404


def test_at_most_eight_queries(reader, app, count_queries):
    client, _member = reader
    client.get("/")
    app.extensions["packed_pages"].clear()
    with count_queries() as queries:
        client.get(PAGE)
    assert len(queries) <= 8


@given(st.lists(st.text(max_size=300), max_size=6))
def test_pieces_packed_one_by_one_are_one_file(texts):
    body = gzip_of([packed(text) for text in texts])
    assert gzip.decompress(body).decode() == "".join(texts)

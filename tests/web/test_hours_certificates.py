"""Certificates on the screens: issued, downloaded as PDF and Word, checked by anybody."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.audit import Actor
from models import Certificate, Person, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_certificate,
    make_entry,
    make_hr,
    make_secretary,
)
from tests.packs import load_pack
from tests.web.reading import pdf_of, word_of

PATHS = ("pdf", "docx")


@pytest.fixture(autouse=True)
def _rules(app, database, monkeypatch):
    monkeypatch.setitem(app.config, "ORGANISATION", "示例市委办公室")
    load_pack()


@pytest.fixture
def cadre():
    account = make_cadre(name="林叙", staff_no="00317")
    person = db.session.get_one(Person, account.person_id)
    entries = [
        make_entry(person, minutes=30),
        make_entry(person, kind="paper", minutes=0, count=2, level="office"),
        make_entry(person, kind="online_course", minutes=100, studied_on=date(2025, 5, 1)),
    ]
    confirming.confirm_entries(entries, actor=Actor(make_account().id), now=NOON)
    db.session.commit()
    return account


def issued():
    db.session.expire_all()
    return db.session.scalars(sa.select(Certificate).order_by(Certificate.id)).all()


def test_one_issues_a_certificate_and_downloads_both_files(login, cadre):
    client = login(cadre)
    answer = client.post("/hours/certificates", data={"year": "2026"})
    assert (answer.status_code, answer.location) == (302, "/hours/certificates")
    [row] = issued()
    assert (row.name, row.year, row.hundredths, row.organisation) == (
        "林叙", 2026, 667, "示例市委办公室",
    )  # fmt: skip
    page = client.get("/hours/certificates")
    assert row.code in page.text
    assert "as of 20 Nov" in page.text
    text = pdf_of(client.get(f"/hours/certificates/{row.id}.pdf"))
    lines, table = word_of(client.get(f"/hours/certificates/{row.id}.docx"))
    said = " ".join(lines)
    for part in ("示例市委办公室", "林叙", row.code, "6.67", "as of 20 Nov 2026"):
        assert part in text, part
    for part in ("示例市委办公室", "林叙", row.code, "6.67", "as of 20 Nov 2026"):
        assert part in said, part
    assert [row[1] for row in table[1:]] == ["0.00", "0.00", "6.67", "6.67"]
    assert all(amount in text for amount in ("0.00", "6.67"))
    assert f"http://localhost/verify/{row.code}" in said
    assert f"http://localhost/verify/{row.code}" in text.replace(" ", "")


def test_a_year_that_is_over_is_certified_without_a_day(login, cadre):
    client = login(cadre)
    client.post("/hours/certificates", data={"year": "2025"})
    [row] = issued()
    text = pdf_of(client.get(f"/hours/certificates/{row.id}.pdf"))
    assert "in 2025 林叙 completed 2.22 credit hours of study" in text
    assert "as of" not in text
    assert "as of" not in client.get("/hours/certificates").text


def test_both_files_say_the_same_for_ever(app, login, cadre, monkeypatch):
    client = login(cadre)
    client.post("/hours/certificates", data={"year": "2026"})
    [row] = issued()
    before = client.get(f"/hours/certificates/{row.id}.pdf").data
    words = word_of(client.get(f"/hours/certificates/{row.id}.docx"))
    person = db.session.get_one(Person, cadre.person_id)
    person.name = "林续"
    confirming.confirm_entries([make_entry(person)], actor=Actor(make_account().id), now=NOON)
    db.session.commit()
    monkeypatch.setitem(app.config, "ORGANISATION", "改了名的办公室")
    assert client.get(f"/hours/certificates/{row.id}.pdf").data == before
    assert word_of(client.get(f"/hours/certificates/{row.id}.docx")) == words


def test_the_word_file_is_a4_in_the_offices_fonts_with_what_stands_in(login, cadre):
    import io  # noqa: PLC0415 - beside its only use
    import zipfile  # noqa: PLC0415

    row = make_certificate(db.session.get_one(Person, cadre.person_id))
    db.session.commit()
    content = login(cadre).get(f"/hours/certificates/{row.id}.docx").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
        fonts = archive.read("word/fontTable.xml").decode()
    assert 'w:w="11906" w:h="16838"' in document
    assert 'w:eastAsia="方正小标宋简体"' in document
    assert 'w:eastAsia="仿宋_GB2312"' in styles
    assert re.search(r'w:name="仿宋_GB2312"><w:altName w:val="[^"]*FangSong', fonts)
    assert "<pic:pic" in document


def test_a_year_without_hours_is_refused_with_the_reason_and_nothing_is_kept(login, cadre):
    client = login(cadre)
    for year, why in (("2024", "No hours are confirmed in 2024."), ("1990", "Not a valid choice")):
        answer = client.post("/hours/certificates", data={"year": year})
        assert answer.status_code == 422
        assert why in answer.text
    assert issued() == []


def test_a_form_sent_five_times_issues_one_certificate(login, cadre):
    client = login(cadre)
    for _ in range(5):
        answer = client.post("/hours/certificates", data={"year": "2026", "once": "k"})
        assert answer.location == "/hours/certificates"
    assert len(issued()) == 1


def test_hr_issues_for_anybody_and_others_only_for_themselves(login, cadre):
    hr, secretary = login(make_hr()), login(make_secretary(make_branch()))
    answer = hr.post("/hours/00317/certificates", data={"year": "2026"})
    assert answer.location == "/hours/00317/certificates"
    [row] = issued()
    assert hr.get(f"/hours/certificates/{row.id}.docx").status_code == 200
    assert "/hours/00317/certificates" in hr.get("/hours/00317").text
    assert secretary.get("/hours/00317/certificates").status_code == 404
    assert secretary.post("/hours/00317/certificates", data={"year": "2026"}).status_code == 404
    for ending in PATHS:
        assert secretary.get(f"/hours/certificates/{row.id}.{ending}").status_code == 404
    assert len(issued()) == 1


@pytest.mark.parametrize("ending", PATHS)
def test_a_stranger_is_asked_to_sign_in_and_a_missing_one_is_not_there(
    login, stranger, cadre, ending
):
    row = make_certificate(db.session.get_one(Person, cadre.person_id))
    db.session.commit()
    assert stranger.get(f"/hours/certificates/{row.id}.{ending}").location.startswith("/sign-in")
    assert login(cadre).get(f"/hours/certificates/{row.id + 1}.{ending}").status_code == 404


def test_without_a_chinese_font_a_page_says_so_and_the_word_file_is_there(
    login, cadre, monkeypatch
):
    row = make_certificate(db.session.get_one(Person, cadre.person_id))
    db.session.commit()
    monkeypatch.setenv("PATH", "")
    client = login(cadre)
    answer = client.get(f"/hours/certificates/{row.id}.pdf")
    assert answer.status_code == 503
    assert "This machine has no Chinese font" in answer.text
    assert client.get(f"/hours/certificates/{row.id}.docx").status_code == 200


def test_the_list_of_certificates_asks_as_much_for_three_as_for_one(login, cadre, count_queries):
    client, counts = login(cadre), []
    person = db.session.get_one(Person, cadre.person_id)
    for rows in (1, 2):
        for _ in range(rows):
            make_certificate(person, issued_at=datetime(2026, 1, 1, tzinfo=UTC))
        db.session.commit()
        client.get("/hours/certificates")
        with count_queries() as queries:
            client.get("/hours/certificates")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_anybody_checks_a_code_and_learns_name_year_and_hours_only(stranger, cadre):
    person = db.session.get_one(Person, cadre.person_id)
    row = make_certificate(person, code="ABCD-EFGH-JKLM-NPQR", organisation="秘密单位")
    db.session.commit()
    page = stranger.get("/verify/abcdefghjklmnpqr")
    assert page.status_code == 200
    assert "This certificate is genuine" in page.text
    main = page.text.partition("<main")[2]
    assert [part in main for part in ("林叙", "2025", "12.34")] == [True] * 3
    assert not any(part in page.text for part in ("00317", "秘密单位", row.parts))
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_wrong_code_is_told_so_and_the_empty_page_asks_for_one(stranger, cadre, count_queries):
    wrong = stranger.get("/verify/AAAA-AAAA-AAAA-AAAA")
    assert wrong.status_code == 404
    assert "No certificate has this code" in wrong.text
    assert "genuine" not in wrong.text
    assert stranger.get("/verify/<script>").status_code == 404
    assert "<script>" not in stranger.get("/verify/<script>").text.partition("<main")[2]
    empty = stranger.get("/verify")
    assert (empty.status_code, "No certificate" in empty.text) == (200, False)
    typed = stranger.get("/verify", query_string={"code": " abcd efgh jklm npqr "})
    assert typed.location == "/verify/ABCD-EFGH-JKLM-NPQR"
    assert stranger.get("/verify", query_string={"code": "../x"}).status_code == 302


def test_pages_and_files_are_in_chinese(login, stranger, cadre):
    client = login(cadre, language="zh")
    client.post("/hours/certificates", data={"year": "2026"})
    [row] = issued()
    assert "我的学时证明" in client.get("/hours/certificates").text
    text = pdf_of(client.get(f"/hours/certificates/{row.id}.pdf")).replace(" ", "")
    assert "学时证明" in text
    assert "兹证明林叙同志2026年（截至2026年11月20日）已完成学习6.67学时。" in text
    stranger.set_cookie("lang", "zh")
    assert "此证明真实有效" in stranger.get(f"/verify/{row.code}").text

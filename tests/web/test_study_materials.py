"""The list of materials: seen by everybody who logs, kept by the organiser."""

import pytest
import sqlalchemy as sa

from models import AuditRow, Material, db
from tests.factories import THEN, make_account, make_cadre, make_grant, make_material
from tests.packs import load_pack

PAGE = "/study/materials"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def organiser(database):
    account = make_cadre()
    make_grant(account, "organiser")
    return account


def materials() -> list[Material]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Material).order_by(Material.id)))


def test_everybody_who_logs_sees_what_is_on_offer_and_logs_study_of_it(login):
    material = make_material(title="党章", source="人民出版社")
    make_material(title="旧书", retired_at=THEN)
    page = login(make_cadre()).get(PAGE).text
    assert "人民出版社" in page
    assert f"/study/entries/new?material={material.id}" in page
    assert "旧书" not in page
    assert "Add a material" not in page
    assert "旧书" not in login(make_cadre()).get(f"{PAGE}?retired=1").text


def test_a_search_says_when_nothing_fits(login):
    make_material(title="党章")
    client = login(make_cadre())
    assert "党章" in client.get(f"{PAGE}?text=党").text
    assert "Nothing found" in client.get(f"{PAGE}?text=%25").text


def test_the_organiser_adds_renames_retires_and_brings_back(login, organiser):
    client = login(organiser)
    assert client.post(f"{PAGE}/new", data={"title": " 党章 ", "source": "社"}).location == PAGE
    [material] = materials()
    assert (material.title, material.source) == ("党章", "社")
    place = f"{PAGE}/{material.id}"
    typed = {"title": "党章（新）", "source": "社", "version": "1"}
    assert client.post(f"{place}/edit", data=typed).status_code == 302
    assert client.post(f"{place}/retirement").status_code == 302
    assert materials()[0].retired_at is not None
    assert "党章（新）" in client.get(f"{PAGE}?retired=1").text
    assert client.post(f"{place}/return").status_code == 302
    assert materials()[0].retired_at is None
    told = set(db.session.scalars(sa.select(AuditRow.action)))
    assert {
        "material.added", "material.renamed", "material.retired", "material.restored",
    } <= told  # fmt: skip


def test_a_stale_form_shows_both_titles(login, organiser):
    material = make_material(title="党章", version=2)
    url = f"{PAGE}/{material.id}/edit"
    answer = login(organiser).post(url, data={"title": "新", "source": "", "version": "1"})
    assert answer.status_code == 409
    assert "党章" in answer.text
    assert [one.title for one in materials()] == ["党章"]


@pytest.mark.parametrize(
    ("title", "message"),
    [
        (" ", "This field is required."),
        ("长" * 121, "longer than 120 characters"),
        ("党章", "Another material on offer has this title."),
    ],
)
def test_a_refused_title_says_why_and_saves_nothing(login, organiser, title, message):
    make_material(title="党章")
    other = make_material(title="别的")
    client = login(organiser)
    for url in (f"{PAGE}/new", f"{PAGE}/{other.id}/edit"):
        answer = client.post(url, data={"title": title, "source": "", "version": "1"})
        assert answer.status_code == 422
        assert message in answer.text
    assert [one.title for one in materials()] == ["党章", "别的"]


def test_one_whose_title_is_taken_stays_retired(login, organiser):
    old = make_material(title="党章", retired_at=THEN)
    make_material(title="党章")
    client = login(organiser)
    client.post(f"{PAGE}/{old.id}/return")
    assert materials()[0].retired_at is not None
    assert "Another material on offer is called" in client.get(PAGE).text


def test_nobody_but_the_organiser_keeps_them(login):
    material = make_material()
    client = login(make_cadre())
    assert client.post(f"{PAGE}/new", data={"title": "x"}).status_code == 403
    assert client.post(f"{PAGE}/{material.id}/retirement").status_code == 403
    assert login(make_account(hand="auditor")).get(PAGE).status_code == 403


def test_an_organiser_without_a_record_sees_the_list(login):
    account = make_account()
    make_grant(account, "organiser")
    make_material(title="党章")
    page = login(account).get(PAGE).text
    assert "党章" in page
    assert "Log study of this" not in page


def test_the_list_asks_as_much_for_three_as_for_one(login, organiser, count_queries):
    client, counts = login(organiser), []
    for _ in range(2):
        make_material()
        client.get(PAGE)
        with count_queries() as queries:
            assert client.get(PAGE).status_code == 200
        counts.append(len(queries))
        make_material()
    assert counts[0] == counts[1] <= 8


def test_the_list_is_rendered_in_chinese(login, organiser):
    assert "学习材料" in login(organiser, language="zh").get(PAGE).text

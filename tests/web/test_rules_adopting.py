"""A loaded pack rehearsed on a real year, and adopted after that."""

from datetime import date

import pytest
import sqlalchemy as sa

from domain.hours.packs import pack_in_force
from models import AuditRow, ClosedYear, PackAdoption, db
from tests.conftest import NOON
from tests.factories import make_person
from tests.packs import load_next_version
from tests.web.reading import rows_of
from tests.web.rule_pages import HALVED, TODAY, address, confirmed, make_organiser


@pytest.fixture
def organiser(login):
    return login(make_organiser())


def test_a_rehearsal_says_whose_figure_changes_from_what_to_what_and_why(organiser):
    person = make_person(name="林叙", staff_no="00317", search_key="lin")
    make_person(name="无事", search_key="wu")
    confirmed(person, minutes=90)
    row = load_next_version(changed=HALVED)
    db.session.commit()
    page = organiser.get(address(row, "/rehearsal")).text
    assert "1 person" in page
    assert "of 3; 1 activities" in page
    line = page.partition("林叙</a>")[2].partition("</tr>")[0]
    for said in (
        '2.00</span> <span aria-hidden="true">→</span> <span>1.00',
        '158.00</span> <span aria-hidden="true">→</span> <span>159.00',
        "Self-study 1.00 instead of 2.00",
    ):
        assert said in line, said
    sheet = rows_of(organiser.get(address(row, "/rehearsal?as=xlsx")))
    assert sheet[1] == [
        "00317", "林叙", "The office's yearly requirement", 2, 160, 158,
        "The office's yearly requirement", 1, 160, 159, "Self-study 1.00 instead of 2.00",
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(PackAdoption.id))) == 1
    assert pack_in_force(TODAY)[1].version == 3


def test_a_rehearsal_names_activities_without_a_rule_and_what_is_asked_anew(organiser):
    person = make_person(name="林叙", search_key="lin")
    confirmed(person, kind="paper", minutes=0, count=1, level="city")
    row = load_next_version(
        changed={'id = "city"': 'id = "town"', 'total = "160.00"': 'total = "170.00"'}
    )
    db.session.commit()
    page = organiser.get(address(row, "/rehearsal")).text
    assert "1 activity has no rule in this pack" in page
    line = page.partition("林叙</a>")[2].partition("</tr>")[0]
    assert "asks 170.00 instead of 160.00" in line
    assert "Paper published 0.00 instead of 6.00" in line
    assert "1 activity without a rule (Paper published: no such level)" in line
    assert "2 people" in page  # the other, who has nothing, is asked for more too


def test_a_rehearsal_tells_of_requirements_beside_the_main_one(organiser):
    confirmed(make_person(name="林叙", search_key="lin", party_member=True), minutes=45)
    row = load_next_version(
        changed={'total = "32.00"': 'total = "40.00"', 'id = "online-year"': 'id = "web-year"'}
    )
    db.session.commit()
    page = organiser.get(address(row, "/rehearsal")).text
    line = page.partition("林叙</a>")[2].partition("</tr>")[0]
    assert "“Party members: 32 hours”: owed 39.00 of 40.00 instead of 31.00 of 32.00" in line
    assert "no longer “Online: 50 hours”" in line
    assert "beside it “Online: 50 hours”: owed 50.00" in line


def test_a_rehearsal_says_what_of_a_requirement_is_another_where_nothing_more_is_owed(organiser):
    person = make_person(name="林叙", search_key="lin", party_member=True)
    for month in range(1, 9):
        confirmed(person, kind="group_training", minutes=600, studied_on=date(2025, month, 3))
    row = load_next_version(changed=HALVED)
    db.session.commit()
    line = organiser.get(address(row, "/rehearsal")).text.partition("林叙</a>")[2]
    line = line.partition("</tr>")[0]
    assert "“Party members: 32 hours”: had 53.36 instead of 106.64" in line
    assert "owed 0.00 of 32.00 instead of 0.00" not in line


def test_a_rehearsal_without_changes_or_activities_says_so(organiser):
    row = load_next_version()
    db.session.commit()
    assert "Nothing to rehearse on" in organiser.get(address(row, "/rehearsal")).text
    confirmed(make_person())
    assert (
        "All that was had, asked and owed in 2025 stays the same"
        in organiser.get(address(row, "/rehearsal")).text
    )
    assert organiser.get(address(row, "/rehearsal?year=2019")).status_code == 404


def test_a_rehearsal_costs_the_same_for_one_person_and_for_three(organiser, count_queries):
    row = load_next_version(changed=HALVED)
    confirmed(make_person())
    organiser.get(address(row, "/rehearsal"))
    counted = []
    for number in (1, 2):
        for _ in range(number):
            confirmed(make_person())
        with count_queries() as queries:
            assert organiser.get(address(row, "/rehearsal")).status_code == 200
        counted.append(len(queries))
        with count_queries() as again:
            organiser.get(address(row, "/rehearsal"))
        assert len(again) < len(queries)  # kept while nothing happens
    assert counted[0] == counted[1] <= 12


def test_a_pack_is_adopted_from_a_day_for_a_reason(organiser):
    row = load_next_version()
    db.session.commit()
    form = {"from_on": "2027-01-01", "reason": "示委〔2026〕9 号", "once": "k1"}
    answer = organiser.post(address(row, "/adoption"), data=form)
    assert answer.status_code == 302
    assert organiser.post(address(row, "/adoption"), data=form).status_code == 302  # sent twice
    page = organiser.get("/rules").text
    assert "示委〔2026〕9 号" in page
    assert "31 Dec 2026" in page
    assert pack_in_force(date(2027, 1, 1))[1].version == 4
    actions = db.session.scalars(
        sa.select(AuditRow.action).where(AuditRow.action == "rules.adopted")
    ).all()
    assert len(actions) == 2  # the example, and this one


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"from_on": "2027-01-01", "reason": " "}, "Say why"),
        ({"from_on": "2027-01-01", "reason": ""}, "This field is required"),
        ({"from_on": "x", "reason": "会议"}, "Not a valid date"),
        ({"from_on": "2019-12-31", "reason": "会议"}, "line 4 (effective_from): it begins on"),
        ({"from_on": "2020-01-01", "reason": "会议"}, "its days meet those of example-office"),
        ({"from_on": "2024-05-01", "reason": "会议"}, "2024"),
    ],
)
def test_an_adoption_that_cannot_be_is_refused_and_the_old_pack_stays(organiser, form, said):
    row = load_next_version()
    db.session.add(ClosedYear(year=2024, closed_at=NOON))
    db.session.commit()
    if form["from_on"] == "2020-01-01":
        db.session.query(ClosedYear).delete()
        db.session.commit()
    answer = organiser.post(address(row, "/adoption"), data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert form["reason"] in answer.text
    assert pack_in_force(date(2027, 1, 1))[1].version == 3
    assert db.session.scalar(sa.select(sa.func.count(PackAdoption.id))) == 1

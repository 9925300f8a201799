"""Forms ask only what the kind counts by: gatherings, leave, whether it was online."""

from datetime import date

import pytest

from domain import confirming
from domain.audit import Actor
from models import StudyEntry, db
from tests.conftest import NOON
from tests.domain.hall_rules import RULE_BOOK
from tests.factories import make_account, make_cadre, make_entry, make_grant, make_person
from tests.packs import load_pack

NEW = "/study/entries/new"
COMMON = {"topic": "专题", "studied_on": "2026-11-18", "document": "厅〔2026〕5 号"}


@pytest.fixture
def cadre(login):
    load_pack(RULE_BOOK)
    return login(make_cadre())


def logged() -> StudyEntry:
    return db.session.query(StudyEntry).one()


@pytest.mark.parametrize(
    ("kind", "there", "absent"),
    [
        ("meeting", ["number", "ends_on", "online"], ["minutes", "days", "leave_hours"]),
        ("camp", ["days", "half_days", "leave_hours", "online"], ["number"]),
        ("lecture", ["ends_on", "online"], ["number", "minutes", "days", "leave_hours"]),
        ("web", ["minutes"], ["online", "leave_hours"]),  # the kind says that it is online
        ("course", ["minutes", "online"], ["leave_hours"]),
    ],
)
def test_a_form_asks_only_what_its_kind_counts(cadre, kind, there, absent):
    page = cadre.get(f"{NEW}?kind={kind}").text
    assert [name for name in there if f'name="{name}"' not in page] == []
    assert [name for name in absent if f'name="{name}"' in page] == []


def test_gatherings_and_whether_they_were_online_are_kept(cadre):
    answer = cadre.post(f"{NEW}?kind=meeting", data=COMMON | {"number": "2", "online": "no"})
    assert answer.status_code == 302, answer.text
    entry = logged()
    assert (entry.kind, entry.sessions, entry.minutes) == ("meeting", 2, 0)
    assert (entry.online, entry.part, entry.tags) == (False, "", "")
    page = cadre.get(f"/study/entries/{entry.id}").text
    assert "2 gatherings" in page
    assert 'value="2"' in cadre.get(f"/study/entries/{entry.id}/edit").text


def test_leave_is_kept_to_the_hundredth_and_too_much_says_so_after_confirming(cadre):
    form = COMMON | {"days": "2", "ends_on": "2026-11-19", "leave_hours": "2.01"}
    assert cadre.post(f"{NEW}?kind=camp", data=form).status_code == 302
    entry = logged()
    assert entry.leave_hundredths == 201
    confirming.confirm_entries([entry], actor=Actor(make_account().id), now=NOON)
    db.session.commit()
    page = cadre.get("/hours").text
    assert "Confirmed, but without hours" in page
    assert "the leave taken is too much of it" in page
    assert "请假过多" in cadre.get("/hours?lang=zh").text


def test_an_activity_that_just_was_needs_no_amount(cadre):
    assert cadre.post(f"{NEW}?kind=lecture", data=COMMON).status_code == 302
    assert (logged().count, logged().minutes, logged().online) == (1, 0, None)


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("meeting", {"number": "0"}, "between 1 and 99"),
        ("meeting", {"number": ""}, "This field is required"),
        ("camp", {"days": "1", "leave_hours": "-1"}, "between 0 and 9999"),
        ("camp", {"days": "1", "leave_hours": "x"}, "Not a valid decimal value"),
        ("meeting", {"number": "1", "online": "perhaps"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(cadre, kind, typed, said):
    answer = cadre.post(f"{NEW}?kind={kind}", data=COMMON | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(StudyEntry).count() == 0


def test_one_gathering_is_recorded_for_many_with_the_same_fields(login):
    load_pack(RULE_BOOK)
    account = make_cadre()
    make_grant(account, "organiser")
    person = make_person(staff_no="00318")
    db.session.commit()
    client = login(account)
    page = client.get("/study/activities/new?kind=meeting").text
    assert 'name="number"' in page
    assert 'name="online"' in page
    form = COMMON | {
        "kind": "meeting", "shown": "meeting", "number": "1", "online": "yes",
        "person": str(person.id), "listed": str(person.id),
    }  # fmt: skip
    assert (
        "1 gathering" in client.post("/study/activities/new", data=form | {"step": "review"}).text
    )
    assert client.post("/study/activities", data=form).status_code == 302
    entry = logged()
    assert (entry.sessions, entry.online, entry.state) == (1, True, "confirmed")


def test_the_same_gathering_twice_looks_twice_and_another_number_does_not(cadre):
    cadre.post(f"{NEW}?kind=meeting", data=COMMON | {"number": "2"})
    again = cadre.post(f"{NEW}?kind=meeting", data=COMMON | {"number": "2"})
    assert again.status_code == 422
    assert "Log it all the same" in again.text
    assert cadre.post(f"{NEW}?kind=meeting", data=COMMON | {"number": "1"}).status_code == 302


def test_my_hours_shows_tags_parts_and_what_was_carried(login):
    load_pack(RULE_BOOK)
    account = make_cadre()
    person = db.session.get(type(make_person()), account.person_id)
    entries = [
        make_entry(person, kind="camp", minutes=0, days=4, studied_on=date(2025, 3, 3),
                   ends_on=date(2025, 3, 6)),
        make_entry(person, kind="web", minutes=45),
    ]  # fmt: skip
    confirming.confirm_entries(entries, actor=Actor(make_account().id), now=NOON)
    db.session.commit()
    client = login(account)
    page = client.get("/hours").text
    assert "6.00 more are carried over from 2025." in page
    assert "Still owed: 13.00 (Core 12.00, Online 1.00)." in page
    assert "20 a year" in page
    last = client.get("/hours?year=2025").text
    assert "6.00 goes on to 2026." in last
    assert '<span class="tag">Online</span>' in page

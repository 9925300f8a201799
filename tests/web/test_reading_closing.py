"""Closing a class: who is credited, who not and why; refused, nothing is lost; credit later."""

from datetime import date

import pytest

from domain.hours.figures import figure
from domain.reading.asked import Asked
from models import ClassMember, EntryBatch, Matter, ReadingClass, StudyEntry, db
from tests.factories import make_branch, make_cadre, make_entry, make_organiser, make_secretary
from tests.packs import load_pack
from tests.reading_classes import make_class, make_member, make_reading_material, read_all
from tests.web.task_books import person_of, stored

PLACE = "/reading/craft"
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def organiser(database):
    return make_organiser(name="许知微", staff_no="00411")


@pytest.fixture
def over(database):
    """A class that ends today and asks for its one material; it is worth two credit hours."""
    reading = make_class(ends_on=TODAY, asked=Asked(reflection=False, minutes=90))
    return reading, make_reading_material(reading)


def members(*accounts, reading):
    return [make_member(reading, person_of(one)) for one in accounts]


def test_members_who_lack_nothing_are_credited_once_the_others_with_a_reason(
    login, organiser, over
):
    reading, material = over
    done, lacking, nothing = make_cadre(name="王读完"), make_cadre(name="李未读"), make_cadre()
    rows = members(done, lacking, nothing, reading=reading)
    read_all(person_of(done), material)
    db.session.commit()
    client, ids = login(organiser), [one.id for one in rows]
    page = client.get(f"{PLACE}/closing").text
    assert f'name="member" value="{ids[0]}" checked' in page
    assert f'name="member" value="{ids[1]}">' in page
    assert "to be read" in page
    assert "2.00 credit hours, before any yearly cap" in page
    typed = {"member": [str(one) for one in ids[:2]], f"reason-{ids[2]}": "别丢了"}
    answer = client.post(f"{PLACE}/closing", data=typed)
    assert answer.status_code == 422
    assert "Write why 1 member is credited all the same." in answer.text
    assert "别丢了" in answer.text
    assert stored(StudyEntry) == []
    answer = client.post(f"{PLACE}/closing", data=typed | {f"reason-{ids[1]}": "因公出差，补读"})
    assert answer.location == PLACE
    assert "The class is closed; 2 members are credited." in client.get(PLACE).text
    entries = stored(StudyEntry)
    assert [(one.person_id, one.state, one.topic) for one in entries] == [
        (done.person_id, "confirmed", "办文基本功"), (lacking.person_id, "confirmed", "办文基本功"),
    ]  # fmt: skip
    assert (entries[0].studied_on, entries[0].ends_on) == (date(2026, 11, 16), TODAY)
    assert figure(done.person_id, 2026, today=TODAY).total == 200
    kept = stored(ClassMember)
    assert [one.entry_id for one in kept] == [entries[0].id, entries[1].id, None]
    assert [one.reason for one in kept] == ["", "因公出差，补读", ""]
    [reading] = stored(ReadingClass)
    assert (reading.state, reading.batch_id) == ("closed", stored(EntryBatch)[0].id)
    assert "credited to you" in login(done).get(PLACE).text


def test_a_closed_class_is_closed_for_whoever_presses_second(login, organiser, over):
    client = login(organiser)
    assert client.post(f"{PLACE}/closing").status_code == 302
    again = client.post(f"{PLACE}/closing")
    assert "Nothing changed: the class is finished." in client.get(again.location).text
    assert client.get(f"{PLACE}/closing").status_code == 302


def test_the_organisers_own_entry_waits_for_the_confirmer(login, over):
    reading, material = over
    branch = make_branch()
    organiser = make_organiser(branch=branch)
    make_secretary(branch)
    [row] = members(organiser, reading=reading)
    read_all(person_of(organiser), material)
    db.session.commit()
    client = login(organiser)
    assert "waits for your confirmer" in client.get(f"{PLACE}/closing").text
    client.post(f"{PLACE}/closing", data={"member": str(row.id)})
    assert "Your own entry waits for your confirmer." in client.get(PLACE).text
    assert [one.state for one in stored(StudyEntry)] == ["waiting"]
    page = client.get(PLACE).text
    assert "Your own entry waits for your confirmer." in page
    assert "credited to you" not in page


def test_who_cannot_be_credited_is_named_and_nothing_is_done(login, organiser, over):
    reading, material = over
    left, full = make_cadre(name="赵已调", left_on=date(2026, 11, 18)), make_cadre(name="钱满天")
    for account in (left, full):
        read_all(person_of(account), material)
    rows = members(left, full, reading=reading)
    for day in range(16, 21):
        make_entry(person_of(full), minutes=960, studied_on=date(2026, 11, day), state="confirmed")
    db.session.commit()
    client = login(organiser)
    page = client.get(f"{PLACE}/closing").text
    assert "赵已调" in page
    assert "has left: from 18 Nov" in page
    assert "at most 16 hours a day" in page
    assert "checked" not in page.split("<tbody>")[1]
    answer = client.post(f"{PLACE}/closing", data={"member": [str(one.id) for one in rows]})
    assert answer.status_code == 422
    assert "赵已调" in answer.text
    assert answer.text.count("checked") == 2  # what was ticked stays
    assert {one.kind for one in stored(StudyEntry)} == {"self_study"}
    assert stored(ReadingClass)[0].state == "open"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ends_on": date(2026, 11, 30)}, "its last day is to come"),
        ({"kind": "gone"}, "The hours rules know no such kind"),
        ({"asked": Asked(reflection=False, days=2)}, "measured by something else"),
        ({"starts_on": date(2025, 11, 10)}, "Its days are more than a year"),
    ],
)
def test_a_class_that_cannot_be_credited_says_why_and_stays_open(login, organiser, values, message):
    defaults = {"ends_on": TODAY, "asked": Asked(reflection=False, minutes=90)}
    reading = make_class(**defaults | values)
    [row] = members(make_cadre(), reading=reading)
    db.session.commit()
    client = login(organiser)
    page = client.get(f"{PLACE}/closing")
    assert page.status_code == 200
    assert message in page.text
    # It is closed for good: one press is not enough to do so.
    sure = page.text[page.text.index('<details class="sure">') :]
    assert "Yes, close it without credit" in sure[: sure.index("</details>")]
    assert 'class="btn btn-primary"' not in page.text[page.text.index("<h1>") :]
    typed = {"member": str(row.id), f"reason-{row.id}": "补"}
    answer = client.post(f"{PLACE}/closing", data=typed)
    assert (answer.status_code, message in answer.text) == (422, True)
    assert stored(ReadingClass)[0].state == "open"
    # Nobody credited, it can be closed all the same.
    assert client.post(f"{PLACE}/closing").status_code == 302
    assert stored(ReadingClass)[0].state == "closed"
    assert stored(StudyEntry) == []


def test_who_has_such_an_entry_already_is_left_out_unless_there_is_a_reason(login, organiser, over):
    reading, material = over
    account = make_cadre()
    [row] = members(account, reading=reading)
    read_all(person_of(account), material)
    make_entry(
        person_of(account), kind="group_training", minutes=90, studied_on=date(2026, 11, 16),
        ends_on=TODAY, state="confirmed",
    )  # fmt: skip
    db.session.commit()
    client = login(organiser)
    assert "has such an entry already" in client.get(f"{PLACE}/closing").text
    assert client.post(f"{PLACE}/closing", data={"member": str(row.id)}).status_code == 422
    typed = {"member": str(row.id), f"reason-{row.id}": "两个班"}
    assert client.post(f"{PLACE}/closing", data=typed).status_code == 302
    assert len(stored(StudyEntry)) == 2


def test_closing_ends_what_is_owed(login, organiser, over):
    account = make_cadre()
    db.session.commit()
    client = login(organiser)
    number = person_of(account).staff_no
    client.post(f"{PLACE}/members", data={"numbers": number})
    assert [one.state for one in stored(Matter)] == ["open"]
    client.post(f"{PLACE}/closing")
    [matter] = stored(Matter)
    assert (matter.state, matter.outcome, matter.look_back_on) == ("closed", "class_closed", None)


def test_a_member_is_credited_later_once_with_a_reason(login, organiser, over):
    reading, _material = over
    account = make_cadre(name="孙补上")
    [row] = members(account, reading=reading)
    db.session.commit()
    client = login(organiser)
    place = f"{PLACE}/members/{row.id}/credit"
    assert client.get(place).status_code == 404  # the class is open
    client.post(f"{PLACE}/closing")
    assert "Credit all the same" in client.get(f"{PLACE}/members").text
    assert client.post(place, data={"reason": " "}).status_code == 422
    assert client.post(place, data={"reason": "补交了心得"}).status_code == 302
    assert client.post(place, data={"reason": "再来"}).status_code == 404
    [entry] = stored(StudyEntry)
    assert stored(ClassMember)[0].entry_id == entry.id
    assert figure(account.person_id, 2026, today=TODAY).total == 200


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_many(login, organiser, over, count_queries, many):
    reading, _material = over
    members(*(make_cadre() for _ in range(many)), reading=reading)
    db.session.commit()
    client = login(organiser)
    with count_queries() as statements:
        assert client.get(f"{PLACE}/closing").status_code == 200
    assert len(statements) <= 14, statements

"""An entry that credits a gathering or a reading class: withdrawn by its owner, not rewritten."""

import pytest

from models import Attendance, StudyEntry, db
from tests.factories import make_cadre, make_entry
from tests.gatherings import NOON, make_gathering
from tests.reading_classes import make_class, make_member
from tests.web.gatherings import make_hall, person_of
from tests.web.task_books import stored

SAID = "The entry comes from a gathering or a reading class"
EDIT = {
    "studied_on": "2026-11-18", "minutes": "60", "topic": "另写一个", "start_time": "08:00",
    "version": "1", "gained": "学到了很多",
}  # fmt: skip


@pytest.fixture(params=["gathering", "class"])
def credited(request, database):
    """The owner's account, and an entry of theirs that waits."""
    hall = make_hall()
    owner = make_cadre(branch=hall.branch)
    entry = make_entry(person_of(owner), state="waiting")
    if request.param == "class":
        make_member(make_class(), person_of(owner), entry_id=entry.id)
    else:
        db.session.add(
            Attendance(
                group_study_id=make_gathering(hall.branch).id, person_id=owner.person_id,
                state="present", way="roll", marked_at=NOON, entry_id=entry.id,
            )
        )  # fmt: skip
    db.session.commit()
    return owner, entry


def test_what_credits_a_gathering_or_a_class_is_not_rewritten(login, credited):
    owner, entry = credited
    client, place = login(owner), f"/study/entries/{entry.id}"
    page = client.get(place).text
    assert f'href="{place}/edit"' not in page
    assert SAID in page
    answer = client.get(f"{place}/edit")
    assert answer.location == place
    assert SAID in client.get(place).text
    answer = client.post(f"{place}/edit", data=EDIT)
    assert answer.status_code == 422
    assert SAID in answer.text
    [kept] = stored(StudyEntry)
    assert (kept.topic, kept.minutes, kept.version) == ("公文格式要点", 45, 1)


def test_it_may_be_withdrawn(login, credited):
    owner, entry = credited
    client, place = login(owner), f"/study/entries/{entry.id}"
    assert client.post(f"{place}/withdrawal").status_code == 302
    assert stored(StudyEntry)[0].state == "withdrawn"


@pytest.mark.parametrize("state", ["waiting", "returned"])
def test_an_entry_that_credits_nothing_of_these_is_changed_as_before(login, database, state):
    hall = make_hall()
    entry = make_entry(person_of(hall.listener), state=state)
    client, place = login(hall.listener), f"/study/entries/{entry.id}"
    assert f'href="{place}/edit"' in client.get(place).text
    assert client.post(f"{place}/edit", data=EDIT).status_code == 302
    assert stored(StudyEntry)[0].topic == "另写一个"

"""The sign-in sheet brought back in: who is told to whom, what changed since the preview."""

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.attendance import PRESENT, Mark, mark
from domain.groupstudy.inviting import Invited
from models import Attendance, db
from tests.factories import make_branch, make_person
from tests.gatherings import NOON, make_gathering, opened
from tests.web.gatherings import make_hall, person_of
from tests.web.test_gatherings_corrected import HEAD, brought, rows_of, seen_in

UNKNOWN = "Nobody whom you see here has this staff number."


@pytest.fixture
def hall(database):
    return make_hall()


@pytest.fixture
def far(hall):
    """Somebody of another branch."""
    return make_person(branch=make_branch(), name="远方人", staff_no="99123")


def states() -> dict[int, str]:
    return dict(
        db.session.execute(
            sa.select(Attendance.person_id, Attendance.state).execution_options(
                populate_existing=True
            )
        ).all()
    )


def test_a_number_alone_tells_nothing_of_somebody_of_another_branch(login, hall, far):
    rows = "99123,,,已到,\n99123,别人,,已到,\n99124,,,已到,\n99124,别人,,已到,\n"
    page, _place = brought(login(hall.secretary), hall.gathering, HEAD + rows)
    assert "远方人" not in page.text
    assert page.text.count(UNKNOWN) == 4
    assert "with another name" not in page.text
    assert "The person stands in the file twice." not in page.text


def test_with_the_name_beside_the_number_somebody_of_another_branch_is_a_guest(login, hall, far):
    client = login(hall.secretary)
    page, place = brought(client, hall.gathering, HEAD + "99123,远方人,,已到,\n")
    assert "comes as a guest" in page.text
    client.post(f"{place}/application", data={"seen": seen_in(page)})
    assert states()[far.id] == "present"
    page, _place = brought(client, hall.gathering, HEAD + "99123,,,迟到,\n")
    assert "远方人" in page.text  # whoever is there is named to whoever holds the gathering


def test_whoever_is_invited_from_elsewhere_is_not_told_by_number_either(login, hall, far):
    theirs = frozenset({hall.branch.id}), frozenset({far.id})
    both = opened(
        make_gathering(hall.branch, invited=Invited(branch_ids=theirs[0], person_ids=theirs[1]))
    )
    page, _place = brought(login(hall.secretary), both, HEAD + "99123,,,已到,\n")
    assert "远方人" not in page.text
    assert UNKNOWN in page.text


def test_a_mark_made_since_the_preview_stands_and_the_row_is_refused(login, hall, far):
    present = person_of(hall.listener)
    speaker = person_of(hall.speaker)
    late = make_person(branch=hall.branch, name="后到者", staff_no="00900")
    again = opened(make_gathering(hall.branch))
    client = login(hall.secretary)
    text = HEAD + (
        f"{present.staff_no},,,缺席,\n00900,,,缺席,\n{speaker.staff_no},,,已到,\n"
        "99123,远方人,,迟到,\n"
    )
    page, place = brought(client, again, text)
    seen = seen_in(page)
    for one in (late, far):
        mark(again, one.id, Mark(PRESENT, way="code"), actor=Actor(None), now=NOON)
    db.session.commit()
    answer = client.post(f"{place}/application", data={"seen": seen})
    found = {
        one.person_id: one.state
        for one in db.session.scalars(sa.select(Attendance).filter_by(group_study_id=again.id))
    }
    assert (found[late.id], found[far.id]) == ("present", "present")
    assert (found[present.id], found[speaker.id]) == ("absent", "present")
    said = client.get(answer.location).text
    assert "2 people marked." in said
    assert "2 rows were left out, as the attendance has changed since the preview" in said
    assert "后到者" in said
    refused = rows_of(client.get(f"{place}/refused.xlsx"))
    assert len(refused) == 3
    assert "changed since the preview" in refused[1][-1]


def test_a_file_of_one_gathering_is_not_there_at_another(login, hall):
    other = opened(make_gathering(hall.branch, topic="另一次"))
    client = login(hall.secretary)
    number = person_of(hall.listener).staff_no
    page, place = brought(client, hall.gathering, HEAD + f"{number},,,缺席,\n")
    crossed = place.replace(hall.page, f"/group-study/{other.id}")
    assert crossed != place
    assert client.get(crossed).status_code == 404
    assert client.get(f"{crossed}/refused.xlsx").status_code == 404
    answer = client.post(f"{crossed}/application", data={"seen": seen_in(page)})
    assert answer.status_code == 404
    assert "absent" not in states().values()

"""Why somebody is on leave, and the proofs of it: told within one's reach, and taken off."""

import io
from dataclasses import dataclass

import pytest

from domain.groupstudy.inviting import Invited
from models import Account, GroupStudy, GroupStudyFile, Person, db
from tests.domain.made_files import picture
from tests.factories import make_branch, make_person, make_secretary
from tests.gatherings import NOON, load_rule, make_gathering, opened
from tests.packs import load_pack
from tests.web.task_books import stored

REASON, PROOF = "做手术住院", "住院证明.jpg"


@dataclass
class Both:
    """A gathering of two branches; somebody of the second is on leave, by their own secretary."""

    host: Account
    theirs: Account
    person: Person
    gathering: GroupStudy

    @property
    def attendance(self) -> str:
        return f"/group-study/{self.gathering.id}/attendance"

    @property
    def marks(self) -> str:
        return f"{self.attendance}/{self.person.id}"


@pytest.fixture
def both(database, login):
    load_pack()
    load_rule()
    first, second = make_branch(name="甲支部"), make_branch(name="乙支部")
    invited = Invited(branch_ids=frozenset({first.id, second.id}))
    person = make_person(branch=second, name="乙员")
    host, theirs = make_secretary(first), make_secretary(second)
    gathering = opened(make_gathering(first, invited=invited, starts_at=NOON))
    found = Both(host, theirs, person, gathering)
    assert give_leave(login(theirs), found).status_code == 302
    return found


def give_leave(client, both, was="expected"):
    data = {"reason": REASON, "was": was, "proofs": [(io.BytesIO(picture()), PROOF)]}
    return client.post(both.marks, data=data, content_type="multipart/form-data")


def test_who_holds_it_sees_the_marks_of_somebody_of_another_branch_without_why(login, both):
    own = login(both.theirs)
    tap = {"tap": f"{both.person.id}.present.leave"}
    assert own.post(both.attendance, data=tap).status_code == 302
    page = login(both.host).get(both.marks)
    assert page.status_code == 200
    assert "On leave → Present" in page.text
    assert REASON not in page.text
    assert PROOF not in page.text
    seen = own.get(both.marks).text
    assert REASON in seen
    assert PROOF in seen


def test_nor_why_a_guest_of_another_branch_is_on_leave(login, both):
    host, guest = login(both.host), make_person(branch=make_branch(), staff_no="99123")
    host.post(f"{both.attendance}/guests", data={"staff_no": guest.staff_no})
    both.person = guest
    assert give_leave(host, both, was="present").status_code == 302
    for page in (both.marks, both.attendance, f"/group-study/{both.gathering.id}/closing"):
        answer = host.get(page)
        assert answer.status_code == 200
        assert REASON not in answer.text, page
    assert REASON.encode() not in host.get(f"/group-study/{both.gathering.id}/sheet").data


def test_whoever_added_a_proof_takes_it_off_and_who_may_not_see_it_does_not(login, both):
    (proof,) = stored(GroupStudyFile)
    place = f"/group-study/files/{proof.id}"
    assert login(both.host).get(place).status_code == 404
    assert login(both.host).post(f"{place}/removal").status_code == 404
    own = login(both.theirs)
    assert f"{place}/removal" in own.get(both.marks).text
    answer = own.post(f"{place}/removal")
    assert answer.location == both.marks
    assert f'href="{place}"' not in own.get(both.marks).text
    assert stored(GroupStudyFile)[0].removed_at == NOON


def test_once_the_gathering_is_closed_the_proof_stays(login, both):
    (proof,) = stored(GroupStudyFile)
    both.gathering.state, both.gathering.closed_at = "closed", NOON
    db.session.commit()
    own = login(both.theirs)
    assert "/removal" not in own.get(both.marks).text
    answer = own.post(f"/group-study/files/{proof.id}/removal")
    assert "Nothing changed: the gathering is held." in own.get(answer.location).text
    assert stored(GroupStudyFile)[0].removed_at is None

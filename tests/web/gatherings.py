"""A gathering that is open, with who holds it, who is there, and who is not concerned."""

from dataclasses import dataclass

from models import Account, Branch, GroupStudy, Person, db
from tests.factories import make_branch, make_cadre, make_secretary
from tests.gatherings import load_rule, make_gathering, opened
from tests.packs import load_pack


@dataclass
class Hall:
    """A branch exchange; the speaker and the listener are members of the branch."""

    branch: Branch
    secretary: Account
    speaker: Account
    listener: Account
    foreign: Account
    gathering: GroupStudy

    @property
    def page(self) -> str:
        return f"/group-study/{self.gathering.id}"


def person_of(account: Account) -> Person:
    return db.session.get_one(Person, account.person_id)


def make_hall(*, state: str = "open", **values) -> Hall:
    load_pack()
    load_rule()
    branch = make_branch(name="第一支部")
    secretary = make_secretary(branch, name="周书记")
    speaker, listener = (make_cadre(branch=branch, name=name) for name in ("李青川", "何听雨"))
    foreign = make_cadre(branch=make_branch(), name="路旁人")
    gathering = make_gathering(branch, **values)
    if state != "planned":
        opened(gathering, person_of(speaker), person_of(listener))
    if state not in {"planned", "open"}:
        gathering.state, gathering.closed_at = state, gathering.ends_at
    db.session.commit()
    return Hall(branch, secretary, speaker, listener, foreign, gathering)

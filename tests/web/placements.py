"""A unit with its leader, HR, a mentor and a mentee, and placements of them."""

from dataclasses import dataclass

from domain.access import Visitor
from models import Account, Person, Placement, Unit, db
from tests.factories import make_cadre, make_hr, make_leader, make_unit
from tests.placed import make_mentorship, visitor

POINTS = {
    "duties": "师傅每周讲一次",
    "content": "公文办理",
    "aim": "独立办文",
    "standard": "十篇合格",
}


@dataclass
class Office:
    """Mentor and mentee are of the unit that the leader leads."""

    unit: Unit
    hr: Account
    leader: Account
    mentor: Account
    mentee: Account

    @property
    def by_hr(self) -> Visitor:
        return visitor(self.hr)

    def paired(self, **values) -> Placement:
        """Of mentor and mentee; under way since March, unless other values are given."""
        defaults = {"unit_id": self.unit.id, **POINTS}
        row = make_mentorship(person_of(self.mentor), person_of(self.mentee), **defaults | values)
        db.session.commit()
        return row


def make_office() -> Office:
    unit = make_unit(name="综合科")
    found = Office(
        unit, make_hr(name="任人事"), make_leader(unit, name="周科长"),
        make_cadre(unit=unit, name="李师傅"), make_cadre(unit=unit, name="何新人"),
    )  # fmt: skip
    db.session.commit()
    return found


def person_of(account: Account) -> Person:
    return db.session.get_one(Person, account.person_id)


def page_of(placement: Placement) -> str:
    return f"/placements/{placement.id}"


def anew(row):
    """The row as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)

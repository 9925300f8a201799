"""What the tests of the rules pages share: an organiser, an address, a confirmed activity."""

from datetime import date

from domain import confirming
from domain.audit import Actor
from models import Account, RulePack, db
from tests.conftest import NOON
from tests.factories import make_account, make_cadre, make_entry, make_grant
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
HALVED = {  # what self-study, courses and training by the minute give
    'convert = { of = "minutes", per = 45, credit = "1.00" }':
    'convert = { of = "minutes", per = 90, credit = "1.00" }',
}  # fmt: skip


def make_organiser() -> Account:
    """An organiser with a person's record, where the example is in force."""
    load_pack()
    account = make_cadre(name="组织员", search_key="zu")
    make_grant(account, "organiser")
    db.session.commit()
    return account


def confirmed(person, **values) -> None:
    """An activity of last year, confirmed."""
    values = {"studied_on": date(2025, 6, 1)} | values
    confirming.confirm_entries(
        [make_entry(person, **values)], actor=Actor(make_account().id), now=NOON
    )
    db.session.commit()


def address(row: RulePack, place: str = "") -> str:
    return f"/rules/{row.slug}/{row.version}{place}"

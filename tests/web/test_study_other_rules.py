"""Logging study by rules that know no self-study; and what was logged under the rules before."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.audit import Actor
from domain.hours.adoptions import adopt_pack
from models import Person, StudyEntry, db
from tests.conftest import NOON
from tests.factories import THEN, make_account, make_cadre, make_entry
from tests.packs import load_next_version, load_pack

READING = {
    '"self_study"': '"own_reading"', 'id = "self"': 'id = "own"', 'part = "self"': 'part = "own"',
    'self = "20.00"': 'own = "20.00"', 'en = "Self-study"': 'en = "Own reading"',
}  # fmt: skip
NO_MINUTES = {'of = "minutes"': 'of = "sessions"'}
TYPED = {"minutes": "45", "studied_on": "2026-11-20", "topic": "", "gained": "一句"}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def adopted(changed) -> None:
    pack = load_next_version(changed=changed)
    adopt_pack(pack, date(2026, 11, 20), "新办法", actor=Actor(None), now=THEN)
    db.session.commit()


def action_of(page: str) -> str:
    return re.search(r'<form class="(?:sheet quick|form)"[^>]* action="([^"]*)"', page)[1]


@pytest.mark.parametrize("path", ["/", "/study/entries/new"])
def test_the_plain_way_logs_the_first_kind_by_minutes(login, path):
    adopted(READING)
    client = login(make_cadre())
    page = client.get(path).text
    assert "Own reading" in page
    assert client.post(action_of(page), data=TYPED).status_code == 302
    assert db.session.scalars(sa.select(StudyEntry.kind)).one() == "own_reading"


def test_where_nothing_is_logged_by_minutes_today_leads_to_the_form(login):
    adopted(NO_MINUTES)
    page = login(make_cadre()).get("/").text
    assert 'class="sheet quick"' in page
    assert 'name="minutes"' not in page


def test_what_earlier_rules_counted_keeps_its_name_and_is_not_offered_again(login):
    account = make_cadre()
    row = make_entry(
        db.session.get_one(Person, account.person_id), studied_on=date(2026, 11, 2), topic=""
    )
    confirming.confirm_entries([row], actor=Actor(make_account().id), now=NOON)
    adopted(READING)
    client = login(account)
    assert "self_study" not in client.get("/study/entries/new").text
    assert "Start from this" not in client.get("/study/entries/new").text
    page = client.get("/hours").text
    assert ">Self-study<" in page.partition("What is asked")[2].replace("\n", "").replace("  ", "")
    assert not re.search(r">\s*self\s*<", page)
    assert "Self-study" in client.get("/study/entries").text

"""The numbers on Today, in the frame and on the lists are the same, whatever happened."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.audit import Actor
from domain.matters import close_matter, find_matter
from domain.matters.by_hand import answer_by_hand, look_again
from domain.matters.daily import daily
from models import Person, db
from tests.conftest import NOON
from tests.factories import (
    make_branch,
    make_cadre,
    make_correction,
    make_entry,
    make_leader,
    make_person,
    make_secretary,
    make_sheet,
    make_unit,
)
from tests.packs import load_pack

TAB = re.compile(r'aria-current="true">Mine to do(?: <span class="faint">(\d+)</span>)?')
HAPPENED = st.lists(
    st.tuples(
        st.sampled_from(
            ["waits", "late", "given back", "correction", "sheet", "answered", "closed", "looked"]
        ),
        st.sampled_from(["member", "secretary", "cadre", "outside"]),
    ),
    max_size=7,
)


@pytest.fixture
def office(app, database, login):
    load_pack()
    unit, branch = make_unit(), make_branch()
    accounts = {
        "secretary": make_secretary(branch, unit=unit), "leader": make_leader(unit),
        "cadre": make_cadre(branch=branch, unit=unit),
    }  # fmt: skip
    people = {
        name: db.session.get_one(Person, account.person_id) for name, account in accounts.items()
    } | {"member": make_person(branch=branch, unit=unit), "outside": make_person()}
    return people, {name: login(account) for name, account in accounts.items()}


def happen(people, what: str, who: str) -> None:
    person, by = people[who], {"actor": Actor(None), "now": NOON}
    if what in {"waits", "late", "given back"}:
        at = NOON.replace(month=10 if what == "late" else 11)
        make_entry(person, state="returned" if what == "given back" else "waiting",
                   submitted_at=at)  # fmt: skip
    elif what == "correction":
        make_correction(make_entry(person, state="confirmed"))
    else:
        sheet = make_sheet(person, people["leader" if who != "leader" else "member"])
        if what != "sheet":
            answer_by_hand(sheet, "已办", "依据", "", **by)
        if what in {"closed", "looked"}:
            close_matter("dispatch", sheet.source_id, outcome="done", **by)
        if what == "looked":
            look_again(find_matter("dispatch", sheet.source_id), NOON.date(), **by)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(happened=HAPPENED)
def test_today_the_frame_and_the_lists_agree(app, office, happened):
    people, clients = office
    outer = db.session.begin_nested()
    for what, who in happened:
        happen(people, what, who)
    daily(actor=Actor(None), now=NOON)
    for client in clients.values():
        app.extensions["kept_pages"].clear()
        app.extensions["owed_counts"].clear()
        asked = client.get("/notices/counts").json["owed"]
        home = client.get("/").text
        listed = client.get("/matters").text
        frame = {int(one) for one in re.findall(r'data-count="owed" data-number="(\d+)"', home)}
        said = re.search(r"(\d+) things? (?:is|are) yours to do", home)
        tab = re.search(
            r'aria-current="true">Mine to do(?: <span class="faint">(\d+)</span>)?', listed
        )
        rows = listed.count('<th scope="row"')
        numbers = (int(said[1]) if said else 0, int(tab[1] or 0), rows)
        assert numbers == (asked, asked, asked)
        assert frame == {asked}
        waiting = client.get("/matters?whose=owed").text.count('<th scope="row"')
        owed = re.search(r"<h2>Owed to me</h2><span>(\d*)</span>", home)
        assert int(owed[1] or 0) == waiting
    outer.rollback()

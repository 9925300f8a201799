"""One figure: page, exports, certificate, statement, desk, board and year-end table agree."""

import json
import re
from datetime import date

import pytest

from domain import confirming
from domain.audit import Actor
from models import Certificate, Person, db
from tests.conftest import NOON
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_entry,
    make_hr,
    make_leader,
    make_post,
    make_secretary,
    make_tenure,
    make_unit,
)
from tests.packs import load_pack
from tests.web.reading import pdf_of, rows_of, word_of

ENTRIES = (
    {"minutes": 50},
    {"minutes": 3000, "studied_on": date(2026, 2, 2)},  # cut by the cap of the year
    {"kind": "online_course", "minutes": 37, "studied_on": date(2026, 5, 3)},
    {"kind": "teaching", "minutes": 100, "studied_on": date(2026, 6, 1)},
    {"kind": "paper", "minutes": 0, "count": 1, "level": "office"},
    {"kind": "outside_training", "minutes": 0, "days": 3, "half_days": 1,
     "studied_on": date(2025, 12, 30), "ends_on": date(2026, 1, 2)},
)  # fmt: skip


@pytest.fixture
def world(login):
    """A member with entries of every kind, one of them voided, and all who read the figure."""
    load_pack()
    branch, unit = make_branch(), make_unit()
    account = make_cadre(branch=branch, name="林叙", staff_no="00317")
    person = db.session.get_one(Person, account.person_id)
    make_tenure(person, make_post(unit))
    actor = Actor(make_account().id)
    entries = [make_entry(person, **values) for values in ENTRIES]
    steps = confirming.confirm_entries(entries, actor=actor, now=NOON)
    confirming.undo_steps(steps[:1], actor=actor, now=NOON)
    db.session.commit()
    return {
        "own": login(account), "secretary": login(make_secretary(branch, staff_no="8")),
        "hr": login(make_hr()), "leader": login(make_leader(unit)),
    }  # fmt: skip


def test_every_page_and_file_shows_the_same_figure_to_the_hundredth(app, world):
    run = app.test_cli_runner().invoke(
        args=["hours", "statement", "--person", "00317", "--year", "2026", "--json"]
    )
    said = json.loads(run.stdout)
    [required, _online] = said["requirements"]
    total = required["total"]
    lines = [line["credit"] for line in said["lines"]]
    assert f"{sum(float(one) for one in lines):.2f}" == total
    own = world["own"]
    page = own.get("/hours").text
    found = [
        re.search(r'class="g-big"[^>]*>([^<]+)<', page)[1],
        re.search(r'class="total">.*?class="got">([^<]+)<', page, re.DOTALL)[1],
    ]
    sheet = rows_of(own.get("/hours/00317/statement.xlsx"))
    assert [f"{row[-1]:.2f}" for row in sheet[1:-1]] == lines
    assert re.findall(r'class="got">([^<]+)<', page)[:-1] == [
        one.replace("-", "−") for one in lines
    ]
    found.append(f"{sheet[-1][-1]:.2f}")
    five = rows_of(own.get("/hours/00317/statement.xlsx?years=5"))
    found.append(f"{five[1][-1]:.2f}")
    for reader, path in (("secretary", "/desk"), ("hr", "/board"), ("leader", "/board")):
        shown = world[reader].get("/hours/00317").text
        found.append(re.search(r'class="g-big"[^>]*>([^<]+)<', shown)[1])
        rows = rows_of(world[reader].get(f"{path}?as=xlsx"))
        row = next(row for row in rows if row[0] == "00317")
        found.append(f"{row[-1]:.2f}")
        assert f"{row[9]:.2f}" == required["owed"]
        listed = world[reader].get(path).text
        found.append(re.search(r'>林叙</a>.*?num key">([^<]+)<', listed, re.DOTALL)[1])
    found += _year_end(world["secretary"], required) + _certified(own)
    assert set(found) == {total}
    assert len(found) == 19


def _year_end(client, required):
    page = client.get("/desk/year-end").text
    row = re.search(r">林叙</a>(.*?)</tr>", page, re.DOTALL)[1]
    cells = re.findall(r'class="num">([^<]+)<', row)
    _lines, table = word_of(client.get("/desk/year-end?as=docx"))
    word = next(row for row in table if row[2] == "林叙")
    sheet = rows_of(client.get("/desk/year-end?as=xlsx"))
    cell = next(row for row in sheet if row[2] == "林叙")
    assert cells == word[3:9] == [f"{one:.2f}" for one in cell[3:9]]
    had = required["had"]
    assert cells[:3] == [had.get(part, "0.00") for part in ("group", "online", "self")]
    assert cells[5] == required["owed"]
    return [cells[3], word[6], f"{cell[6]:.2f}"]


def _certified(client):
    client.post("/hours/certificates", data={"year": "2026"})
    row = db.session.query(Certificate).one()
    _lines, table = word_of(client.get(f"/hours/certificates/{row.id}.docx"))
    text = pdf_of(client.get(f"/hours/certificates/{row.id}.pdf"))
    checked = client.get(f"/verify/{row.code}").text
    assert sum(json.loads(row.parts).values()) == row.hundredths
    return [
        table[-1][1],
        re.search(r"Total ([\d.]+)", text)[1],
        re.search(r"<dt>Credit hours</dt><dd>([^<]+)<", checked)[1],
    ]

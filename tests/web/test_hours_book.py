"""One file of activities: what is brought in and shown is what a rehearsal of it says."""

import json

import pytest
import sqlalchemy as sa

from models import StudyEntry, db
from tests.domain.hall_rules import RULE_BOOK
from tests.factories import make_person
from tests.packs import load_pack

HEADINGS = (
    "activity_id,{person},rank_group,kind,starts_on,ends_on,minutes,days,half_days,sessions,"
    "count,level,part,tags,online,leave_hours,note,document"
)
ROWS = """
A1,00317,,course,2025-12-30,2026-01-02,400,,,,,,,,,,党史,依据
A2,00317,,course,2026-02-01,,90,,,,,,,,是,,党史,依据
A3,00317,,web,2026-02-02,,20,,,,,,,law,,,,依据
A4,00317,,web,2026-02-03,,200,,,,,,必修,法治;online,,,,依据
A5,00317,,meeting,2026-03-01,,,,,2,,,,,,,专题,依据
A6,00317,,meeting,2026-03-02,,,,,,,,,,,,专题,依据
A7,00317,,camp,2026-04-01,2026-04-03,,2,1,,,,,,,2.50,,依据
A8,00317,,camp,2026-05-01,2026-05-03,,3,,,,,,,,3.01,,依据
A9,00317,,lecture,2026-06-01,,,,,,,,,,no,,,依据
B1,00318,heads,course,2024-06-01,2024-06-10,4500,,,,,,,,,,,依据
B2,00318,处级,camp,2025-06-01,2025-06-10,,10,,,,,,,,,,依据
B3,00318,乡科级正职,web,2026-06-01,,60,,,,,,,,,,,依据
"""


@pytest.fixture
def run(app, database, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    load_pack(RULE_BOOK)
    for number in ("00317", "00318"):
        make_person(staff_no=number)
    db.session.commit()
    return lambda *arguments: app.test_cli_runner().invoke(args=["hours", *map(str, arguments)])


def written(tmp_path, person: str):
    file = tmp_path / f"{person}.csv"
    file.write_text(HEADINGS.format(person=person) + ROWS, encoding="utf-8")
    return file


def test_the_statement_of_what_was_brought_in_is_what_the_rehearsal_of_the_file_says(run, tmp_path):
    rules = tmp_path / "hall.toml"
    rules.write_text(RULE_BOOK, encoding="utf-8")
    said = run("rehearse", "--rules", rules, "--activities", written(tmp_path, "person"), "--json")
    rehearsed = json.loads(said.stdout)
    done = run("import", written(tmp_path, "staff_no"), "--json")
    assert json.loads(done.stdout)["refused"] == []
    credited: dict[str, float] = {}
    for number in ("00317", "00318"):
        for year in range(2024, 2027):
            told = run("statement", "--person", number, "--year", year, "--json")
            statement = json.loads(told.stdout)
            wanted = [
                one
                for one in (*rehearsed["years"], *rehearsed["windows"])
                if one["person"] == number and one.get("year", one.get("to")) == year
            ]
            found = {one["requirement"]: one for one in statement["requirements"]}
            for one in wanted:
                assert found[one["requirement"]] == one
            for line in statement["lines"]:
                credited[line["activity"]] = credited.get(line["activity"], 0) + float(
                    line["credit"]
                )
    assert sum(credited.values()) == pytest.approx(
        sum(float(one["credit"]) for one in rehearsed["activities"])
    )
    assert sum(credited.values()) > 0


def test_every_column_of_the_file_is_kept_with_its_entry(run, tmp_path):
    run("import", written(tmp_path, "staff_no"))
    rows = db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id)).all()
    kept = {entry.document.rpartition("#")[2]: entry for entry in rows}
    assert (kept["A2"].online, kept["A9"].online, kept["A1"].online) == (True, False, None)
    assert (kept["A4"].part, kept["A4"].tags, kept["A3"].tags) == ("core", "law;online", "law")
    assert (kept["A5"].sessions, kept["A6"].sessions) == (2, 1)
    assert (kept["A7"].leave_hundredths, kept["A9"].count) == (250, 1)
    assert (kept["B1"].rank_group, kept["B2"].rank_group) == ("heads", "heads")
    assert kept["B3"].rank_group == "乡科级正职"
    again = json.loads(run("import", written(tmp_path, "staff_no"), "--json").stdout)
    assert (again["unchanged"], again["ready"]) == (12, 0)


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ("A1,00317,,course,2026-02-01,,45,,,,,,art,,,,,依据", "part", "必修 core"),
        ("A1,00317,,course,2026-02-01,,45,,,,,,,online;art,,,,依据", "tags", "法治 law"),
        ("A1,00317,,course,2026-02-01,,45,,,,,,,,perhaps,,,依据", "online", "yes or no"),
        ("A1,00317,,course,2026-02-01,,45,,,,,,,,,1.005,,依据", "leave_hours", "6.50"),
        ("A1,00317,,meeting,2026-02-01,,,,,0,,,,,,,,依据", "sessions", "number above 0"),
        ("A1,00317,,meeting,2026-02-01,,45,,,1,,,,,,,,依据", "minutes", "leave it empty"),
    ],
)
def test_a_cell_that_the_rules_do_not_know_is_named_and_nothing_is_written(
    run, tmp_path, row, field, said
):
    file = tmp_path / "past.csv"
    file.write_text(f"{HEADINGS.format(person='staff_no')}\n{row}\n", encoding="utf-8")
    done = run("import", file, "--json")
    assert done.exit_code == 1
    [refused] = json.loads(done.stdout)["refused"]
    [refusal] = refused["refusals"]
    assert refusal["field"] == field
    assert said in refusal["message"]
    assert db.session.scalar(sa.select(sa.func.count(StudyEntry.id))) == 0

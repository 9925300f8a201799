"""``flask placements history``: who held which post then, as known then."""

import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.placements.late_papers import Said, record_paper
from models import AuditRow, db
from tests.factories import make_person, make_post, make_tenure, make_unit
from tests.placed import make_secondment


@pytest.fixture
def placements(app, database, monkeypatch):
    """Run ``flask placements`` in English and return what came of it."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments):
        return app.test_cli_runner().invoke(args=["placements", *map(str, arguments)])

    return run


@pytest.fixture
def person(database):
    top = make_unit(name="办公室")
    unit = make_unit(name="综合处", parent_id=top.id)
    made = make_person(staff_no="Z-7", name="林叙")
    post = make_post(unit, title="文书")
    make_tenure(made, post, document_no="任字〔2019〕9 号")
    make_secondment(made, post, make_unit(name="青溪镇", outside=True), host_post="副主任")
    said = Said(make_post(unit, title="信息员").id, date(2022, 1, 1), date(2022, 6, 30))
    record_paper(
        made, said, today=date(2026, 11, 20), actor=Actor(None),
        now=datetime(2026, 11, 10, 4, tzinfo=UTC),
    )  # fmt: skip
    db.session.commit()
    return made


def test_each_look_is_in_the_audit_trail(placements, person):
    placements("history", "--person", "Z-7")
    placements("history", "--person", "nobody")
    db.session.rollback()
    seen = sa.select(AuditRow.noun_id).where(AuditRow.action == "person.history_viewed")
    assert db.session.scalars(seen).all() == [person.id]


def lines_of(answer):
    assert answer.exit_code == 0, answer.output
    return [(line["post"], line["from"], line["to"]) for line in json.loads(answer.output)["lines"]]


def test_the_document_has_exactly_what_the_interface_says(placements, person):
    answer = placements(
        "history", "--person", "Z-7", "--as-of", "2026-05-01", "--known-on", "2026-11-09", "--json"
    )
    assert json.loads(answer.output) | {"lines": None} == {
        "person": "Z-7", "as_of": "2026-05-01", "known_on": "2026-11-09", "lines": None,
    }  # fmt: skip
    assert json.loads(answer.output)["lines"] == [
        {
            "from": "2020-01-01", "to": None, "unit": "办公室/综合处", "post": "文书",
            "main": True, "kind": "tenure", "document": "任字〔2019〕9 号",
        }
    ]  # fmt: skip


def test_the_whole_history_as_known_now(placements, person):
    assert lines_of(placements("history", "--person", "Z-7", "--json")) == [
        ("文书", "2020-01-01", "2021-12-31"),
        ("信息员", "2022-01-01", "2022-06-30"),
        ("文书", "2022-07-01", None),
        ("副主任", "2026-03-01", "2027-02-28"),
    ]


def test_as_of_a_day_and_as_known_on_a_day(placements, person):
    asked = ["history", "--person", "Z-7", "--as-of", "2022-03-01", "--json"]
    assert lines_of(placements(*asked)) == [("信息员", "2022-01-01", "2022-06-30")]
    known = [*asked, "--known-on", "2026-11-09"]
    assert lines_of(placements(*known)) == [("文书", "2020-01-01", None)]


def test_as_plain_lines(placements, person):
    answer = placements("history", "--person", "Z-7")
    assert "2022-07-01 – to this day  办公室/综合处  文书  任字〔2019〕9 号" in answer.output


def test_nobody_of_that_number_and_a_day_that_is_none(placements, person):
    assert "No person has the staff number" in placements("history", "--person", "0").output
    assert placements("history", "--person", "Z-7", "--as-of", "2022-13-01").exit_code == 2

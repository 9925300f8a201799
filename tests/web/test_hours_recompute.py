"""``flask hours recompute``: what does not add up is listed, and only the sums are put right."""

import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.audit import Actor
from domain.hours.figures import figure
from domain.hours.recompute import recompute
from models import CreditMonth, StudyEntry, db
from tests.factories import make_account, make_entry, make_person
from tests.packs import load_pack

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def run(app, database):
    def run(*arguments):
        db.session.commit()
        return app.test_cli_runner().invoke(args=["hours", "recompute", *arguments])

    return run


@pytest.fixture
def person(database):
    load_pack()
    person, actor = make_person(), Actor(make_account().id)
    over = make_entry(
        person, kind="outside_training", studied_on=date(2025, 12, 30), minutes=0, days=3,
        half_days=1, ends_on=date(2026, 1, 2),
    )  # fmt: skip
    confirming.confirm_entries([make_entry(person, minutes=90), over], actor=actor, now=NOW)
    return person


def test_books_that_add_up_say_so(run, person):
    done = run("--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"people": 1, "differences": [], "months": []}
    assert "1 person checked: everything adds up." in done.stderr


def test_nobody_at_all_is_well(run):
    assert run().exit_code == 0


def test_a_wrong_sum_of_a_month_is_listed_and_put_right(run, person):
    kept = sa.update(CreditMonth).where(CreditMonth.month == 11).values(hundredths=150)
    db.session.execute(kept)
    for arguments in ("--dry-run", "--json"), ("--json",):
        done = run(*arguments)
        assert done.exit_code == 1
        assert json.loads(done.stdout)["months"] == [
            {
                "person": person.staff_no, "year": 2026, "month": 11, "part": "self",
                "tags": [], "kept": "1.50", "lines": "2.00",
            }
        ]  # fmt: skip
    assert run().exit_code == 0
    assert figure(person.id, 2026, today=date(2026, 11, 20)).had == {"self": 200, "group": 1050}


def test_lost_and_left_over_sums_are_put_right(run, person):
    db.session.execute(sa.delete(CreditMonth).where(CreditMonth.year == 2025))
    db.session.add(
        CreditMonth(person_id=person.id, year=2024, month=1, part="self", hundredths=100)
    )
    done = run()
    assert done.exit_code == 1
    assert f"{person.staff_no}, 2024-01, self: 1.00 kept for the month, 0.00" in done.stdout
    assert f"{person.staff_no}, 2025-12, group: 0.00 kept for the month, 10.50" in done.stdout
    assert recompute(write=False).adds_up


def test_a_ledger_that_is_not_the_engines_answer_is_listed_and_never_edited(run, person):
    entry = db.session.scalars(sa.select(StudyEntry).where(StudyEntry.minutes == 90)).one()
    entry.minutes = 45
    lines = sa.text("SELECT id, hundredths FROM credits ORDER BY id")
    before = db.session.execute(lines).all()
    for _ in range(2):
        done = run("--json")
        assert done.exit_code == 1
        assert json.loads(done.stdout)["differences"] == [
            {
                "person": person.staff_no, "year": 2026, "part": "self", "entry": entry.id,
                "ledger": "2.00", "engine": "1.00",
            }
        ]  # fmt: skip
    assert f"entry {entry.id}: 2.00 in the ledger, 1.00 by the rules" in run().stdout
    assert db.session.execute(lines).all() == before

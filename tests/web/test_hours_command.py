import json

import pytest

from domain import confirming
from domain.audit import Actor
from models import db
from tests.conftest import NOON
from tests.factories import make_account, make_entry, make_person
from tests.packs import load_pack


@pytest.fixture
def run(app, database):
    """Run a command inside the test's own transaction."""
    return lambda *arguments: app.test_cli_runner().invoke(args=arguments)


def confirmed(**values):
    load_pack()
    person = make_person(staff_no="00317", name="林叙")
    confirming.confirm_entries(
        [make_entry(person, **values)], actor=Actor(make_account().id), now=NOON
    )
    db.session.commit()
    return person


def test_the_statement_gives_the_figure_and_explains_each_line_in_both_languages(run):
    confirmed(topic="")
    result = run("hours", "statement", "--person", "00317", "--year", "2026", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    [requirement, online], [line] = document["requirements"], document["lines"]
    assert (online["requirement"], online["total"]) == ("online-year", "0.00")
    assert (requirement["total"], requirement["owed"]) == ("1.00", "159.00")
    assert requirement["had"] == {"group": "0.00", "online": "0.00", "self": "1.00"}
    assert (line["credit"], line["on"], line["part"]) == ("1.00", "2026-11-18", "self")
    assert line["explanation"] == {
        "zh": "45 分钟，每 45 分钟 1.00 学时，计 1.00。计入 2026 年自学。",
        "en": "45 minutes, 1.00 for each 45 minutes: 1.00. Counts as Self-study in 2026.",
    }


def test_the_statement_can_be_read_without_json(run):
    confirmed()
    result = run("hours", "statement", "--person", "00317", "--year", "2026")
    assert result.exit_code == 0
    assert "1.00" in result.stdout


def test_an_unknown_person_ends_with_one_and_a_wrong_call_with_two(run):
    load_pack()
    assert run("hours", "statement", "--person", "99", "--year", "2026").exit_code == 1
    assert run("hours", "statement", "--person", "99").exit_code == 2


def test_rule_files_load_once_and_a_wrong_one_names_the_field(run, tmp_path):
    (tmp_path / "hours-mine.toml").write_text('id = "mine"\n', encoding="utf-8")
    result = run("rules", "load", str(tmp_path))
    assert result.exit_code == 1
    assert "hours-mine.toml" in result.output
    assert "line 1, version" in result.output

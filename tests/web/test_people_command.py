"""``flask people``: the same roster by the command line."""

import json

import pytest
import sqlalchemy as sa

from domain.roster_columns import ROSTER_COLUMNS
from models import Account, AuditRow, Person, db
from tests.domain.spreadsheets import xlsx
from tests.factories import make_branch, make_unit

HEADINGS = ["工号", "姓名", "单位", "党支部"]


@pytest.fixture
def people(app, database, monkeypatch):
    """Run ``flask people`` in English and return what came of it."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments):
        return app.test_cli_runner().invoke(args=["people", *map(str, arguments)])

    return run


@pytest.fixture
def roster(tmp_path):
    def write(*rows, headings=HEADINGS):
        file = tmp_path / "roster.xlsx"
        file.write_bytes(xlsx(headings, *rows))
        return file

    return write


def numbers():
    return set(db.session.scalars(sa.select(Person.staff_no)))


def test_a_roster_comes_in_and_a_second_time_changes_nothing(people, roster):
    file = roster(["00123", "单小龙", "办公室/综合处", "第一支部"])
    first = people("import", file, "--create-missing", "--json")
    assert (first.exit_code, json.loads(first.stdout)) == (
        0, {"added": 1, "changed": 0, "unchanged": 0, "refused": [], "applied": True},
    )  # fmt: skip
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(AuditRow))
    second = json.loads(people("import", file, "--json").stdout)
    assert (second["added"], second["changed"], second["unchanged"]) == (0, 0, 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditRow)) == rows


def test_a_dry_run_says_and_writes_nothing(people, roster):
    answer = people("import", roster(["00123", "单小龙", "", ""]), "--dry-run", "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["applied"] is False
    assert numbers() == set()


def test_refused_rows_are_listed_and_the_others_go_in(people, roster):
    make_unit(name="办公室")
    make_branch(name="第一支部")
    db.session.commit()
    file = roster(["1", "甲", "督查室", ""], ["2", "乙", "", "第一支部"])
    answer = people("import", file, "--json")
    assert answer.exit_code == 1
    refused = json.loads(answer.stdout)["refused"]
    assert [(one["row"], one["staff_no"]) for one in refused] == [(2, "1")]
    assert refused[0]["refusals"][0] | {"message": ""} == {
        "field": "unit", "value": "督查室", "reason": "unit_missing", "message": "",
    }  # fmt: skip
    assert numbers() == {"2"}


def test_the_plain_answer_names_row_column_and_reason(people, roster):
    answer = people("import", roster(["1", "甲", "督查室", ""]))
    assert answer.exit_code == 1
    assert "Refused: 1" in answer.stdout
    assert "Row 2, 1 甲: unit “督查室”: there is no unit 督查室" in answer.stderr


def test_it_speaks_chinese_where_the_terminal_does(people, roster, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    answer = people("import", roster(["1", "甲", "督查室", ""]))
    assert "拒绝：1" in answer.stdout
    assert "没有“督查室”这个单位" in answer.stderr


@pytest.mark.parametrize("written", [b"no spreadsheet", b"\x89PNG\r\n\x1a\n\x00\x01"])
def test_a_file_that_cannot_be_read_is_a_wrong_call(people, tmp_path, written):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(written)
    answer = people("import", file, "--json")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "roster.xlsx" in answer.stderr


def test_a_file_that_is_not_there_is_a_wrong_call(people, tmp_path):
    assert people("import", tmp_path / "none.xlsx").exit_code == 2


def test_a_row_with_a_username_opens_an_account_without_a_password(people, roster):
    people("import", roster(["1", "甲", "jia"], headings=["工号", "姓名", "用户名"]))
    account = db.session.scalars(sa.select(Account)).one()
    assert (account.username, account.password_hash) == ("jia", "")


def test_the_template_has_every_heading(people, tmp_path):
    file = tmp_path / "empty.xlsx"
    assert people("template", file).exit_code == 0
    answer = people("import", file)
    assert answer.exit_code == 2
    assert "holds no rows" in answer.stderr
    assert len(ROSTER_COLUMNS) == 14
    assert people("template", tmp_path / "no folder" / "empty.xlsx").exit_code == 2


def test_what_is_missing_is_refused_with_the_name_of_the_option(people, roster):
    make_unit(name="督查室")
    db.session.commit()
    refused = people("import", roster(["1", "甲", "督查室", ""], ["2", "乙", "信息室", "一支部"]))
    assert "no post given: “工作人员” would be opened in 督查室" in refused.stderr
    assert refused.stderr.count("--create-missing") == 3

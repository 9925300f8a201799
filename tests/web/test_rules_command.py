"""``flask rules``: what is loaded lies ready, what is adopted is in force."""

import json

import pytest

from models import RubricVersion
from tests.factories import ROOT

TEXT = (ROOT / "content/rules/hours-example-office.toml").read_text(encoding="utf-8")


@pytest.fixture
def run(app, database):
    return lambda *arguments: app.test_cli_runner().invoke(args=["rules", *arguments])


@pytest.fixture
def folder(tmp_path):
    """A folder with the next version of the example in it."""
    text = TEXT.replace("\nversion = ", "\nversion = 9")
    (tmp_path / "hours-next.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_example_is_adopted_where_nothing_ever_was_and_nothing_after_it(run, folder):
    first = run("load")
    assert first.exit_code == 0, first.output
    assert "example-office, version" in first.stderr
    assert "in force from" in first.stderr
    again = run("load", str(folder))
    assert "1 rule pack loaded" in again.stderr
    assert "in force" not in again.stderr
    packs = json.loads(run("list", "--json").stdout)["packs"]
    newest, *_others = [one for one in packs if one["id"] == "example-office"]
    assert newest["in_force"] == []
    assert sum(len(one["in_force"]) for one in packs) == 1


def test_a_pack_is_adopted_from_a_day_for_a_reason(run, folder):
    run("load")
    run("load", str(folder))
    version = json.loads(run("list", "--json").stdout)["packs"][0]["version"]
    done = run(
        "adopt", "example-office", str(version), "--from", "2027-01-01", "--reason", "党组会"
    )
    assert done.exit_code == 0, done.output
    newest = json.loads(run("list", "--json").stdout)["packs"][0]
    assert newest["in_force"] == [{"from": "2027-01-01", "to": None, "reason": "党组会"}]
    assert "2027-01-01 – " in run("list").stdout


def test_what_cannot_be_adopted_is_refused_with_the_line_and_nothing_changes(run, folder):
    run("load")
    run("load", str(folder))
    version = str(json.loads(run("list", "--json").stdout)["packs"][0]["version"])
    before = run("list", "--json").stdout
    early = run("adopt", "example-office", version, "--from", "2019-12-31", "--reason", "x")
    assert early.exit_code == 1
    assert "line 4 (effective_from)" in early.stderr
    assert run("adopt", "example-office", version, "--from", "2027-01-01",
               "--reason", " ").exit_code == 1  # fmt: skip
    assert run("adopt", "example-office", "77", "--from", "2027-01-01",
               "--reason", "x").exit_code == 1  # fmt: skip
    assert run("adopt", "example-office", version, "--reason", "x").exit_code == 2
    assert run("list", "--json").stdout == before


def test_a_file_is_loaded_with_a_mark_and_is_refused_with_the_line_where_it_is_no_utf_8(
    run, folder
):
    file = folder / "hours-next.toml"
    text = file.read_text(encoding="utf-8")
    file.write_bytes(text.encode("gb18030"))
    refused = run("load", str(folder))
    assert refused.exit_code == 1
    assert "hours-next.toml, line" in refused.stderr
    assert "UTF-8" in refused.stderr
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert "1 rule pack loaded" in run("load", str(folder)).stderr
    file.write_text(text, encoding="utf-8")  # the same words
    assert "0 rule packs loaded" in run("load", str(folder)).stderr


def test_the_rubric_that_ships_is_loaded_and_a_changed_one_is_refused(run, tmp_path, database):
    assert run("load").exit_code == 0
    kept = database.query(RubricVersion).one()
    assert (kept.slug, kept.version) == ("lecture-hall", 1)
    file = tmp_path / "rubric-lecture-hall.toml"
    file.write_text(kept.source_text, encoding="utf-8")
    assert "0 rule packs loaded" in run("load", str(tmp_path)).stderr
    file.write_text(kept.source_text.replace("decimals = 2", "decimals = 3"), encoding="utf-8")
    changed = run("load", str(tmp_path))
    assert changed.exit_code == 1
    assert "lecture-hall, version 1, is loaded with another text" in changed.stderr
    file.write_text(kept.source_text.replace("weight = 25", "weight = 26"), encoding="utf-8")
    wrong = run("load", str(tmp_path))
    assert "rubric-lecture-hall.toml, line 22, criteria: expected weights" in wrong.stderr
    assert database.query(RubricVersion).count() == 1

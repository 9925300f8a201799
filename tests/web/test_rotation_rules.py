"""The rotation rules as a page, a new version brought by HR, and the files that are loaded."""

import html
from datetime import date
from io import BytesIO

import pytest

from domain.placements.rotation_rules import rules_on
from models import RotationRules, db
from tests.factories import make_cadre, make_hr
from tests.instances import run_command
from tests.rotation import SHIPPED, clause, load_rotation_rules, rule_text

RULES, NEW = "/rules/rotation", "/rules/rotation/new"
TEXT = SHIPPED.read_text("utf-8")
NEXT = TEXT.replace("version = 1", "version = 2").replace("2015-01-01", "2027-01-01")


@pytest.fixture
def hr(login, database):
    load_rotation_rules()
    return login(make_hr())


def text_of(answer):
    return html.unescape(answer.text)


def test_whoever_has_a_history_reads_clauses_bounds_and_sources(login, database):
    load_rotation_rules()
    page = text_of(login(make_cadre()).get(RULES))
    assert "Rotation rules (example, to be confirmed), version 1" in page
    assert "Two full terms in the same leading post: not proposed for it again" in page
    assert "2 terms" in page
    assert "Key posts; posts beside the main one too" in page
    assert "A mentorship lasts" in page
    assert "at least 12 months, at most 36 months" in page
    assert "To be confirmed" in page
    assert "Write the next version" not in page


def test_before_any_are_loaded_the_page_says_so(login, database):
    assert "No rules yet" in login(make_cadre()).get(RULES).text


def test_the_text_is_given_as_it_was_loaded(hr):
    answer = hr.get(f"{RULES}/rotation-example/1/text")
    assert answer.data.decode() == TEXT
    assert hr.get(f"{RULES}/rotation-example/9").status_code == 404


def test_hr_writes_the_next_version_and_both_hold_in_their_time(hr):
    form = text_of(hr.get(f"{NEW}?rule=rotation-example&version=1"))
    assert "version = 2" in form
    text = NEXT.replace("most_mentees = 2", "most_mentees = 3")
    answer = hr.post(NEW, data={"text": text})
    assert answer.headers["Location"] == f"{RULES}/rotation-example/2"
    assert rules_on(date(2026, 12, 31)).mentorship.most_mentees == 2
    assert rules_on(date(2027, 1, 1)).mentorship.most_mentees == 3
    again = hr.post(NEW, data={"file": (BytesIO(text.encode()), "rotation.toml")})
    assert again.headers["Location"] == f"{RULES}/rotation-example/2"
    assert db.session.query(RotationRules).count() == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NEXT.replace("years = 10", "years = 0"), "clauses[0].years"),
        (NEXT.replace("2027-01-01", "2026-11-19"), "let it hold from 20 Nov 2026 or later"),
        (TEXT.replace("years = 10", "years = 11"), "is loaded with another text"),
    ],
)
def test_a_wrong_version_comes_back_with_why_and_is_not_kept(hr, text, told):
    answer = hr.post(NEW, data={"text": text})
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert "single_line_months" in text_of(answer)
    assert db.session.query(RotationRules).count() == 1


def test_only_hr_brings_a_version(login, database):
    client = login(make_cadre())
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, data={"text": TEXT}).status_code == 403


def test_the_files_of_a_folder_are_loaded_with_the_other_rules(app, database, tmp_path):
    (tmp_path / "rotation-ours.toml").write_text(rule_text(clause("ten", "years = 10")), "utf-8")
    assert run_command(app, "rules", "load", str(tmp_path)).exit_code == 0
    assert rules_on(date(2026, 1, 1)).clauses[0].id == "ten"
    (tmp_path / "rotation-ours.toml").write_text(rule_text(), "utf-8")
    changed = run_command(app, "rules", "load", str(tmp_path))
    assert changed.exit_code == 1
    assert "raise its version" in changed.stderr

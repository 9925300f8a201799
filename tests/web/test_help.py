import re

import pytest
from flask_babel import force_locale

from blueprints.help.routes import PARTS, TEXTS, help_text
from blueprints.shared.frame import MENU
from domain.policy import POLICY
from tests.factories import (
    make_account,
    make_branch,
    make_cadre,
    make_grant,
    make_hr,
    make_leader,
    make_person,
    make_secretary,
    make_unit,
)

ANCHORS = [anchor for anchor, _name, _roles in PARTS]


def _organiser():
    account = make_cadre()
    make_grant(account, "organiser")
    return account


VISITORS = {
    "cadre": make_cadre,
    "secretary": lambda: make_secretary(make_branch()),
    "leader": lambda: make_leader(make_unit()),
    "hr": make_hr,
    "organiser": _organiser,
    "administrator": lambda: make_account(hand="admin"),
    "security-officer": lambda: make_account(hand="security"),
    "auditor": lambda: make_account(hand="auditor"),
}


def _marked(page):
    return re.findall(r'<a href="#([\w-]+)" class="own">', page)


def test_help_opens_without_signing_in(stranger):
    answer = stranger.get("/help")
    assert answer.status_code == 200
    assert 'href="/sign-in"' in answer.text
    assert _marked(answer.text) == []


@pytest.mark.parametrize("part", VISITORS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_marks_the_parts_of_whoever_is_signed_in(login, language, part):
    page = login(VISITORS[part](), language=language).get("/help").text
    assert part in _marked(page)
    assert set(_marked(page)) <= {part, "cadre"}
    assert str(help_text(language)) in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_that_help_names_is_written_in_both_languages(language):
    written = re.findall(r'<h2 id="([\w-]+)">', help_text(language))
    assert written == ANCHORS


def test_every_role_of_the_policy_has_its_part():
    roles = {role for row in POLICY.values() for role in row}
    assert {role for _anchor, _name, of in PARTS for role in of} == roles


def test_both_languages_have_as_many_steps_in_every_part():
    steps = {}
    for language in ("zh", "en"):
        text = (TEXTS / f"{language}.md").read_text(encoding="utf-8")
        parts = re.split(r"^## ", text, flags=re.MULTILINE)
        steps[language] = [
            len(re.findall(r"^(?:\d+\.|-|\|) ", part, re.MULTILINE)) for part in parts
        ]
    assert steps["zh"] == steps["en"]


def test_the_other_language_is_one_link_away(stranger):
    assert str(help_text("zh")) in stranger.get("/help?lang=zh").text


@pytest.mark.parametrize(("language", "locale"), [("zh", "zh_Hans_CN"), ("en", "en")])
def test_help_calls_every_place_by_its_name_in_the_menu(app, language, locale):
    text = (TEXTS / f"{language}.md").read_text(encoding="utf-8")
    with app.test_request_context(), force_locale(locale):
        names = [str(name) for _group, places in MENU for name, *_rest in places]
    assert [name for name in names if f"**{name}**" not in text] == []


def test_help_needs_no_more_queries_than_it_takes_to_know_the_visitor(login, count_queries):
    client = login(make_account(make_person()))
    client.get("/help")
    with count_queries() as statements:
        client.get("/help")
    assert len(statements) <= 2

"""Every page is rendered in both languages, and no English is left in a Chinese page."""

import html
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.factories import (
    make_account,
    make_branch,
    make_entry,
    make_grant,
    make_person,
    make_post,
    make_tenure,
    make_unit,
)
from tests.packs import load_pack

PO = Path(__file__).parents[2] / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
LONG_ENOUGH = 14  # characters: shorter English might be a name or a code


@pytest.fixture
def world(database):
    """One account that is a cadre with every granted role, and one for each hand."""
    load_pack()
    unit, branch = make_unit(name="综合处"), make_branch(name="综合一支部")
    person = make_person(staff_no="00317", name="单于", branch=branch)
    make_tenure(person, make_post(unit))
    account = make_account(person)
    make_grant(account, "secretary", branch_id=branch.id)
    make_grant(account, "leader", unit_id=unit.id)
    for role in ("hr", "organiser"):
        make_grant(account, role)
    make_entry(person)
    make_entry(make_person(branch=branch))
    hands = [make_account(hand=hand) for hand in ("admin", "security", "auditor")]
    return [account, *hands]


def pages(app):
    """Every GET address that needs no argument."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith("/static")
    )


def english_of_the_catalogue():
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans_CN")
    texts = {part for one in catalogue for part in _parts(one.id)}
    return {text for text in texts if len(text) >= LONG_ENOUGH and "%" not in text}


def _parts(message_id):
    return message_id if isinstance(message_id, tuple | list) else (message_id,)


def readable(page):
    without_code = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", without_code))


def test_no_page_leaves_english_in_chinese_or_fails_in_either(app, login, world):
    english = english_of_the_catalogue()
    problems, opened = [], set()
    for account in world:
        for language, mark in (("zh", 'lang="zh-Hans-CN"'), ("en", 'lang="en"')):
            client = login(account, language=language)
            for path in pages(app):
                response = client.get(path)
                if response.status_code != 200 or response.mimetype != "text/html":
                    if response.status_code >= 500:
                        problems.append((path, language, response.status_code))
                    continue
                opened.add(path)
                text = readable(response.text)
                if mark not in text:
                    problems.append((path, language, "lang"))
                if language == "zh":
                    left = [one for one in english if one in text]
                    problems += [(path, "zh", one) for one in left]
    assert problems == []
    assert {"/", "/study/entries", "/study/queue", "/hours", "/people", "/units", "/admin",
            "/audit", "/help", "/account"} <= opened  # fmt: skip


def test_the_language_asked_for_is_kept(stranger):
    stranger.delete_cookie("lang")
    assert 'lang="zh-Hans-CN"' in stranger.get("/sign-in").text
    assert 'lang="en"' in stranger.get("/sign-in?lang=en").text
    assert 'lang="en"' in stranger.get("/sign-in").text


def test_the_browsers_language_decides_before_anything_is_chosen(stranger):
    stranger.delete_cookie("lang")
    page = stranger.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert 'lang="en"' in page.text


def test_days_stand_in_the_order_of_the_readers_language(world, login):
    """The weekday comes first in English and last in Chinese, on Today and in the month."""
    account = world[0]
    english, chinese = login(account), login(account, language="zh")
    assert "<h1>Friday, 20 Nov</h1>" in english.get("/").text
    assert "<h1>11月20日 星期五</h1>" in chinese.get("/").text
    assert "Wednesday, 18 Nov" in english.get("/study/months/2026-11").text
    assert "11月18日 星期三" in chinese.get("/study/months/2026-11").text

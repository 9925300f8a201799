"""What is kept of a gathering on its page: as many queries for one of each as for three."""

import pytest

from blueprints.groupstudy.minutes_text import _numeral
from domain.access import Visitor
from domain.audit import Actor
from domain.files.refusals import Checked
from domain.files.store import Store
from domain.groupstudy import group_files, minutes, replies, talks
from domain.groupstudy.asking import Asked, raise_question
from domain.groupstudy.talks import TalkText
from models import db
from tests.conftest import NOON
from tests.domain.made_files import picture
from tests.factories import make_cadre
from tests.web.gatherings import make_hall, person_of


@pytest.fixture
def hall(database):
    return make_hall()


def visitor_of(account) -> Visitor:
    return Visitor(account_id=account.id, sign_in_id=0, username="u", person_id=account.person_id)


def one_more(hall, app, number: int) -> None:
    """A talk with a reply, a question, a photograph, and a version of the minutes."""
    by = {"actor": Actor(None), "now": NOON}
    account = make_cadre(branch=hall.branch)
    talk = talks.add_speaker(hall.gathering, account.person_id, TalkText("发言"), **by)
    replies.reply_to(talk, hall.gathering, "受教", visitor_of(hall.listener), now=NOON)
    asked = Asked("怎么办？", person_of(hall.speaker).id, account.person_id)
    raise_question(hall.gathering, asked, visitor_of(account), now=NOON)
    content = picture(size=(64 + number, 48))
    sha256 = Store(app.config["INSTANCE"]).put(content)
    photo = Checked(sha256, "image/jpeg", len(content), 0, f"{number}.jpg")
    group_files.keep_files(hall.gathering, "photo", [photo], **by)
    text = minutes.written("记录")
    row = minutes.write_minutes(hall.gathering, text, version=0, reason="再改", **by)
    minutes.agree(hall.gathering, version=row.version, **by)
    db.session.commit()


@pytest.mark.parametrize("page", ["", "/minutes", "/talks/new", "/questions/new"])
def test_three_of_each_take_no_more_queries_than_one(login, app, hall, count_queries, page):
    counted = []
    client = login(hall.secretary)
    for numbers in ((0,), (1, 2)):
        for number in numbers:
            one_more(hall, app, number)
        with count_queries() as statements:
            assert client.get(f"{hall.page}{page}").status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1]
    assert counted[0] <= 18 if not page else 8


def test_official_papers_count_in_their_own_numerals():
    assert [_numeral(one) for one in (1, 9, 10, 11, 20, 37, 60)] == [
        "一", "九", "十", "十一", "二十", "三十七", "六十",
    ]  # fmt: skip


def test_the_pages_are_chinese_for_who_reads_chinese(login, app, hall):
    one_more(hall, app, 0)
    client = login(hall.secretary, language="zh")
    for page in ("", "/minutes", "/minutes/edit", "/talks/new", "/questions/new", "/key-points"):
        assert '<html lang="zh-Hans-CN"' in client.get(f"{hall.page}{page}").text

"""Calendar addresses: made, renewed, read by another program than the one that wrote them."""

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import vobject

from domain.audit import Actor
from domain.groupstudy.inviting import Invited
from domain.groupstudy.planning import cancel_gathering
from models import Account, BranchMembership, CalendarFeed, GroupStudy, Person, db
from tests.factories import make_branch, make_cadre, make_organiser, make_person, make_secretary
from tests.gatherings import BEGINS, NOON, make_gathering

PLACE = "/group-study/calendar"
ADDRESS = re.compile(r'value="(http://localhost(/calendar/[^"]+\.ics))"')


def addresses(client) -> list[str]:
    return [path for _whole, path in ADDRESS.findall(client.get(PLACE).text)]


def make_feed(client, branch="") -> str:
    assert client.post(PLACE, data={"branch": branch}).status_code == 302
    return addresses(client)[-1 if branch else 0]


def events(answer) -> list:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(answer.text)
    return list(calendar.contents.get("vevent", []))


@pytest.fixture
def branch(database):
    return make_branch(name="第一支部")


@pytest.fixture
def member(branch):
    return make_cadre(branch=branch, name="王小明")


def test_the_own_calendar_shows_what_one_is_invited_to_and_nothing_else(
    login, stranger, branch, member
):
    leader = make_person(name="李领学", branch=branch)
    member.language = "en"
    shown = make_gathering(
        branch, topic="学习, 研讨; 交流", place="301 会议室", agenda="一、领学\n二、讨论",
        leader_id=leader.id,
    )  # fmt: skip
    make_gathering(make_branch(), topic="别人的")
    [event] = events(stranger.get(make_feed(login(member))))
    assert event.summary.value == "学习, 研讨; 交流"
    assert event.location.value == "301 会议室"
    assert event.description.value == "Branch exchange\nLed by 李领学\n一、领学\n二、讨论"
    assert event.url.value == f"http://localhost/group-study/{shown.id}"
    assert event.status.value == "CONFIRMED"
    assert event.dtstart.value == BEGINS
    assert event.dtstart.value.utcoffset() == timedelta(hours=8)
    assert event.dtend.value == BEGINS + timedelta(minutes=90)


def test_lines_are_folded_and_end_as_the_format_asks(login, stranger, branch, member):
    make_gathering(branch, topic="很长的主题" * 20)
    answer = stranger.get(make_feed(login(member)))
    lines = answer.data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)
    assert events(answer)[0].summary.value == "很长的主题" * 20


def test_a_change_comes_with_the_same_id_a_higher_sequence_and_its_moment(
    login, stranger, branch, member
):
    gathering = make_gathering(branch)
    path = make_feed(login(member))
    [before] = events(stranger.get(path))
    gathering.topic, gathering.sequence = "改了主题", 1
    gathering.changed_at = NOON + timedelta(hours=2)
    db.session.commit()
    [after] = events(stranger.get(path))
    assert (before.uid.value, int(before.sequence.value)) == (after.uid.value, 0)
    assert (after.summary.value, int(after.sequence.value)) == ("改了主题", 1)
    assert after.last_modified.value == NOON + timedelta(hours=2)


def test_a_cancelled_one_stays_and_says_so(login, stranger, branch, member):
    gathering = make_gathering(branch)
    path = make_feed(login(member))
    cancel_gathering(gathering, "改期", actor=Actor(None), now=NOON)
    db.session.commit()
    [event] = events(stranger.get(path))
    assert (event.status.value, int(event.sequence.value)) == ("CANCELLED", 1)


def test_a_correction_keeps_the_id_of_the_first_and_follows_all_before_it(
    login, stranger, branch, member
):
    path = make_feed(login(member))
    found = make_gathering(branch, sequence=3)
    [first] = events(stranger.get(path))
    for _time in range(2):
        found.state, found.closed_at = "corrected", NOON
        found = make_gathering(branch, replaces_id=found.id)
        [event] = events(stranger.get(path))
        assert event.uid.value == first.uid.value
        assert event.url.value.endswith(f"/{found.id}")
    assert int(event.sequence.value) == 5


def test_in_berlin_the_clocks_change_within_the_file(
    app, login, stranger, branch, member, monkeypatch
):
    monkeypatch.setitem(app.config, "TIMEZONE", ZoneInfo("Europe/Berlin"))
    moments = [
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 7, 1, 7, 0, tzinfo=UTC), datetime(2027, 10, 31, 3, 30, tzinfo=UTC),
        datetime(2027, 12, 1, 8, 0, tzinfo=UTC),
    ]  # fmt: skip
    for at in moments:
        make_gathering(branch, starts_at=at, held_on=at.date(), state="planned")
    found = events(stranger.get(make_feed(login(member))))
    assert [one.dtstart.value.astimezone(UTC) for one in found] == moments
    assert [one.dtstart.value.utcoffset().seconds // 3600 for one in found] == [1, 2, 2, 1, 1]
    assert [f"{one.dtstart.value:%H:%M}" for one in found][:2] == ["01:30", "03:30"]


def test_the_same_calendar_again_is_not_sent_again(login, stranger, branch, member):
    gathering = make_gathering(branch)
    path = make_feed(login(member))
    first = stranger.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = stranger.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    gathering.place = "302"
    db.session.commit()
    assert stranger.get(path, headers=known).status_code == 200


def test_three_months_back_are_shown_and_everything_planned(login, stranger, branch, member):
    for days in (-100, -90, 400):
        at = BEGINS + timedelta(days=days)
        make_gathering(branch, starts_at=at, held_on=at.date(), topic=str(days))
    found = events(stranger.get(make_feed(login(member))))
    assert [one.summary.value for one in found] == ["-90", "400"]


def test_renewed_the_old_address_leads_nowhere(login, stranger, branch, member):
    client = login(member)
    old, new = make_feed(client), make_feed(client)
    assert old != new
    assert stranger.get(old).status_code == 404
    assert stranger.get(new).status_code == 200
    assert db.session.query(CalendarFeed).count() == 1


def test_a_guessed_or_mended_address_leads_nowhere(login, stranger, branch, member):
    path = make_feed(login(member))
    number, digest = path.removeprefix("/calendar/").removesuffix(".ics").split("-")
    for token in (f"{number}-{digest[:-1]}0", f"{number}-", number, f"{int(number) + 1}-{digest}",
                  f"{'9' * 30}-{digest}", f"一-{digest}", f"{number}-{digest}é"):  # fmt: skip
        if token != f"{number}-{digest}":
            assert stranger.get(f"/calendar/{token}.ics").status_code == 404, token


def test_a_closed_account_and_a_person_who_left_have_no_calendar(login, stranger, branch, member):
    path = make_feed(login(member))
    db.session.get_one(Account, member.id).disabled_at = NOON
    db.session.commit()
    assert stranger.get(path).status_code == 404
    db.session.get_one(Account, member.id).disabled_at = None
    db.session.get_one(Person, member.person_id).left_on = NOON.date()
    db.session.commit()
    assert stranger.get(path).status_code == 404


def test_whoever_leaves_the_branch_loses_its_calendar_and_keeps_the_own(
    login, stranger, branch, member
):
    client = login(member)
    own, of_branch = make_feed(client), make_feed(client, branch.id)
    assert stranger.get(of_branch).status_code == 200
    line = db.session.query(BranchMembership).filter_by(person_id=member.person_id).one()
    line.to_on = NOON.date() - timedelta(days=1)
    db.session.commit()
    assert stranger.get(of_branch).status_code == 404
    assert stranger.get(own).status_code == 200


def test_a_branchs_calendar_shows_a_member_only_what_the_member_may_open(
    login, stranger, branch, member
):
    other = make_person(branch=branch)
    make_gathering(branch, topic="全体")
    make_gathering(branch, topic="谈心", invited=Invited(person_ids=frozenset({other.id})))
    host = make_branch()
    make_gathering(host, topic="应邀", invited=Invited(branch_ids=frozenset({branch.id})))
    seen = [one.summary.value for one in events(stranger.get(make_feed(login(member), branch.id)))]
    assert sorted(seen) == ["全体", "应邀"]
    secretary = login(make_secretary(branch))
    seen = [one.summary.value for one in events(stranger.get(make_feed(secretary, branch.id)))]
    assert sorted(seen) == ["全体", "应邀", "谈心"]


def test_the_calendar_of_another_branch_is_for_organisers_alone(login, stranger, branch, member):
    other = make_branch()
    assert login(member).post(PLACE, data={"branch": other.id}).status_code == 404
    assert make_feed(login(make_organiser(branch=branch)), other.id)
    assert db.session.query(CalendarFeed).count() == 1


def test_no_name_but_that_of_who_leads_stands_in_it(login, stranger, branch, member):
    make_gathering(branch, written_by=member.id)
    answer = stranger.get(make_feed(login(member)))
    assert "王小明" not in answer.text


def test_reading_a_calendar_takes_at_most_four_queries(
    login, stranger, branch, member, count_queries
):
    path = make_feed(login(member), branch.id)
    for _time in range(5):
        old = make_gathering(branch)
        old.state, old.closed_at = "corrected", NOON
        make_gathering(branch, replaces_id=old.id)
    with count_queries() as queries:
        assert len(events(stranger.get(path))) == 5
    assert len(queries) <= 4


def test_a_calendar_of_nothing_is_a_calendar(login, stranger, branch, member):
    assert events(stranger.get(make_feed(login(member)))) == []
    assert db.session.query(GroupStudy).count() == 0


def test_the_page_says_what_the_address_is_in_chinese_and_shows_its_code(login, branch, member):
    client = login(member, "zh")
    client.post(PLACE, data={"branch": ""})
    page = html.unescape(client.get(PLACE).text)
    assert "日历" in page
    assert '<svg class="qr"' in page
    assert 'href="webcal://localhost/calendar/' in page


@pytest.mark.parametrize("written", ["junk", "0", "-1", "9999999999", "12345"])
def test_what_is_no_branch_of_theirs_renews_nothing(login, branch, member, written):
    client = login(member)
    assert client.post(PLACE, data={"branch": written}).status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CalendarFeed)) == 0
    assert client.post(PLACE, data={"branch": ""}).status_code == 302

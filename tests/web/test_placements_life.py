"""One placement on its page: decided on, extended, ended, called off; what it shows to whom."""

from datetime import date

import pytest

from models import Tenure, db
from tests.factories import make_cadre, make_leader, make_post, make_unit
from tests.placed import NOON, SOON, make_secondment, proposed
from tests.web.placements import anew, make_office, page_of, person_of


@pytest.fixture
def office(database):
    return make_office()


@pytest.fixture
def seconded(office):
    """Under way since March, planned until the end of February."""
    person = person_of(office.mentee)
    row = make_secondment(
        person, make_post(office.unit), make_unit(name="某镇"), unit_id=office.unit.id,
        project="乡村振兴",
    )  # fmt: skip
    db.session.commit()
    return row


def test_it_is_approved_by_who_has_read_it_as_it_stands(login, office):
    row, hr = office.paired(state="proposed", version=3), login(office.hr)
    place = f"{page_of(row)}/approval"
    assert "Approve it" in hr.get(page_of(row)).text
    stale = hr.post(place, data={"version": "2"}, follow_redirects=True)
    assert "it was changed after you read it" in stale.text
    assert anew(row).state == "proposed"
    assert "It is approved." in hr.post(place, data={"version": "3"}, follow_redirects=True).text
    assert anew(row).state == "approved"
    again = hr.post(place, data={"version": "4"}, follow_redirects=True)
    assert "Nothing changed: the placement is approved." in again.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"from_on": SOON}, "It begins by itself on its first day."),
        ({}, "It is approved and under way."),
        ({"unit_agreed_at": None}, "It begins once the three have agreed to it."),
        (
            {"from_on": date(2025, 1, 1), "planned_to_on": date(2026, 10, 31)},
            "Its days are past, so it is completed.",
        ),
    ],
)
def test_who_approves_is_told_what_became_of_it(login, office, said, told):
    agreed = dict.fromkeys(("unit_agreed_at", "mentor_agreed_at", "mentee_agreed_at"), NOON)
    row, hr = office.paired(state="proposed", **agreed | said), login(office.hr)
    form = {"version": str(row.version)}
    answer = hr.post(f"{page_of(row)}/approval", data=form, follow_redirects=True)
    assert told in answer.text


def test_a_leader_turns_it_down_with_the_reason(login, office):
    row, leader = office.paired(state="proposed"), login(office.leader)
    page = f"{page_of(row)}/refusal"
    assert leader.get(page).status_code == 200
    assert leader.post(page, data={"reason": ""}).status_code == 422
    leader.post(page, data={"reason": "另有安排"})
    assert (anew(row).state, row.end_reason) == ("turned_down", "另有安排")
    assert "另有安排" in login(office.mentee).get(page_of(row)).text


def test_nobody_decides_on_their_own(login, office):
    leader = office.leader
    row = proposed(
        "secondment", office.by_hr, person_id=leader.person_id, host_unit_id=make_unit().id,
        planned_to_on=date(2027, 11, 30),
    )  # fmt: skip
    db.session.commit()
    client = login(leader)
    assert "Approve it" not in client.get(page_of(row)).text
    for step in ("approval", "refusal"):
        answer = client.post(
            f"{page_of(row)}/{step}", data={"version": "1", "reason": "x"}, follow_redirects=True
        )
        assert "Nobody decides on a placement of their own" in answer.text
    assert anew(row).state == "proposed"


def test_who_sees_it_but_does_not_decide_finds_no_such_step(login, office):
    row = office.paired()
    elsewhere = make_leader(make_unit())
    for step in ("approval", "refusal", "extension", "end", "completion", "continuation"):
        client = login(elsewhere)
        assert client.post(f"{page_of(row)}/{step}").status_code == 404
        assert login(office.mentor).post(f"{page_of(row)}/{step}").status_code == 403
    assert login(make_cadre()).get(page_of(row)).status_code == 404


def test_a_secondment_is_extended_and_ends_early(login, office, seconded):
    hr, page = login(office.hr), page_of(seconded)
    form = {"to_on": "2027-02-01", "document_no": "人〔2027〕1号", "document_on": "2026-11-20"}
    refused = hr.post(f"{page}/extension", data=form)
    assert refused.status_code == 422
    assert "An extension ends after the day planned so far" in refused.text
    assert "人〔2027〕1号" in refused.text
    assert hr.post(f"{page}/extension", data=form | {"to_on": "2027-08-31"}).status_code == 302
    assert anew(seconded).planned_to_on == date(2027, 8, 31)
    shown = hr.get(page).text
    assert "人〔2027〕1号" in shown
    assert "Planned last day" in shown
    later = {"to_on": "2027-09-30", "document_no": "人〔2027〕9号", "document_on": "2026-11-20"}
    hr.post(f"{page}/extension", data=later)
    facts = hr.get(page).text.partition('id="facts"')[2].partition("</section>")[0]
    assert "人〔2027〕9号" in facts
    assert "before it was extended: 人〔2027〕1号 · " in facts
    form = {"on": "2026-12-01", "reason": "项目结束"}
    assert "Choose a day from" in hr.post(f"{page}/end", data=form).text
    hr.post(f"{page}/end", data=form | {"on": "2026-11-19"})
    assert (anew(seconded).state, seconded.ended_on) == ("ended_early", date(2026, 11, 19))


def test_it_is_completed_by_hand_on_its_planned_day(login, office, seconded):
    hr, page = login(office.hr), page_of(seconded)
    assert "/completion" not in hr.get(page).text
    answer = hr.post(f"{page}/completion", data={"on": "2026-11-20"})
    assert answer.status_code == 422
    assert "end it early instead" in answer.text
    seconded.planned_to_on = date(2026, 11, 20)
    db.session.commit()
    assert hr.get(f"{page}/completion").status_code == 200
    hr.post(f"{page}/completion", data={"on": "2026-11-20"})
    assert anew(seconded).state == "completed"


def test_a_rotation_called_off_leaves_the_posts_as_they_were(login, office):
    post, hr = make_post(make_unit()), login(office.hr)
    row = proposed("rotation", office.by_hr, person_id=office.mentee.person_id, to_post_id=post.id)
    db.session.commit()
    before = lines(office.mentee)
    hr.post(f"{page_of(row)}/approval", data={"version": "1"})
    assert lines(office.mentee)[-1] == (post.id, SOON, None)
    form = {"reason": "另有任用"}
    assert hr.get(f"{page_of(row)}/cancellation").status_code == 200
    hr.post(f"{page_of(row)}/cancellation", data=form)
    assert lines(office.mentee) == before
    assert "It was called off" in hr.get(page_of(row)).text


def lines(account):
    db.session.expire_all()
    rows = db.session.query(Tenure).filter_by(person_id=account.person_id, superseded_at=None)
    return [(one.post_id, one.from_on, one.to_on) for one in rows.order_by(Tenure.from_on)]


def test_the_page_takes_few_queries_in_every_kind(login, office, seconded, count_queries):
    pair, hr = office.paired(), login(office.hr)
    for row in (pair, seconded):
        with count_queries() as queries:
            assert hr.get(page_of(row)).status_code == 200
        assert len(queries) <= 14


def test_the_daily_run_begins_and_completes(app, login, office, seconded):
    row = office.paired(
        state="approved", from_on=date(2026, 11, 20), unit_agreed_at=None,
    )  # fmt: skip
    seconded.planned_to_on = date(2026, 11, 19)
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["matters", "daily", "--json"])
    assert '"placements_moved": 1' in done.output
    assert (anew(seconded).state, anew(row).state) == ("completed", "approved")


def test_the_page_is_read_in_chinese(login, office, seconded):
    client = login(office.hr, "zh_Hans_CN")
    for row in (seconded, office.paired(state="proposed")):
        assert 'lang="zh-Hans-CN"' in client.get(page_of(row)).text

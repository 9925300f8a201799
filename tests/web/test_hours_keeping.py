"""HR keeps the books: a year is closed for everybody, exempt months come off for one."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.audit import Actor
from models import ClosedYear, ExemptPeriod, db
from tests.factories import (
    make_account,
    make_cadre,
    make_entry,
    make_exempt_period,
    make_hr,
    make_person,
)
from tests.packs import load_pack

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
CLOSING = {"document": "办字〔2026〕1号", "checked": "y"}
PERIOD = {
    "kind": "parental", "from_on": "2026-03-01", "to_on": "2026-04-30", "document": "人字9号",
}  # fmt: skip


@pytest.fixture
def hr(login, database):
    load_pack()
    return login(make_hr())


@pytest.fixture
def person(hr):
    return make_person(staff_no="Z-7", name="周明远")


def text_of(answer):
    return answer.get_data(as_text=True)


def confirmed_in(year, **values):
    entry = make_entry(make_person(), studied_on=datetime(year, 6, 1, tzinfo=UTC).date(), **values)
    confirming.confirm_entries([entry], actor=Actor(make_account().id), now=NOW)


def test_the_years_are_listed_and_one_that_is_over_is_closed(hr):
    confirmed_in(2025)
    page = text_of(hr.get("/hours/years"))
    assert all(text in page for text in ("2025", "1.00", "Close 2025", "runs until 31 December"))
    assert "Close 2026" not in page
    answer = hr.post("/hours/years/2025/closing", data=CLOSING)
    assert answer.location == "/hours/years"
    closed = db.session.get_one(ClosedYear, 2025)
    assert (closed.document, closed.closed_by is None) == ("办字〔2026〕1号", False)
    page = text_of(hr.get("/hours/years"))
    assert "办字〔2026〕1号" in page
    assert "Close 2025" not in page


@pytest.mark.parametrize(
    ("year", "form", "reason"),
    [
        (2025, {"checked": "y"}, "This field is required"),
        (2025, {"document": "办字1号"}, "This field is required"),
        (2026, CLOSING, "2026 is not over yet."),
    ],
)
def test_a_closing_without_paper_or_check_or_of_this_year_is_refused(hr, year, form, reason):
    confirmed_in(2025)
    answer = hr.post(f"/hours/years/{year}/closing", data=form)
    assert answer.status_code == 422
    assert reason in text_of(answer)
    assert db.session.scalars(sa.select(ClosedYear)).all() == []


def test_a_year_that_runs_offers_no_form_and_says_when_it_can_be_closed(hr):
    confirmed_in(2026)
    page = text_of(hr.get("/hours/years/2026/closing"))
    assert "2026 is not over yet." in page
    assert "It can be closed from 1 January 2027 on." in page
    assert 'name="document"' not in page


def test_a_closed_year_is_not_closed_again_and_tells_what_is_open(hr):
    confirmed_in(2025)
    make_entry(make_person(), studied_on=datetime(2025, 6, 2, tzinfo=UTC).date())
    page = text_of(hr.get("/hours/years/2025/closing"))
    assert "1 entry of this year is not decided" in page
    hr.post("/hours/years/2025/closing", data=CLOSING)
    answer = hr.post("/hours/years/2025/closing", data=CLOSING)
    assert answer.status_code == 422
    assert "The books of 2025 are closed" in text_of(answer)
    assert hr.get("/hours/years/2019/closing").status_code == 404


def test_logging_into_a_closed_year_says_so_clearly(hr, login, time_machine):
    confirmed_in(2025)
    hr.post("/hours/years/2025/closing", data=CLOSING)
    time_machine.move_to(datetime(2026, 1, 10, 4, tzinfo=UTC), tick=False)
    cadre = login(make_cadre())
    form = {"minutes": "45", "studied_on": "2025-12-30", "topic": "条例", "gained": "一行"}
    answer = cadre.post("/study/entries/new", data=form)
    assert answer.status_code == 422
    assert "2025" in text_of(answer)
    assert "closed" in text_of(answer)


def test_the_list_of_years_costs_the_same_for_one_year_and_for_three(hr, count_queries):
    confirmed_in(2025)
    db.session.commit()
    with count_queries() as few:
        hr.get("/hours/years")
    for year in (2024, 2023):
        confirmed_in(year)
    db.session.commit()
    with count_queries() as many:
        hr.get("/hours/years")
    assert len(few) == len(many) <= 8


def test_a_period_is_recorded_shown_and_taken_off_what_is_asked(hr, person, login):
    answer = hr.post("/hours/Z-7/exempt-periods", data=PERIOD)
    assert answer.location == "/hours/Z-7/exempt-periods"
    page = text_of(hr.get("/hours/Z-7/exempt-periods"))
    assert all(text in page for text in ("Parental leave", "1 Mar 2026–30 Apr 2026", "9号"))
    sentence = "2 months that ask nothing are taken off the 160.00 hours."
    assert "2026 asks for 133.33 hours" in page
    assert sentence in page
    for address in ("/hours/Z-7", "/board?q=Z-7"):
        assert "133.33" in text_of(hr.get(address)), address
    own = text_of(login(make_account(person)).get("/hours"))
    assert sentence in own
    assert "Parental" not in own


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"to_on": "2026-02-28"}, "The last day comes before the first."),
        ({"document": ""}, "This field is required"),
        ({"kind": "holiday"}, "Not a valid choice"),
        ({"from_on": "someday"}, "Not a valid date"),
        ({"from_on": "2026-01-01", "to_on": "2026-01-05"}, "from 5 Jan 2026 to 9 Jan 2026"),
    ],
)
def test_a_wrong_period_is_refused_with_the_reason_and_nothing_is_saved(
    hr, person, changes, reason
):
    make_exempt_period(
        person, from_on=datetime(2026, 1, 5, tzinfo=UTC).date(),
        to_on=datetime(2026, 1, 9, tzinfo=UTC).date(),
    )  # fmt: skip
    answer = hr.post("/hours/Z-7/exempt-periods", data=PERIOD | changes)
    assert answer.status_code == 422
    assert reason in text_of(answer)
    assert len(db.session.scalars(sa.select(ExemptPeriod)).all()) == 1


def test_a_period_in_a_closed_year_is_refused_on_the_page(hr, person):
    period = make_exempt_period(person)
    db.session.add(ClosedYear(year=2024, closed_at=NOW))
    db.session.commit()
    days = {"from_on": "2024-05-01", "to_on": "2024-05-31"}
    answer = hr.post("/hours/Z-7/exempt-periods", data=PERIOD | days)
    assert answer.status_code == 422
    assert "The books of 2024 are closed" in text_of(answer)
    place = f"/hours/Z-7/exempt-periods/{period.id}/supersession"
    answer = hr.post(place, data={"reason": "mistaken"}, follow_redirects=True)
    assert "The books of 2024 are closed" in text_of(answer)
    assert len(db.session.scalars(sa.select(ExemptPeriod)).all()) == 1


def test_a_period_is_taken_out_with_a_reason_and_no_longer_counts(hr, person):
    hr.post("/hours/Z-7/exempt-periods", data=PERIOD)
    [period] = db.session.scalars(sa.select(ExemptPeriod)).all()
    place = f"/hours/Z-7/exempt-periods/{period.id}/supersession"
    refused = hr.post(place, data={"reason": "because"})
    assert refused.status_code == 422
    assert "Not a valid choice" in text_of(refused)
    for message in ("The period no longer counts.", "The period had been taken out before."):
        answer = hr.post(place, data={"reason": "mistaken"}, follow_redirects=True)
        assert message in text_of(answer)
    db.session.expire_all()
    assert period.superseded_at is not None
    assert "160.00" in text_of(hr.get("/hours/Z-7"))
    other = make_exempt_period(make_person())
    wrong = f"/hours/Z-7/exempt-periods/{other.id}/supersession"
    assert hr.post(wrong, data={"reason": "mistaken"}).status_code == 404


def test_the_list_of_periods_costs_the_same_for_one_and_for_three(hr, person, count_queries):
    make_exempt_period(person)
    db.session.commit()
    hr.get("/hours/Z-7/exempt-periods")
    with count_queries() as few:
        hr.get("/hours/Z-7/exempt-periods")
    for month in (5, 7):
        day = datetime(2024, month, 1, tzinfo=UTC).date()
        make_exempt_period(person, from_on=day, to_on=day)
    db.session.commit()
    with count_queries() as many:
        hr.get("/hours/Z-7/exempt-periods")
    assert len(few) == len(many) <= 8


def test_only_hr_keeps_the_books(login, stranger, person):
    cadre = login(make_account(person))
    for address in ("/hours/years", "/hours/Z-7/exempt-periods"):
        assert cadre.get(address).status_code == 403
        assert stranger.get(address).status_code == 302


def test_the_pages_speak_chinese(login, person):
    confirmed_in(2025)
    hr = login(make_hr(), language="zh")
    assert "关账" in text_of(hr.get("/hours/years"))
    assert "免学时期间" in text_of(hr.get("/hours/Z-7/exempt-periods"))

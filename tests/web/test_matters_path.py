"""One entry over the National Day holiday: late, risen, handed over, answered, looked back at."""

import io
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.accounts.sign_ins import start_sign_in
from models import Account, Matter, MatterStep, Person, StudyEntry, db
from tests.factories import (
    ROOT,
    make_account,
    make_branch,
    make_hr,
    make_leader,
    make_person,
    make_secretary,
    make_unit,
)
from tests.instances import run_command
from tests.packs import load_pack

TYPED = {"minutes": "45", "studied_on": "2026-09-29", "topic": "会议纪要", "gained": "一句"}
HOLIDAYS = "日期,类型,名称\n" + "".join(
    f"2026-{day},{kind},国庆节\n"
    for day, kind in (
        ("09-20", "班"), *((f"10-0{n}", "休") for n in range(1, 8)), ("10-10", "班"),
        ("10-10", "休"),
    )
)  # fmt: skip


class Office:
    """A branch, its secretary away on every day that matters, the leader, and another secretary."""

    def __init__(self, app, time_machine) -> None:
        self.app, self._clock = app, time_machine
        unit, branch, other = make_unit(), make_branch(), make_branch()
        owner = make_person(name="林叙", branch=branch, unit=unit)
        self.owner, self.secretary = make_account(owner), make_secretary(branch, name="单于安")
        self.leader, self.other = make_leader(unit), make_secretary(other, name="章台")
        self.hr = make_hr()
        db.session.commit()

    def on(self, month: int, day: int, year: int = 2026) -> None:
        """It is nine in the morning of the day, and the daily run has been."""
        self._clock.move_to(datetime(year, month, day, 1, tzinfo=UTC), tick=False)
        self.daily()

    def daily(self) -> str:
        db.session.commit()
        done = run_command(self.app, "matters", "daily", "--json")
        assert done.exit_code == 0, done.output
        return done.stdout

    def client(self, account: Account, language: str = "en"):
        """A client signed in at this moment."""
        token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
        db.session.commit()
        client = self.app.test_client()
        client.set_cookie("lang", language)
        with client.session_transaction() as session:
            session["token"] = token
        return client

    def sees(self, account: Account, words: str) -> bool:
        return words in self.client(account).get("/").text

    def matter(self) -> Matter:
        db.session.expire_all()
        """The one that is followed here; the daily run raises others, of the branches."""
        return db.session.scalars(sa.select(Matter).where(Matter.kind != "rhythm")).one()


@pytest.fixture
def office(app, database, time_machine):
    load_pack()
    time_machine.move_to(datetime(2026, 9, 28, 1, tzinfo=UTC), tick=False)
    office = Office(app, time_machine)
    run_command(app, "rules", "load", str(ROOT / "content" / "rules"))
    return office


def bring_in_the_holidays(office: Office) -> None:
    hr = office.client(office.hr)
    sent = {"file": (io.BytesIO(HOLIDAYS.encode()), "2026年节假日.csv")}
    preview = hr.post("/holidays/import", data=sent).location
    page = hr.get(preview).text
    assert "Bring in 9 days" in page
    assert "The day stands in the file twice." in page
    assert hr.post(f"{preview}/application").status_code == 302
    page = hr.get("/holidays?year=2026").text
    assert page.count("国庆节") == 9
    refused = hr.get(f"{preview}/refused.xlsx")
    assert refused.status_code == 200


def test_from_a_long_holiday_to_the_second_look(office):
    bring_in_the_holidays(office)
    office.on(9, 29)
    office.client(office.owner).post("/study/entries/new", data=TYPED)
    assert office.matter().due_on == date(2026, 10, 12)  # the fifth working day
    for month, day in ((10, 8), (10, 12)):
        office.on(month, day)
        assert office.matter().level == 0
        assert office.sees(office.secretary, "Confirm: 会议纪要 · 林叙")
        assert not office.sees(office.leader, "会议纪要")
    office.on(10, 13)
    assert '"risen": 0' in office.daily()
    assert office.matter().level == 1
    for account in (office.secretary, office.leader):
        assert office.sees(account, "late by 1 day")
    leader = office.client(office.leader)
    assert "A late matter has come up to you" in leader.get("/notices").text
    assert "会议纪要" in leader.get("/study/queue?show=overdue").text
    hand_over(office, leader)
    answer(office)
    look_back(office)


def hand_over(office: Office, leader) -> None:
    page = f"/matters/{office.matter().id}"
    wrong = {"person": staff_no(office.owner), "reason": "出差"}
    refused = leader.post(f"{page}/handing-over", data=wrong)
    assert refused.status_code == 422
    assert "It is this person&#39;s own." in refused.text
    assert ">To whom</a>" in refused.text  # the summary names the field as the form does
    assert "出差" in refused.text
    right = {"person": staff_no(office.other), "reason": "支部书记出差"}
    assert leader.post(f"{page}/handing-over", data=right).status_code == 302
    assert "A matter was handed over to you" in office.client(office.other).get("/notices").text
    assert office.sees(office.other, "Confirm: 会议纪要 · 林叙")


def answer(office: Office) -> None:
    """Given back, handed in again, and confirmed by the one it was handed to."""
    other, [entry] = office.client(office.other), db.session.scalars(sa.select(StudyEntry)).all()
    assert "会议纪要" in other.get("/study/queue").text
    other.post(f"/study/entries/{entry.id}/return", data={"reason": "收获太笼统"})
    owner = office.client(office.owner)
    assert "Given back because: 收获太笼统" in owner.get("/").text
    assert office.matter().state == "answered"
    edited = TYPED | {"gained": "纪要要写明责任人", "version": "2"}
    assert owner.post(f"/study/entries/{entry.id}/edit", data=edited).status_code == 302
    office.on(10, 14)
    other = office.client(office.other)
    assert office.sees(office.other, "Confirm: 会议纪要 · 林叙")
    confirmed = other.post("/study/confirmations", data={"entry": f"{entry.id}-3", "back": "today"})
    assert confirmed.location == "/"
    home = other.get("/").text
    assert "Confirmed 1 entry" in home  # with its undo
    assert "Confirm: 会议纪要" not in home  # what study first asks of the branch is still theirs
    assert (office.matter().state, office.matter().outcome) == ("closed", "confirmed")
    assert "An entry of yours was confirmed" in office.client(office.owner).get("/notices").text


def look_back(office: Office) -> None:
    """The draw brings it back to the confirmer, who opens it again and voids the entry."""
    matter = office.matter()
    matter.look_back_on = date(2026, 11, 11)  # as the draw would set it: 20 working days
    db.session.commit()
    office.on(11, 11)
    assert office.sees(office.secretary, "Look again: 会议纪要 · 林叙")
    secretary = office.client(office.secretary)
    page = f"/matters/{matter.id}"
    assert secretary.post(f"{page}/reopening", data={"reason": ""}).status_code == 422
    assert secretary.post(f"{page}/reopening", data={"reason": "证明对不上"}).status_code == 302
    assert office.matter().state == "reopened"
    [entry] = db.session.scalars(sa.select(StudyEntry)).all()
    void = f"/study/people/{staff_no(office.owner)}/entries/{entry.id}"
    assert void in secretary.get(page).text
    assert secretary.post(f"{void}/void", data={"reason": "证明对不上"}).status_code == 302
    assert office.sees(office.owner, "Put right and hand in again: 会议纪要")
    steps = sa.select(MatterStep.act).where(MatterStep.matter_id == matter.id)
    acts = db.session.scalars(steps.order_by(MatterStep.id)).all()
    assert acts == [
        "risen", "handed_over", "answered", "reopened", "closed", "looked_back", "reopened",
        "answered",
    ]  # fmt: skip
    text = secretary.get(page).text
    for words in (
        "Late: gone to level 1", "Handed over to 章台", "Closed as seen to", "支部书记出差",
        "证明对不上",
    ):  # fmt: skip
        assert words in text, words


def staff_no(account: Account) -> str:
    return db.session.get_one(Person, account.person_id).staff_no

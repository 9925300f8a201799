"""A month of a branch: logged with proofs, confirmed, corrected, returned; every paper agrees."""

import io
import re

import sqlalchemy as sa

from models import Certificate, Correction, Credit, CreditMonth, Person, StudyEntry, db
from tests.domain.made_files import photograph
from tests.factories import (
    make_absence,
    make_account,
    make_branch,
    make_cadre,
    make_hr,
    make_person,
    make_secretary,
)
from tests.packs import load_pack
from tests.web.reading import rows_of, word_of

MEMBERS = 13  # with the secretary and the deputy a branch of fifteen
EDITED = {"minutes": "45", "studied_on": "2026-11-01", "topic": "学习", "gained": "具体收获"}
LAST_YEAR = "工号,学习类别,开始日期,分钟,依据文件\n"


def _log(client, day, minutes, **values):
    data = {"minutes": "other", "other_minutes": str(minutes), "studied_on": day,
            "topic": "学习", "gained": "一行收获", **values}  # fmt: skip
    answer = client.post("/study/entries/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text


def _confirm_all(client):
    listed = re.search(r'name="listed" value="([^"]*)"', client.get("/study/queue").text)[1]
    client.post("/study/confirmations", data={"listed": listed, "all": "1"})
    return len(listed.split())


def _waiting_of(staff_no):
    return db.session.scalars(
        sa.select(StudyEntry.id)
        .join(Person, Person.id == StudyEntry.person_id)
        .where(Person.staff_no == staff_no, StudyEntry.state != "voided")
        .order_by(StudyEntry.id)
    ).first()


def _branch(login):
    """Fifteen: members who log, a secretary who is away, and the deputy."""
    branch = make_branch(name="第一支部")
    secretary = make_secretary(branch, staff_no="00001", name="书记")
    deputy = make_person(branch=branch, staff_no="00002", name="代理人")
    absent = db.session.get_one(Person, secretary.person_id)
    make_absence(absent, deputy)
    members = [
        login(make_cadre(branch=branch, staff_no=f"001{n:02}", name=f"党员{n:02}"))
        for n in range(MEMBERS)
    ]
    deputy_client = login(make_account(deputy))
    db.session.commit()
    return members, login(secretary), deputy_client


def test_a_month_of_a_branch_agrees_to_the_hundredth_everywhere(login):
    load_pack()
    members, secretary, deputy = _branch(login)
    for number, client in enumerate(members):
        for day in range(1, 20, 6):
            picture = (io.BytesIO(photograph()), "笔记.jpg")
            _log(client, f"2026-11-{day:02}", 20 + number + day, proofs=[picture])
    assert "第一支部" in secretary.get("/desk").text
    _one_returned_and_all_confirmed(members[0], deputy)
    _one_corrected(members[1], deputy)
    _last_year_comes_in(login(make_hr()))
    _agrees(members, secretary, year=2025, expected={f"001{n:02}": 200 for n in range(MEMBERS)})
    _agrees(members, secretary, year=2026, expected=_by_hand())


def _one_returned_and_all_confirmed(owner, deputy):
    """The absent secretary's queue is the deputy's: one entry goes back and comes again."""
    returned = _waiting_of("00100")
    deputy.post(f"/study/entries/{returned}/return", data={"reason": "收获太笼统"})
    assert _confirm_all(deputy) == 4 * MEMBERS - 1
    page = owner.get(f"/study/entries/{returned}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    owner.post(f"/study/entries/{returned}/edit", data=EDITED | {"version": version})
    assert _confirm_all(deputy) == 1


def _one_corrected(owner, deputy):
    """After its confirmation: asked for, granted, put right, confirmed again."""
    wrong = _waiting_of("00101")
    owner.post(f"/study/entries/{wrong}/corrections", data={"wish": "应为 90 分钟"})
    asked = db.session.scalars(sa.select(Correction.id)).one()
    deputy.post(f"/study/corrections/{asked}/grant")
    again = db.session.scalars(
        sa.select(StudyEntry.id).where(StudyEntry.replaces_id == wrong)
    ).one()
    page = owner.get(f"/study/entries/{again}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    owner.post(f"/study/entries/{again}/edit", data=EDITED | {"minutes": "90", "version": version})
    assert _confirm_all(deputy) == 1


def _last_year_comes_in(hr):
    text = LAST_YEAR + "".join(f"001{n:02},干部自学,2025-05-06,90,旧表\n" for n in range(MEMBERS))
    file = (io.BytesIO(text.encode()), "去年.csv")
    place = hr.post(
        "/hours/import", data={"file": file}, content_type="multipart/form-data"
    ).location  # fmt: skip
    digest = re.search(r'name="digest" value="(\w+)"', hr.get(place).text)[1]
    hr.post(f"{place}/application", data={"digest": digest})


def _by_hand():
    """Each entry is its minutes over 45, half up to the hundredth."""
    minutes = {
        f"001{n:02}": [20 + n + day for day in range(1, 20, 6)] for n in range(MEMBERS)
    }  # fmt: skip
    minutes["00100"][0], minutes["00101"][0] = 45, 90
    return {
        staff_no: sum((2 * 100 * one + 45) // 90 for one in some)
        for staff_no, some in minutes.items()
    }


def _agrees(members, secretary, *, year, expected):
    """Ledger, monthly sums, page, export, certificate and year-end table against ``expected``."""
    table = {row[2]: row for row in rows_of(secretary.get(f"/desk/year-end?year={year}&as=xlsx"))}
    _lines, paper = word_of(secretary.get(f"/desk/year-end?year={year}&as=docx"))
    printed = {row[2]: row for row in paper}
    for number, client in enumerate(members):
        staff_no, name = f"001{number:02}", f"党员{number:02}"
        hundredths = expected[staff_no]
        hours = f"{hundredths / 100:.2f}"
        assert (_sum(Credit, staff_no, year), _sum(CreditMonth, staff_no, year)) == (
            hundredths, hundredths,
        )  # fmt: skip
        page = client.get(f"/hours?year={year}").text
        assert re.search(r'class="g-big"[^>]*>([^<]+)<', page)[1] == hours
        sheet = rows_of(client.get(f"/hours/{staff_no}/statement.xlsx?year={year}"))
        assert f"{sheet[-1][-1]:.2f}" == hours
        assert (f"{table[name][6]:.2f}", printed[name][6]) == (hours, hours)
        client.post("/hours/certificates", data={"year": str(year)})
        issued = db.session.scalars(
            sa.select(Certificate).where(Certificate.name == name, Certificate.year == year)
        ).one()
        assert f"<dd>{hours}</dd>" in client.get(f"/verify/{issued.code}").text


def _sum(model, staff_no, year):
    return db.session.scalar(
        sa.select(sa.func.sum(model.hundredths))
        .join(Person, Person.id == model.person_id)
        .where(Person.staff_no == staff_no, model.year == year)
    )

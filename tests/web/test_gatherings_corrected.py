"""Corrections of a closed gathering by its pages; the sign-in sheet, out and back in."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.groupstudy.inviting import Invited
from domain.hours.figures import figure
from domain.hours.years import close_year
from models import (
    Attendance,
    AuditRow,
    BranchMembership,
    GroupStudy,
    ImportFile,
    StudyEntry,
    db,
)
from tests.factories import make_branch, make_cadre, make_membership, make_person
from tests.gatherings import DAY, NOON, make_gathering
from tests.web.reading import rows_of
from tests.web.task_books import person_of, stored
from tests.web.test_gatherings_closed import (
    TIMES,
    _rules,
    branch,
    closing,
    first_item,
    host,
    member,
    place_of,
)

__all__ = ["_rules", "branch", "host", "member"]  # the fixtures
HEAD = "工号,姓名,党支部,到会情况,原因\n"


@pytest.fixture
def held(login, host, member, branch):
    """A closed gathering at which the member was; its host's client."""
    gathering, client = first_item(branch, member), login(host)
    assert closing(client, gathering, member).status_code == 302
    return gathering, client


def total(account):
    return figure(account.person_id, DAY.year, today=DAY).total


def correction(client, gathering, person, state, **values):
    data = {"person": person, "state": state, "reason": "核对纸质签到表", "credited": "y"}
    return client.post(f"{place_of(gathering)}/corrections/new", data=data | values)


def replaced(client, gathering, **values):
    data = {**TIMES, "kind": "first_item", "topic": gathering.topic, "leader": "", "place": "",
            "reason": "笔误"}  # fmt: skip
    return client.post(f"{place_of(gathering)}/correction", data=data | values)


def test_a_person_is_corrected_with_a_reason_and_the_credit_follows(login, held, member, branch):
    gathering, client = held
    place = place_of(gathering)
    page = client.get(f"{place}/corrections/new?person=00501").text
    assert 'value="李同志 00501"' in page
    assert 'value="present" checked' in page or 'checked id="state-0"' in page
    answer = correction(client, gathering, "李同志 00501", "absent", reason="")
    assert (answer.status_code, total(member)) == (422, 200)
    answer = correction(client, gathering, "李同志 00501", "absent")
    assert answer.location == place
    page = client.get(place).text
    assert "Corrected: 李同志." in page
    assert "核对纸质签到表" in page
    assert total(member) == 0
    assert correction(client, gathering, "00501", "present").location == place
    assert total(member) == 200
    guest = make_cadre(staff_no="00777", branch=make_branch())
    assert correction(client, gathering, "00777", "late").location == place
    assert total(guest) == 200
    answer = correction(client, gathering, "00777", "late")
    assert "It says what stands already." in answer.text
    assert "Nobody has this staff number." in correction(client, gathering, "9x", "late").text


def test_the_host_s_own_correction_waits_for_the_confirmer(held, host):
    gathering, client = held
    answer = correction(client, gathering, person_of(host).staff_no, "present")
    assert "Your own entry waits for your confirmer." in client.get(answer.location).text
    assert total(host) == 0


def test_nothing_of_a_closed_year_is_corrected(held, member, host):
    gathering, client = held
    close_year(2026, "纪要", today=DAY.replace(year=2027), actor=Actor(host.id), now=NOON)
    for answer in (
        correction(client, gathering, "00501", "absent"), replaced(client, gathering, topic="新"),
    ):  # fmt: skip
        assert answer.status_code == 422
        assert "The books of 2026 are closed" in answer.text
    assert total(member) == 200


def test_a_gathering_is_corrected_by_a_new_record_that_the_old_one_names(
    login, held, member, branch
):
    gathering, client = held
    place = place_of(gathering)
    assert 'value="09:00"' in client.get(f"{place}/correction").text
    assert "It says what stands already." in replaced(client, gathering).text
    answer = replaced(client, gathering, ends="08:00")
    assert (answer.status_code, "The end must come after the start." in answer.text) == (422, True)
    answer = replaced(client, gathering, topic="改正后的议题", ends="09:45", leader="00501")
    new = stored(GroupStudy)[-1]
    assert answer.location == place_of(new)
    assert (new.topic, new.leader_id, new.replaces_id) == (
        "改正后的议题", member.person_id, gathering.id,
    )  # fmt: skip
    assert [one.state for one in stored(StudyEntry)] == ["voided", "confirmed"]
    assert total(member) == 100
    page = client.get(place).text
    assert "This was corrected" in page
    assert f'href="{place_of(new)}"' in page
    assert f'href="{place}"' in client.get(place_of(new)).text
    assert replaced(client, gathering, topic="再改").location == place
    assert correction(client, gathering, "00501", "absent").location == place
    assert "100" in str(total(member))
    assert login(member).get(place).status_code == 200


def test_the_sheet_prints_the_names_by_branch_and_goes_out_as_excel(login, host, branch, member):
    gathering = make_gathering(branch)
    client, place = login(host), place_of(gathering)
    page = client.get(f"{place}/sheet").text
    assert "李同志" in page
    assert "机关一支部" in page
    assert 'svg class="qr' not in page
    rows = rows_of(client.get(f"{place}/sheet.xlsx"))
    assert rows[0] == ["工号", "姓名", "党支部", "列席", "到会情况", "原因"]
    assert ["00501", "李同志", "机关一支部"] in [row[:3] for row in rows]


def test_people_of_other_branches_are_counted_on_the_sheet_and_not_named(login, host, branch):
    other = make_branch()
    make_person(branch=other, name="外支部人")
    gathering = make_gathering(branch)
    both = make_gathering(branch, invited=Invited(branch_ids=frozenset({branch.id, other.id})))
    assert "not named here" not in login(host).get(f"{place_of(gathering)}/sheet").text
    page = login(host).get(f"{place_of(both)}/sheet").text
    assert "1 person of another branch or unit is not named here." in page
    assert "外支部人" not in page


def brought(client, gathering, text, name="签到.csv"):
    """The answer of the preview, and its address."""
    content = text if isinstance(text, bytes) else text.encode()
    answer = client.post(
        f"{place_of(gathering)}/sheet/import", data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )  # fmt: skip
    if answer.status_code != 302:
        return answer, ""
    return client.get(answer.location), answer.location


def seen_in(page) -> str:
    """The states that the preview shows, as its form sends them."""
    return re.search(r'name="seen" value="([^"]*)"', page.text)[1]


def test_a_signed_list_is_previewed_then_marks_those_whose_rows_are_right(
    login, host, branch, member
):
    twice = make_cadre(branch=branch, staff_no="00502", name="钱两行")
    away = make_cadre(branch=branch, staff_no="00503", name="孙请假")
    make_cadre(staff_no="00504", name="周客人")
    gone = make_cadre(staff_no="00505", name="吴离职")
    person_of(gone).left_on = DAY
    gathering, client = first_item(branch), login(host)
    text = HEAD + (
        "00501,李同志,,已到,\n00502,,,迟到,\n00502,,,已到,\n00503,孙请假,,请假,\n00504,周客人,,到,\n"
        "00505,吴离职,,已到,\n09999,,,已到,\n0!,,,已到,\n00501,李同志,,也许,\n00503,别人,,缺席,\n"
    )
    page, place = brought(client, gathering, text)
    for said in (
        "Expected → Present", "comes as a guest", "The person stands in the file twice.",
        "Leave is given for a reason.", "Has left by that day.", "Nobody whom you see here has",
        "A staff number is 1 to 32", "The attendance is 已到", "that of somebody with another name",
        "Mark 3 people",
    ):  # fmt: skip
        assert said in page.text, said
    assert {one.state for one in stored(Attendance)} == {"expected"}
    rows = rows_of(client.get(f"{place}/refused.xlsx"))
    assert len(rows) == 8
    answer = client.post(f"{place}/application", data={"seen": seen_in(page)})
    assert answer.location == place_of(gathering)
    states = {one.person_id: (one.state, one.way, one.guest) for one in stored(Attendance)}
    assert states[member.person_id] == ("present", "sheet", False)
    assert states[twice.person_id] == ("late", "sheet", False)
    assert states[away.person_id][0] == "expected"
    assert ("present", "sheet", True) in states.values()
    assert client.post(f"{place}/application").location == place_of(gathering)
    assert len(rows_of(client.get(f"{place}/refused.xlsx"))) == 8
    page, _place = brought(client, gathering, HEAD + "00501,李同志,,已到,\n00503,,,请假,出差\n")
    assert "as it stands" in page.text
    assert "Mark 1 person" in page.text


def test_our_own_sheet_comes_back_filled_in_and_changes_nothing_twice(login, host, branch, member):
    gathering, client = first_item(branch, member), login(host)
    sheet = client.get(f"{place_of(gathering)}/sheet.xlsx").data
    page, _place = brought(client, gathering, sheet, "签到.xlsx")
    assert "as it stands" in page.text
    assert "Mark " not in page.text
    assert stored(ImportFile)[0].kind == f"attendance:{gathering.id}"
    uploaded = sa.select(AuditRow.noun_id).where(AuditRow.action == "attendance.uploaded")
    assert db.session.scalars(uploaded).all() == [stored(ImportFile)[0].id]


@pytest.mark.parametrize(("content", "name", "said"), [
    (b"\x89PNG\r\n", "a.png", "is not a spreadsheet"),
    ("姓名\n李同志\n".encode(), "a.csv", "工号"), (HEAD.encode(), "a.csv", "holds no rows"),
    ((HEAD + "00501,,,=1+1,\n").encode(), "a.csv", "formula"),
])  # fmt: skip
def test_what_is_no_list_is_refused_with_the_reason(login, host, branch, content, name, said):
    gathering, client = first_item(branch), login(host)
    answer, _place = brought(client, gathering, content, name)
    assert answer.status_code == 422
    assert said in answer.text or "staff_no" in answer.text
    assert stored(ImportFile) == []


def test_a_list_is_brought_in_while_the_gathering_is_open_only(login, host, branch, member):
    planned, client = make_gathering(branch), login(host)
    place = place_of(planned)
    assert client.get(f"{place}/sheet/import").location == place
    gathering = first_item(branch, member)
    _page, preview = brought(client, gathering, HEAD + "00501,,,迟到,\n")
    closing(client, gathering, member)
    answer = client.post(f"{preview}/application")
    assert "Nothing changed: the gathering is held." in client.get(answer.location).text
    assert [one.state for one in stored(Attendance) if one.entry_id] == ["present"]


def test_who_moved_or_whose_branch_was_merged_stays_where_they_were(login, held, member, branch):
    gathering, client = held
    [line] = [one for one in stored(BranchMembership) if one.person_id == member.person_id]
    line.to_on = DAY
    make_membership(person_of(member), make_branch(name="新支部"), from_on=DAY.replace(day=21))
    branch.closed_on = DAY.replace(day=21)
    db.session.commit()
    page = client.get(place_of(gathering)).text
    assert "机关一支部" in page
    assert "新支部" not in page

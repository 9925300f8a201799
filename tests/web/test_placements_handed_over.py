"""The hand-over of a rotation on its page: listed, ticked, signed for, given back."""

import pytest

from domain.placements.steps import take_step
from models import HandOverItem, Matter, db
from tests.factories import make_cadre, make_post, make_unit
from tests.placed import NOON, make_rotation
from tests.web.placements import anew, make_office, page_of, person_of


@pytest.fixture
def office(database):
    return make_office()


@pytest.fixture
def rotation(office):
    """The newcomer moves to another unit; the other cadre takes over."""
    row = make_rotation(
        person_of(office.mentee), make_post(make_unit(name="信息科"), title="科员"),
        unit_id=office.unit.id, receiver_id=office.mentor.person_id,
    )  # fmt: skip
    db.session.commit()
    return row


@pytest.mark.parametrize("state", ["proposed", "turned_down", "cancelled"])
def test_who_is_to_take_over_sees_nothing_before_it_is_approved(login, office, rotation, state):
    rotation.state = state
    db.session.commit()
    receiver = login(office.mentor)
    assert receiver.get(page_of(rotation)).status_code == 404
    assert receiver.get(f"{page_of(rotation)}/record?as=docx").status_code == 404
    assert page_of(rotation) not in receiver.get("/placements/").text
    assert login(office.mentee).get(page_of(rotation)).status_code == 200


def test_who_takes_over_does_not_read_why(login, office, rotation):
    rotation.aim = "群众反映较多"
    take_step(
        rotation, "edited", office.by_hr.actor, NOON,
        values=({"aim": "不宜留任", "from_on": "2026-02-01"},
                {"aim": "群众反映较多", "from_on": "2026-03-01"}),
    )  # fmt: skip
    db.session.commit()
    page = login(office.mentor).get(page_of(rotation)).text
    assert "1 Feb 2026" in page
    for text in ("群众反映较多", "不宜留任"):
        assert text not in page
        for account in (office.hr, office.leader, office.mentee):
            assert text in login(account).get(page_of(rotation)).text


def items():
    db.session.expire_all()
    return db.session.query(HandOverItem).order_by(HandOverItem.number).all()


def ticks(rows):
    return [f"{one.id}-{one.version}" for one in rows]


def listed(client, row, texts="在办文件三份\n\n  公章一枚 \n办公室钥匙"):
    return client.post(f"{page_of(row)}/hand-over/new", data={"texts": texts})


def owed():
    rows = db.session.query(Matter).filter_by(kind="placement_duty", state="open")
    return [(one.title.split()[0], one.owed_by_id) for one in rows.order_by(Matter.id)]


def test_the_giver_ticks_and_the_receiver_signs(login, office, rotation):
    giver, receiver = login(office.mentee), login(office.mentor)
    place = f"{page_of(rotation)}/hand-over"
    assert giver.get(f"{place}/new").status_code == 200
    assert listed(giver, rotation).status_code == 302
    assert [one.text for one in items()] == ["在办文件三份", "公章一枚", "办公室钥匙"]
    assert owed() == [("hand_over", office.mentee.person_id)]
    assert "Hand over what is ticked" in giver.get(page_of(rotation)).text
    assert giver.post(place, data={"item": ticks(items()[:2])}).status_code == 302
    assert owed() == [
        ("hand_over", office.mentee.person_id), ("receipt", office.mentor.person_id),
    ]  # fmt: skip
    assert "Sign for what was handed over by · 何新人" in receiver.get("/matters").text
    assert "Sign for what is ticked" in receiver.get(page_of(rotation)).text
    form = {"item": ticks(items()[:1]), "remark": "缺附件一"}
    assert "You signed for 1 thing." in receiver.post(
        f"{place}/receipt", data=form, follow_redirects=True
    ).text  # fmt: skip
    assert (items()[0].received_by_id, items()[0].remark) == (office.mentor.person_id, "缺附件一")
    giver.post(place, data={"item": ticks(items()[2:])})
    receiver.post(f"{place}/receipt", data={"item": ticks(items()[1:])})
    assert all(one.received_at for one in items())
    assert owed() == []
    assert "Signed for: 3 of 3" in giver.get(page_of(rotation)).text


def test_what_is_given_back_is_the_givers_again(login, office, rotation):
    giver, receiver = login(office.mentee), login(office.mentor)
    place = f"{page_of(rotation)}/hand-over"
    listed(giver, rotation, "账册")
    giver.post(place, data={"item": ticks(items())})
    item = items()[0]
    back = f"{place}/{item.id}/return"
    assert receiver.get(back).status_code == 200
    assert receiver.post(back, data={"reason": ""}).status_code == 422
    receiver.post(back, data={"reason": "差两本"})
    assert (items()[0].handed_over_at, items()[0].remark) == (None, "差两本")
    assert owed() == [("hand_over", office.mentee.person_id)]
    again = receiver.post(back, data={"reason": "差两本"})
    assert again.status_code == 422
    assert "handed over, given back or signed for meanwhile" in again.text


def test_only_the_sides_take_their_steps(login, office, rotation):
    giver, receiver, hr = login(office.mentee), login(office.mentor), login(office.hr)
    place = f"{page_of(rotation)}/hand-over"
    assert listed(receiver, rotation).status_code == 404
    assert listed(hr, rotation, "电脑").status_code == 302
    assert receiver.post(place, data={"item": ticks(items())}).status_code == 404
    assert giver.post(f"{place}/receipt", data={"item": ticks(items())}).status_code == 404
    assert login(make_cadre()).get(page_of(rotation)).status_code == 404
    none = giver.post(place, data={}, follow_redirects=True)
    assert "Nothing changed: tick what is meant first." in none.text
    stale = giver.post(place, data={"item": [f"{items()[0].id}-9"]}, follow_redirects=True)
    assert "it was changed after you read it" in stale.text
    assert items()[0].handed_over_at is None


def test_an_item_is_worded_anew_or_taken_off_until_it_is_handed_over(login, office, rotation):
    giver, place = login(office.mentee), f"{page_of(rotation)}/hand-over"
    listed(giver, rotation, "账册\n钥匙")
    first, second = items()
    edit = f"{place}/{first.id}/edit"
    assert "账册" in giver.get(edit).text
    assert giver.post(edit, data={"text": "账册五本", "version": "1"}).status_code == 302
    conflict = giver.post(edit, data={"text": "账册六本", "version": "1"})
    assert conflict.status_code == 409
    assert "账册五本" in conflict.text
    giver.post(f"{place}/{second.id}/removal", data={"version": "1"})
    assert [one.text for one in items()] == ["账册五本"]
    giver.post(place, data={"item": ticks(items())})
    late = giver.post(edit, data={"text": "账册", "version": "3"})
    assert late.status_code == 422
    assert items()[0].text == "账册五本"


def test_a_long_line_and_a_long_list_are_refused_by_name(login, office, rotation):
    giver = login(office.mentee)
    answer = listed(giver, rotation, f"账册\n{'长' * 301}")
    assert answer.status_code == 422
    assert "Line 2 is longer than 300 characters." in answer.text
    assert "The list takes 100 more things." in listed(giver, rotation, "物品\n" * 101).text
    assert items() == []


def test_who_takes_over_is_named_by_who_decides(login, office, rotation):
    hr, place = login(office.hr), f"{page_of(rotation)}/hand-over/receiver"
    other = make_cadre(unit=office.unit, name="罗接手")
    db.session.commit()
    assert hr.get(place).status_code == 200
    listed(hr, rotation, "账册")
    hr.post(f"{page_of(rotation)}/hand-over", data={"item": ticks(items())})
    oneself = hr.post(place, data={"person": person_of(office.mentee).staff_no, "version": "1"})
    assert "Nobody hands over to oneself." in oneself.text
    said = {"person": person_of(other).staff_no, "version": "1"}
    assert hr.post(place, data=said).status_code == 302
    assert anew(rotation).receiver_id == other.person_id
    assert owed() == [("receipt", other.person_id)]
    assert hr.post(place, data=said).status_code == 422
    assert login(office.mentee).get(place).status_code == 403

"""The whole record of a placement, on its page and as a Word file."""

import io

import pytest
from docx import Document

from models import HandOverItem, PlacementStep, db
from tests.factories import make_post, make_unit
from tests.placed import approved, paired, proposed, seconded
from tests.rotation import load_rotation_rules
from tests.web.placements import POINTS, make_office, page_of, person_of


@pytest.fixture
def office(database):
    load_rotation_rules()
    return make_office()


def both(client, row) -> tuple[str, str]:
    """What the page says, and what the Word file does."""
    word = client.get(f"{page_of(row)}/record?as=docx")
    lines = [one.text for one in Document(io.BytesIO(word.data)).paragraphs]
    return client.get(f"{page_of(row)}/record").text, "\n".join(lines)


def agree(client, row, party):
    version = str(row.version)
    client.post(f"{page_of(row)}/agreement", data={"party": party, "version": version})


def test_that_of_a_pair_has_its_points_who_agreed_and_every_step(login, office):
    row = paired(office.mentor, office.mentee, office.by_hr, **POINTS)
    agree(login(office.leader), row, "unit")
    hr = login(office.hr)
    before = both(hr, row)
    hr.post(f"{page_of(row)}/approval", data={"version": str(row.version)})
    for said, earlier in zip(both(hr, row), before, strict=True):
        for text in POINTS.values():
            assert text in said, text
        assert said.count("周科长") == 2  # as who agreed, and with the step
        assert said.count("任人事") > earlier.count("任人事")
    steps = db.session.query(PlacementStep).filter_by(placement_id=row.id).count()
    lines = both(hr, row)[1].splitlines()
    headings = [number for number, line in enumerate(lines) if line[1:2] == "、"]
    assert len(lines) - headings[-1] - 1 == steps  # the last part, a line each


def test_that_of_a_rotation_has_what_is_handed_over(login, office):
    post = make_post(make_unit(name="信息科"), title="科员")
    row = proposed(
        "rotation", office.by_hr, person_id=office.mentee.person_id, to_post_id=post.id,
        receiver_id=office.mentor.person_id, to_rank="一级科员", aim="任满五年",
    )  # fmt: skip
    approved(row, office.by_hr)
    giver, receiver = login(office.mentee), login(office.mentor)
    giver.post(f"{page_of(row)}/hand-over/new", data={"texts": "公章一枚"})
    assert "公章一枚" in both(giver, row)[1]
    item = db.session.query(HandOverItem).one().id
    giver.post(f"{page_of(row)}/hand-over", data={"item": f"{item}-1"})
    signed = {"item": f"{item}-2", "remark": "已核对"}
    receiver.post(f"{page_of(row)}/hand-over/receipt", data=signed)
    for said in both(receiver, row):
        for text in ("公章一枚", "已核对", "任满五年", "一级科员", "任人事"):
            assert text in said, text
        assert "李师傅 " in said


def test_that_of_a_secondment_has_who_proposed_and_approved_it(login, office):
    host = make_unit(name="某镇", outside=True)
    row = seconded(person_of(office.mentee), host, office.by_hr, aim="熟悉基层")
    approved(row, office.by_hr)
    for said in both(login(office.mentee), row):
        assert "熟悉基层" in said
        assert said.count("任人事") >= 4  # twice as decided, and with two steps

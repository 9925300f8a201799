"""What the audit trail holds of placements: ids and days, and no word that somebody wrote."""

from datetime import date

import pytest
import sqlalchemy as sa

from domain import audit
from domain.placements import running
from domain.placements.steps import PERSONAL
from models import (
    AuditRow,
    HandOverItem,
    Placement,
    PlacementFile,
    PlacementOpinion,
    PlacementReport,
    PlacementTalk,
    db,
)
from tests.factories import make_hr, make_person, make_post, make_unit
from tests.placed import NOON, TODAY, make_mentorship, proposed, visitor

WRITTEN = (
    Placement, PlacementTalk, PlacementReport, PlacementOpinion, HandOverItem, PlacementFile,
)  # fmt: skip
CODES = {
    "kind", "state", "phase", "side", "about", "conclusion", "purpose", "sha256",
}  # fmt: skip


def test_no_column_of_free_text_reaches_the_trail():
    texts = {
        column.name for model in WRITTEN for column in model.__table__.columns
        if isinstance(column.type, sa.String)
    }  # fmt: skip
    assert texts - CODES <= PERSONAL


@pytest.fixture
def hr(database):
    return visitor(make_hr())


def test_reasons_ranks_and_document_numbers_are_digests(hr):
    unit = make_unit()
    person = make_person(unit=unit)
    one = proposed(
        "rotation", hr, person_id=person.id, to_post_id=make_post(make_unit()).id,
        to_rank="副处长", document_no="人〔2026〕8号", document_on=date(2026, 11, 18),
    )  # fmt: skip
    running.cancel(one, "身体有病", hr, today=TODAY, now=NOON)
    pair = make_mentorship(make_person(unit=unit), person)
    running.end_early(pair, TODAY, "家中有事", hr, today=TODAY, now=NOON)
    db.session.commit()
    rows = db.session.scalars(sa.select(AuditRow).where(AuditRow.noun == "placement")).all()
    told = "".join(row.before + row.after for row in rows)
    for text in ("身体有病", "家中有事", "副处长", "人〔2026〕8号"):
        assert text not in told
    assert audit.digest("身体有病") in told

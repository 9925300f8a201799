"""Certificates say the same for ever, and their code tells genuine from not."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from domain import confirming
from domain.access import Reach
from domain.audit import Actor
from domain.hours.certificates import (
    LENGTH,
    SIGNS,
    Genuine,
    NothingToCertify,
    certificates_of,
    code_of,
    find_certificate,
    issue_certificate,
    new_code,
    verify,
)
from domain.hours.figures import figure
from models import AuditRow, Certificate, db
from tests.conftest import NOON
from tests.factories import make_account, make_certificate, make_entry, make_person
from tests.packs import load_pack

TODAY = date(2026, 11, 20)


@pytest.fixture
def actor(database):
    load_pack()
    return Actor(make_account().id)


def confirmed(actor, person=None, **values):
    person = person or make_person(name="林叙")
    confirming.confirm_entries([make_entry(person, **values)], actor=actor, now=NOON)
    return person


def issue(person, actor, year=2026):
    return issue_certificate(
        person, year, organisation="示例办公室", today=TODAY, actor=actor, now=NOON
    )


def test_what_was_issued_stays_when_the_hours_and_the_name_change(actor, count_queries):
    person = confirmed(actor)
    row = issue(person, actor)
    confirmed(actor, person, minutes=90)
    person.name = "林续"
    db.session.flush()
    assert figure(person.id, 2026, today=TODAY).total == 300
    with count_queries() as queries:
        [kept] = certificates_of(person.id)
    assert len(queries) == 1
    assert (kept.name, kept.organisation, kept.hundredths) == ("林叙", "示例办公室", 100)
    assert kept.parts == {"group": 0, "online": 0, "self": 100}
    assert sum(kept.parts.values()) == kept.hundredths
    assert verify(row.code) == Genuine("林叙", 2026, 100)


def test_a_year_without_hours_is_not_certified(actor):
    person = confirmed(actor)
    with pytest.raises(NothingToCertify):
        issue(person, actor, year=2025)
    assert db.session.scalars(sa.select(Certificate)).all() == []


def test_a_code_has_eighty_bits_in_groups_that_cannot_be_misread():
    assert len(set(SIGNS)) == 32
    assert not set(SIGNS) & set("IO01")
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all([len(group) for group in code.split("-")] == [4, 4, 4, 4] for code in codes)


def _wide(code):
    return "".join(chr(ord(sign) + 0xFEE0) for sign in code)


@pytest.mark.parametrize(
    "change",
    [str.lower, _wide, lambda code: code.replace("-", ""), lambda code: code.replace("-", "  ")],
)
def test_a_code_is_known_in_any_case_width_and_grouping(actor, change):
    row = make_certificate(confirmed(actor))
    assert verify(change(row.code)) == Genuine(row.name, 2025, 1234)


@pytest.mark.parametrize(
    "typed", ["", "A" * (LENGTH - 1), "A" * LENGTH * 9, "O" * LENGTH, "一" * 16]
)
def test_what_cannot_be_a_code_is_asked_of_no_table(database, count_queries, typed):
    with count_queries() as queries:
        assert verify(typed) is None
    assert queries == []


def test_a_code_that_was_never_issued_is_not_genuine(actor):
    make_certificate(confirmed(actor))
    assert verify("AAAA-AAAA-AAAA-AAAA") is None
    assert code_of("aaaa aaaa aaaa aaaa") == "AAAA-AAAA-AAAA-AAAA"


def test_a_certificate_is_found_within_reach_only(actor):
    person, other = confirmed(actor), make_person()
    row = make_certificate(person)
    assert find_certificate(row.id, Reach(person_id=person.id), TODAY).code == row.code
    assert find_certificate(row.id, Reach(everyone=True), TODAY).code == row.code
    assert find_certificate(row.id, Reach(person_id=other.id), TODAY) is None
    assert find_certificate(row.id + 1, Reach(everyone=True), TODAY) is None


def test_the_trail_keeps_the_figure_and_no_name(actor):
    row = issue(confirmed(actor), actor)
    db.session.commit()
    found = db.session.scalars(
        sa.select(AuditRow).where(AuditRow.action == "certificate.issued")
    ).one()
    assert (found.noun, found.noun_id) == ("certificate", row.id)
    assert json.loads(found.after) == {
        "person": row.person_id, "year": 2026, "hundredths": 100,
    }  # fmt: skip

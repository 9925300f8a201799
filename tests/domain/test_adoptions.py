"""Which pack is in force: adopted with a day and a reason, never by being loaded alone."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from domain.audit import Actor
from domain.hours import packs
from domain.hours.adoptions import (
    AdoptionsOverlap,
    NotInItsDays,
    ReasonMissing,
    adopt_pack,
    adoptions,
    find_pack,
)
from domain.hours.years import YearClosed
from models import AuditRow, ClosedYear, PackAdoption, db
from tests.factories import ROOT, THEN, make_account
from tests.packs import load_pack

TEXT = (ROOT / "content/rules/hours-example-office.toml").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def loaded(version: int, *, first: str = "2020-01-01", last: str = "", slug: str = ""):
    """A version of the example that lies ready, with other days or another name."""
    text = TEXT.replace("version = 3", f"version = {version}")
    text = text.replace("2020-01-01", first + (f"\neffective_to = {last}" if last else ""))
    if slug:
        text = text.replace('id = "example-office"', f'id = "{slug}"')
    packs.load_pack(text, "x.toml", actor=Actor(None), now=THEN)
    return find_pack(slug or "example-office", version)


def adopt(pack, day: str, reason: str = "2026 年第 3 次会议", actor: Actor | None = None):
    return adopt_pack(pack, date.fromisoformat(day), reason, actor=actor or Actor(None), now=NOW)


def lines() -> list[tuple[str, str, str]]:
    return [(f"{one.slug} {one.version}", str(one.from_on), str(one.to_on)) for one in adoptions()]


def test_an_adopted_pack_ends_the_one_before_it_the_day_before(database):
    load_pack()
    actor = Actor(make_account().id)
    newer = loaded(4)
    adopt(newer, "2027-01-01", actor=actor)
    assert lines() == [
        ("example-office 4", "2027-01-01", "None"),
        ("example-office 3", "2020-01-01", "2026-12-31"),
    ]
    assert packs.pack_in_force(date(2026, 12, 31))[1].version == 3
    assert packs.pack_in_force(date(2027, 1, 1))[1].version == 4
    both = packs.packs_in_force({date(2026, 12, 31), date(2027, 1, 1), date(2019, 1, 1)})
    assert {str(day): pack.version for day, (_id, pack) in both.items()} == {
        "2026-12-31": 3, "2027-01-01": 4,
    }  # fmt: skip
    superseded = db.session.scalars(
        sa.select(PackAdoption).where(PackAdoption.superseded_at.is_not(None))
    ).one()
    assert (superseded.from_on, superseded.to_on) == (date(2020, 1, 1), None)
    db.session.commit()
    adopted = sa.select(AuditRow).where(AuditRow.action == "rules.adopted")
    row = db.session.scalars(adopted.order_by(AuditRow.seq.desc()).limit(1)).one()
    assert (row.noun_id, row.actor_id) == (newer.id, actor.account_id)


def test_one_query_finds_the_pack_of_a_day(database, count_queries):
    load_pack()
    packs.pack_in_force(date(2026, 1, 1))
    with count_queries() as queries:
        packs.pack_in_force(date(2026, 1, 1))
    assert len(queries) == 1


def test_an_adoption_without_a_reason_or_outside_the_packs_own_days_is_refused(database):
    pack = loaded(3, first="2026-01-01", last="2027-12-31")
    with pytest.raises(ReasonMissing):
        adopt(pack, "2026-01-01", " ")
    with pytest.raises(NotInItsDays) as early:
        adopt(pack, "2025-12-31")
    assert (early.value.field, early.value.line, early.value.day) == (
        "effective_from", 4, date(2026, 1, 1),
    )  # fmt: skip
    with pytest.raises(NotInItsDays) as late:
        adopt(pack, "2028-01-01")
    assert (late.value.field, late.value.line) == ("effective_to", 5)
    assert adoptions() == []
    adopt(pack, "2026-07-01")
    assert lines() == [("example-office 3", "2026-07-01", "2027-12-31")]


def test_days_that_another_adoption_holds_are_refused_with_the_line_of_the_date(database):
    load_pack()
    adopt(loaded(4), "2027-01-01")
    with pytest.raises(AdoptionsOverlap) as later:
        adopt(loaded(5), "2026-06-01")
    assert (later.value.line, later.value.other.version) == (4, 4)
    with pytest.raises(AdoptionsOverlap) as until:
        adopt(loaded(6, last="2027-03-31"), "2026-06-01")
    assert (until.value.field, until.value.line) == ("effective_to", 5)
    adopt(loaded(7, last="2026-12-31"), "2026-06-01")
    assert lines() == [
        ("example-office 4", "2027-01-01", "None"),
        ("example-office 7", "2026-06-01", "2026-12-31"),
        ("example-office 3", "2020-01-01", "2026-05-31"),
    ]
    with pytest.raises(AdoptionsOverlap):
        adopt(loaded(1, slug="another", last="2026-12-31"), "2026-08-01")  # its end was meant
    adopt(loaded(8, last="2026-12-31"), "2026-08-01")  # its own next version goes on with it
    assert packs.pack_in_force(date(2026, 8, 1))[1].version == 8


def test_no_adoption_reaches_into_a_closed_year(database):
    load_pack()
    db.session.add(ClosedYear(year=2025, closed_at=NOW))
    db.session.flush()
    newer = loaded(4)
    with pytest.raises(YearClosed):
        adopt(newer, "2024-03-01")
    adopt(newer, "2026-01-01")


def test_what_was_adopted_is_the_same_as_one_value_of_another_query(database):
    def told(adopted):
        return sorted((row.id, row.sha256, row.from_on, row.to_on) for row in adopted.rows)

    value = sa.select(packs.adopted_column())
    assert packs.adopted_in(db.session.scalar(value)).rows == []
    load_pack()
    adopt(loaded(4), "2027-01-01")
    found = packs.adopted_in(db.session.scalar(value))
    assert told(found) == told(packs.all_adopted())
    assert found.on(date(2027, 1, 1)) == packs.all_adopted().on(date(2027, 1, 1))

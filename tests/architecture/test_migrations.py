"""Migrations run up, down and up again with rows in the tables, and give what the models say."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from domain import audit
from domain.audit import Actor
from models import Credit, CreditMonth, PackAdoption, RulePack, db
from models.base import belongs_to_models, render_migration_type
from tests.factories import (
    make_absence,
    make_account,
    make_branch,
    make_entry,
    make_grant,
    make_person,
    make_unit,
)
from tests.instances import new_instance

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def migrating(request, tmp_path):
    """An application on an empty database of its own, inside its context."""
    name = "rigong_migrations"
    with (
        new_instance(request.param, name, tmp_path, migrated=False) as app,
        app.app_context(),
    ):
        yield app
        db.session.remove()


def test_the_migrations_run_up_down_and_up_again_with_rows_in_the_tables(migrating):
    upgrade()
    _fill()
    downgrade(revision="0001")
    upgrade()
    assert db.session.scalar(sa.text("SELECT count(*) FROM people")) == 3
    db.session.remove()
    downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert db.session.scalar(sa.text("SELECT seq FROM audit_head")) == 0


def test_every_day_keeps_its_pack_when_packs_come_to_be_adopted(migrating):
    upgrade(revision="0003")
    packs = [
        ("a", 1, "2020-01-01", None), ("b", 1, "2023-01-01", "2024-12-31"),
        ("a", 2, "2024-06-01", "2025-12-31"), ("a", 3, "2024-06-01", "2024-08-31"),
        ("c", 1, "2019-01-01", "2019-03-31"),
    ]  # fmt: skip
    with db.engine.begin() as connection:
        for slug, version, first, last in packs:
            connection.execute(
                sa.text(
                    "INSERT INTO rule_packs (slug, version, effective_from, effective_to,"
                    " source_text, sha256, loaded_at)"
                    " VALUES (:slug, :version, :first, :last, '', '', '2026-11-20 04:00:00')"
                ),
                {
                    "slug": slug, "version": version, "first": date.fromisoformat(first),
                    "last": date.fromisoformat(last) if last else None,
                },
            )  # fmt: skip
    upgrade()
    kept = sa.select(
        RulePack.slug, RulePack.version, PackAdoption.from_on, PackAdoption.to_on
    ).join(PackAdoption, PackAdoption.pack_id == RulePack.id)
    rows = db.session.execute(kept.order_by(PackAdoption.from_on)).all()
    assert [(f"{row[0]}{row[1]}", str(row[2]), str(row[3])) for row in rows] == [
        ("c1", "2019-01-01", "2019-03-31"),
        ("a1", "2020-01-01", "2022-12-31"),
        ("b1", "2023-01-01", "2024-05-31"),
        ("a3", "2024-06-01", "2024-08-31"),
        ("a2", "2024-09-01", "2025-12-31"),
        ("a1", "2026-01-01", "None"),
    ]
    twice = PackAdoption(
        pack_id=1, from_on=date(2025, 12, 31), to_on=date(2025, 12, 31), reason="-", adopted_at=NOW
    )
    db.session.add(twice)
    with pytest.raises(sa.exc.IntegrityError, match="overlap"):
        db.session.commit()


def test_the_ledger_stays_append_only_and_the_sums_lose_no_hour_on_the_way_back(migrating):
    upgrade()
    _fill()
    person_id = db.session.scalar(sa.select(Credit.person_id))
    for tags, amount in (("", 100), ("online", 50)):
        month = CreditMonth(
            person_id=person_id, year=2026, month=11, part="self", tags=tags, hundredths=amount
        )
        db.session.add(month)
    db.session.commit()
    db.session.remove()
    downgrade(revision="0003")
    upgrade()
    assert db.session.scalars(sa.select(CreditMonth.hundredths)).all() == [150]
    with pytest.raises(sa.exc.DatabaseError, match="append-only"):
        db.session.execute(sa.delete(Credit))
    db.session.rollback()


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_the_migrations_give_exactly_what_the_models_say(migrating):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "render_item": render_migration_type,
                "include_object": belongs_to_models,
            },
        )
        assert compare_metadata(context, db.metadata) == []


def _fill():
    unit, branch = make_unit(), make_branch()
    cadre = make_person(branch=branch, unit=unit)
    deputy = make_person(branch=branch, unit=unit)
    make_person(staff_no="A 1", confirmer_id=cadre.id)
    make_absence(cadre, deputy)
    account = make_account(cadre)
    make_grant(account, "secretary", branch_id=branch.id)
    entry = make_entry(cadre)
    pack = RulePack(
        slug="office", version=1, effective_from=date(2020, 1, 1), source_text="", sha256="0" * 64,
        loaded_at=NOW,
    )  # fmt: skip
    db.session.add(pack)
    db.session.flush()
    db.session.add(
        Credit(
            person_id=cadre.id, source_kind="study_entry", source_id=entry.id, cause="confirmed:1",
            on=date(2026, 11, 18), year=2026, part="self", hundredths=100, minutes=45,
            uncapped_hundredths=100, rule="self_study", pack_id=pack.id, recorded_at=NOW,
        )
    )  # fmt: skip
    audit.record(Actor(account.id), "entry.confirmed", "entry", entry.id, at=NOW)
    db.session.commit()
    db.session.remove()

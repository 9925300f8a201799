"""Migrations run up, down and up again with rows in the tables, and give what the models say."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from domain import audit
from domain.audit import Actor
from models import Credit, RulePack, db
from models.base import render_migration_type
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


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_the_migrations_give_exactly_what_the_models_say(migrating):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "render_item": render_migration_type},
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

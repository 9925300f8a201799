"""Study in full: kinds by days, level and count, proofs, corrections, roll-ups, certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ACTS = ("submitted", "edited", "withdrawn", "confirmed", "returned", "voided", "reopened")
NEW_ACTS = ("recorded", "imported", "asked", "declined")
TABLES = (
    "corrections", "attachments", "exempt_periods", "entry_batches", "closed_years",
    "certificates", "study_timers", "credit_months", "stored_files", "materials",
)
LONG_ONES, BATCHED, REPLACING = (
    {f"{dialect}_where": sa.text(f"{column} IS NOT NULL") for dialect in ("sqlite", "postgresql")}
    for column in ("ends_on", "batch_id", "replaces_id")
)
AMOUNTS = (
    "minutes BETWEEN 0 AND 60000 AND days BETWEEN 0 AND 366"
    " AND half_days BETWEEN 0 AND 366 AND count BETWEEN 0 AND 999"
)


def upgrade():
    _create_tables()
    with op.batch_alter_table("study_entries", copy_from=_entries(new=False)) as table:
        table.add_column(sa.Column("ends_on", sa.Date()))
        table.add_column(sa.Column("start_time", sa.Time()))
        for name in ("days", "half_days", "count"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("level", sa.String(40), nullable=False, server_default=""))
        table.add_column(sa.Column("material_id", sa.Integer()))
        table.add_column(sa.Column("gained_html", sa.Text()))
        table.add_column(sa.Column("document", sa.String(120), nullable=False, server_default=""))
        table.add_column(sa.Column("batch_id", sa.Integer()))
        table.alter_column("gained", existing_type=sa.String(500), type_=sa.Text())
        table.drop_constraint(op.f("ck_study_entries_minutes_in_a_day"), type_="check")
        table.create_check_constraint(op.f("ck_study_entries_amounts_in_range"), AMOUNTS)
        table.create_check_constraint(
            op.f("ck_study_entries_says_how_much"),
            "state = 'draft' OR minutes + days + half_days + count > 0",
        )
        table.create_check_constraint(
            op.f("ck_study_entries_ends_after"), "ends_on IS NULL OR ends_on > studied_on"
        )
        table.create_foreign_key(
            "fk_study_entries_material_id_materials", "materials", ["material_id"], ["id"]
        )
        table.create_foreign_key(
            "fk_study_entries_batch_id_entry_batches", "entry_batches", ["batch_id"], ["id"]
        )
        table.create_index("ix_study_entries_batch", ["batch_id"], **BATCHED)
        table.drop_constraint("uq_study_entries_replaces_id", type_="unique")
        table.create_index(
            "uq_study_entries_replaces", ["replaces_id"], unique=True, **REPLACING
        )
        table.create_index("ix_study_entries_long", ["person_id", "ends_on"], **LONG_ONES)
    _allow_acts(ACTS, ACTS + NEW_ACTS)
    op.drop_index("ix_once_keys_at", "once_keys")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_once_keys(sqlite_with_rowid=False)
    op.execute(
        "INSERT INTO credit_months (person_id, year, month, part, hundredths) "
        f"SELECT person_id, year, {_month()}, part, sum(hundredths) FROM credits "
        f"GROUP BY person_id, year, {_month()}, part"
    )


def downgrade():
    op.execute("DELETE FROM entry_steps WHERE act IN ('asked', 'declined')")
    op.execute("UPDATE entry_steps SET act = 'submitted' WHERE act IN ('recorded', 'imported')")
    _allow_acts(ACTS + NEW_ACTS, ACTS)
    # What the older form cannot hold: amounts other than minutes, and long texts.
    op.execute("UPDATE study_entries SET minutes = 960 WHERE minutes > 960")
    op.execute("UPDATE study_entries SET minutes = 1 WHERE minutes < 1")
    op.execute("UPDATE study_entries SET gained = substr(gained, 1, 500)")
    with op.batch_alter_table("study_entries", copy_from=_entries(new=True)) as table:
        table.drop_index("ix_study_entries_batch")
        table.drop_index("ix_study_entries_long")
        table.drop_index("uq_study_entries_replaces")
        table.create_unique_constraint("uq_study_entries_replaces_id", ["replaces_id"])
        table.drop_constraint("fk_study_entries_batch_id_entry_batches", type_="foreignkey")
        table.drop_constraint("fk_study_entries_material_id_materials", type_="foreignkey")
        for name in ("ends_after", "says_how_much", "amounts_in_range"):
            table.drop_constraint(op.f(f"ck_study_entries_{name}"), type_="check")
        table.create_check_constraint(
            op.f("ck_study_entries_minutes_in_a_day"), "minutes > 0 AND minutes <= 960"
        )
        table.alter_column("gained", existing_type=sa.Text(), type_=sa.String(500))
        for name in (
            "batch_id", "document", "gained_html", "material_id", "level", "count", "half_days",
            "days", "start_time", "ends_on",
        ):  # fmt: skip
            table.drop_column(name)
    for name in TABLES:
        op.drop_table(name)
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_once_keys(sqlite_with_rowid=True)
    op.create_index("ix_once_keys_at", "once_keys", ["at"])


def _rebuild_once_keys(*, sqlite_with_rowid):
    """A table without row ids is one tree instead of two: a form writes one page less."""
    op.rename_table("once_keys", "once_keys_before")
    op.create_table(
        "once_keys",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("location", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_once_keys_account_id_accounts"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_once_keys"),
        sqlite_with_rowid=sqlite_with_rowid,
    )
    op.execute('INSERT INTO once_keys SELECT "key", account_id, location, at FROM once_keys_before')
    op.drop_table("once_keys_before")


def _month():
    """The month of the day, or the edge of the year that a share counts for."""
    if op.get_bind().dialect.name == "sqlite":
        year, month = "CAST(strftime('%Y', \"on\") AS INTEGER)", "CAST(strftime('%m', \"on\") AS INTEGER)"
    else:
        year, month = 'extract(year FROM "on")', 'extract(month FROM "on")'
    return f"CASE WHEN {year} < year THEN 1 WHEN {year} > year THEN 12 ELSE {month} END"


def _allow_acts(old, new):
    name = op.f("ck_entry_steps_act_known")
    with op.batch_alter_table("entry_steps", copy_from=_steps(old)) as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, _one_of(new))


def _one_of(acts):
    return "act IN (" + ", ".join(f"'{act}'" for act in acts) + ")"


def _steps(acts):
    """The table as it stands, which SQLite rebuilds to change a check."""
    return sa.Table(
        "entry_steps", sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.CheckConstraint(_one_of(acts), name=op.f("ck_entry_steps_act_known")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts.id"], name="fk_entry_steps_actor_id_accounts"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["study_entries.id"], name="fk_entry_steps_entry_id_study_entries"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entry_steps"),
        sa.Index("ix_entry_steps_entry", "entry_id", "id"),
    )  # fmt: skip


def _entries(*, new):
    """The table before or after this migration, which SQLite rebuilds to change checks."""
    later = [
        sa.Column("ends_on", sa.Date()),
        sa.Column("start_time", sa.Time()),
        *(
            sa.Column(name, sa.Integer(), nullable=False, server_default="0")
            for name in ("days", "half_days", "count")
        ),
        sa.Column("level", sa.String(40), nullable=False, server_default=""),
        sa.Column("material_id", sa.Integer()),
        sa.Column("gained_html", sa.Text()),
        sa.Column("document", sa.String(120), nullable=False, server_default=""),
        sa.Column("batch_id", sa.Integer()),
        sa.CheckConstraint(AMOUNTS, name=op.f("ck_study_entries_amounts_in_range")),
        sa.CheckConstraint(
            "state = 'draft' OR minutes + days + half_days + count > 0",
            name=op.f("ck_study_entries_says_how_much"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > studied_on", name=op.f("ck_study_entries_ends_after")
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name="fk_study_entries_material_id_materials"
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["entry_batches.id"], name="fk_study_entries_batch_id_entry_batches"
        ),
        sa.Index("ix_study_entries_batch", "batch_id", **BATCHED),
        sa.Index("uq_study_entries_replaces", "replaces_id", unique=True, **REPLACING),
        sa.Index("ix_study_entries_long", "person_id", "ends_on", **LONG_ONES),
    ]
    before = [
        sa.CheckConstraint(
            "minutes > 0 AND minutes <= 960", name=op.f("ck_study_entries_minutes_in_a_day")
        ),
        sa.UniqueConstraint("replaces_id", name="uq_study_entries_replaces_id"),
    ]
    return sa.Table(
        "study_entries", sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("studied_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("gained", sa.Text() if new else sa.String(500), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("replaces_id", sa.Integer()),
        sa.Column("pack_id", sa.Integer()),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'confirmed', 'returned', 'withdrawn', 'voided')",
            name=op.f("ck_study_entries_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["rule_packs.id"], name="fk_study_entries_pack_id_rule_packs"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_study_entries_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["study_entries.id"],
            name="fk_study_entries_replaces_id_study_entries",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_study_entries"),
        sa.Index("ix_study_entries_person_day", "person_id", "studied_on"),
        sa.Index("ix_study_entries_state", "state", "person_id"),
        *(later if new else before),
    )  # fmt: skip


def _create_tables():
    op.create_table('materials',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name='pk_materials')
    )
    with op.batch_alter_table('materials') as batch_op:
        batch_op.create_index('uq_materials_open_title', ['title'], unique=True, sqlite_where=sa.text('retired_at IS NULL'), postgresql_where=sa.text('retired_at IS NULL'))

    op.create_table('stored_files',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name='pk_stored_files')
    )
    op.create_table('credit_months',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('month', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('part', sa.String(length=40), nullable=False),
    sa.Column('hundredths', sa.Integer(), nullable=False),
    sa.CheckConstraint('month BETWEEN 1 AND 12', name=op.f('ck_credit_months_month_known')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name='fk_credit_months_person_id_people'),
    sa.PrimaryKeyConstraint('person_id', 'year', 'month', 'part', name='pk_credit_months')
    )
    with op.batch_alter_table('credit_months') as batch_op:
        batch_op.create_index('ix_credit_months_year', ['year', 'person_id', 'part', 'hundredths'], unique=False)

    op.create_table('study_timers',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name='fk_study_timers_person_id_people'),
    sa.PrimaryKeyConstraint('person_id', name='pk_study_timers')
    )
    op.create_table('certificates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation', sa.String(length=120), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('hundredths', sa.Integer(), nullable=False),
    sa.Column('parts', sa.Text(), nullable=False),
    sa.Column('pack_id', sa.Integer(), nullable=False),
    sa.Column('issued_by', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['issued_by'], ['accounts.id'], name='fk_certificates_issued_by_accounts'),
    sa.ForeignKeyConstraint(['pack_id'], ['rule_packs.id'], name='fk_certificates_pack_id_rule_packs'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name='fk_certificates_person_id_people'),
    sa.PrimaryKeyConstraint('id', name='pk_certificates'),
    sa.UniqueConstraint('code', name='uq_certificates_code')
    )
    with op.batch_alter_table('certificates') as batch_op:
        batch_op.create_index('ix_certificates_person', ['person_id', 'year'], unique=False)

    op.create_table('closed_years',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['closed_by'], ['accounts.id'], name='fk_closed_years_closed_by_accounts'),
    sa.PrimaryKeyConstraint('year', name='pk_closed_years')
    )
    op.create_table('entry_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('form', 'import')", name=op.f('ck_entry_batches_kind_known')),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name='fk_entry_batches_recorded_by_accounts'),
    sa.PrimaryKeyConstraint('id', name='pk_entry_batches')
    )
    op.create_table('exempt_periods',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('sick', 'parental', 'full_time_study')", name=op.f('ck_exempt_periods_kind_known')),
    sa.CheckConstraint('to_on >= from_on', name=op.f('ck_exempt_periods_ends_after')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name='fk_exempt_periods_person_id_people'),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name='fk_exempt_periods_recorded_by_accounts'),
    sa.PrimaryKeyConstraint('id', name='pk_exempt_periods')
    )
    with op.batch_alter_table('exempt_periods') as batch_op:
        batch_op.create_index('ix_exempt_periods_person', ['person_id', 'from_on'], unique=False)

    op.create_table('attachments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by'], ['accounts.id'], name='fk_attachments_added_by_accounts'),
    sa.ForeignKeyConstraint(['entry_id'], ['study_entries.id'], name='fk_attachments_entry_id_study_entries'),
    sa.ForeignKeyConstraint(['sha256'], ['stored_files.sha256'], name='fk_attachments_sha256_stored_files'),
    sa.PrimaryKeyConstraint('id', name='pk_attachments')
    )
    with op.batch_alter_table('attachments') as batch_op:
        batch_op.create_index('ix_attachments_entry', ['entry_id'], unique=False)

    op.create_table('corrections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('wish', sa.String(length=300), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('open', 'granted', 'declined')", name=op.f('ck_corrections_state_known')),
    sa.ForeignKeyConstraint(['answered_by'], ['accounts.id'], name='fk_corrections_answered_by_accounts'),
    sa.ForeignKeyConstraint(['entry_id'], ['study_entries.id'], name='fk_corrections_entry_id_study_entries'),
    sa.PrimaryKeyConstraint('id', name='pk_corrections')
    )
    with op.batch_alter_table('corrections') as batch_op:
        batch_op.create_index('uq_corrections_open', ['entry_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))


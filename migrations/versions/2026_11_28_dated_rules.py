"""Dated rules: which pack is adopted when, parts and tags of activities, what a year carried over."""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LONG_ONES, BATCHED, REPLACING = (
    {f"{dialect}_where": sa.text(f"{column} IS NOT NULL") for dialect in ("sqlite", "postgresql")}
    for column in ("ends_on", "batch_id", "replaces_id")
)
GROUPED = {f"{dialect}_where": sa.text("rank_group <> ''") for dialect in ("sqlite", "postgresql")}
AMOUNTS_BEFORE = (
    "minutes BETWEEN 0 AND 60000 AND days BETWEEN 0 AND 366"
    " AND half_days BETWEEN 0 AND 366 AND count BETWEEN 0 AND 999"
)
AMOUNTS = (
    f"{AMOUNTS_BEFORE} AND sessions BETWEEN 0 AND 999 AND leave_hundredths BETWEEN 0 AND 9999999"
)
SAYS_BEFORE = "state = 'draft' OR minutes + days + half_days + count > 0"
SAYS = "state = 'draft' OR minutes + days + half_days + count + sessions > 0"
TEXTS = {"part": 40, "tags": 200, "rank_group": 200}
KEY = ["person_id", "year", "month", "part"]
WHY = "载入时即启用，沿用原规则 (in force since it was loaded)"


def upgrade():
    _create_tables()
    with op.batch_alter_table("study_entries", copy_from=_entries(new=False)) as table:
        for name in ("sessions", "leave_hundredths"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name, length in TEXTS.items():
            table.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        table.add_column(sa.Column("online", sa.Boolean()))
        _replace_checks(table, AMOUNTS, SAYS)
        table.create_index("ix_study_entries_rank_group", ["person_id"], **GROUPED)
    # Without a rebuild, so that the triggers which keep the ledger append-only stay.
    op.add_column(
        "credits", sa.Column("tags", sa.String(200), nullable=False, server_default="")
    )
    with op.batch_alter_table("credit_months", copy_from=_months(new=False)) as table:
        table.drop_index("ix_credit_months_year")
        table.add_column(sa.Column("tags", sa.String(200), nullable=False, server_default=""))
        table.drop_constraint("pk_credit_months", type_="primary")
        table.create_primary_key("pk_credit_months", [*KEY, "tags"])
    op.create_index(
        "ix_credit_months_year", "credit_months",
        ["year", "person_id", "part", "tags", "hundredths"],
    )  # fmt: skip
    _adopt_what_is_loaded()
    _guard_adoptions()


def downgrade():
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in ("insert", "update"):
        name = f"pack_adoptions_no_overlap_{statement}"
        op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON pack_adoptions")
    if not sqlite:
        op.execute("DROP FUNCTION pack_adoptions_no_overlap()")
    op.drop_index("ix_credit_months_year", "credit_months")
    op.execute(  # the older key knows no tags: one row for all of them
        "CREATE TEMPORARY TABLE months_together AS SELECT person_id, year, month, part, "
        "sum(hundredths) AS hundredths FROM credit_months GROUP BY person_id, year, month, part"
    )
    op.execute("DELETE FROM credit_months")
    with op.batch_alter_table("credit_months", copy_from=_months(new=True)) as table:
        table.drop_constraint("pk_credit_months", type_="primary")
        table.drop_column("tags")
        table.create_primary_key("pk_credit_months", KEY)
    op.execute(
        "INSERT INTO credit_months (person_id, year, month, part, hundredths) "
        "SELECT person_id, year, month, part, hundredths FROM months_together"
    )
    op.execute("DROP TABLE months_together")
    op.create_index(
        "ix_credit_months_year", "credit_months", ["year", "person_id", "part", "hundredths"]
    )
    op.execute("ALTER TABLE credits DROP COLUMN tags")
    # What the older form cannot hold: an amount in gatherings.
    op.execute(
        "UPDATE study_entries SET count = sessions"
        " WHERE minutes + days + half_days + count = 0 AND sessions > 0"
    )
    with op.batch_alter_table("study_entries", copy_from=_entries(new=True)) as table:
        table.drop_index("ix_study_entries_rank_group")
        _replace_checks(table, AMOUNTS_BEFORE, SAYS_BEFORE)
        for name in ("online", *reversed(TEXTS), "leave_hundredths", "sessions"):
            table.drop_column(name)
    op.drop_table("carry_overs")
    op.drop_table("pack_adoptions")


def _replace_checks(table, amounts, says):
    for name, condition in (("amounts_in_range", amounts), ("says_how_much", says)):
        table.drop_constraint(op.f(f"ck_study_entries_{name}"), type_="check")
        table.create_check_constraint(op.f(f"ck_study_entries_{name}"), condition)


def _adopt_what_is_loaded():
    """Every day keeps the pack that was in force on it: of those whose days hold it, the one that
    begins last, then the highest version, then the lowest id."""
    packs = sa.table(
        "rule_packs", sa.column("id", sa.Integer), sa.column("version", sa.Integer),
        sa.column("effective_from", sa.Date), sa.column("effective_to", sa.Date),
        sa.column("loaded_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    rows = op.get_bind().execute(sa.select(packs)).all()
    rows.sort(key=lambda row: (-row.effective_from.toordinal(), -row.version, row.id))
    edges = {row.effective_from for row in rows}
    edges |= {row.effective_to + timedelta(days=1) for row in rows if row.effective_to}
    firsts = sorted(edges)
    spans = []
    for first, after in zip(firsts, [*firsts[1:], None][: len(firsts)], strict=True):
        row = next((one for one in rows if _holds(one, first)), None)
        last = None if after is None else after - timedelta(days=1)
        if row is not None and spans and spans[-1][0] is row:
            first = spans.pop()[1]  # an edge of another pack that was not in force
        if row is not None:
            spans.append((row, first, last))
    if spans:
        op.bulk_insert(_adoptions(), [
            {
                "pack_id": row.id, "from_on": first, "to_on": last, "reason": WHY,
                "adopted_at": row.loaded_at,
            }
            for row, first, last in spans
        ])  # fmt: skip


def _holds(row, day):
    return row.effective_from <= day <= (row.effective_to or date.max)


def _adoptions():
    return sa.table(
        "pack_adoptions", sa.column("pack_id", sa.Integer), sa.column("from_on", sa.Date),
        sa.column("to_on", sa.Date), sa.column("reason", sa.String),
        sa.column("adopted_at", sa.DateTime(timezone=True)),
    )  # fmt: skip


def _guard_adoptions():
    """Two standing adoptions never share a day, whatever a program tries."""
    overlap = (
        "NEW.superseded_at IS NULL AND EXISTS (SELECT 1 FROM pack_adoptions line "
        "WHERE line.id <> NEW.id AND line.superseded_at IS NULL "
        "AND line.from_on <= coalesce(NEW.to_on, '9999-12-31') "
        "AND NEW.from_on <= coalesce(line.to_on, '9999-12-31'))"
    )
    name = "pack_adoptions_no_overlap"
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {overlap} THEN RAISE EXCEPTION 'pack_adoptions overlap' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$"
        )
    for statement in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER {name}_{statement.lower()} AFTER {statement} ON pack_adoptions "
            + (
                f"WHEN {overlap} BEGIN SELECT RAISE(ABORT, 'pack_adoptions overlap'); END"
                if sqlite
                else f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        )


def _create_tables():
    op.create_table(
        "pack_adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("adopted_by", sa.Integer()),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on", name=op.f("ck_pack_adoptions_ends_after")
        ),
        sa.ForeignKeyConstraint(
            ["adopted_by"], ["accounts.id"], name="fk_pack_adoptions_adopted_by_accounts"
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["rule_packs.id"], name="fk_pack_adoptions_pack_id_rule_packs"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pack_adoptions"),
    )
    op.create_table(
        "carry_overs",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("requirement", sa.String(60), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.CheckConstraint("hundredths > 0", name=op.f("ck_carry_overs_says_something")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_carry_overs_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["year"], ["closed_years.year"], name="fk_carry_overs_year_closed_years"
        ),
        sa.PrimaryKeyConstraint(
            "person_id", "year", "requirement", "part", name="pk_carry_overs"
        ),
    )


def _months(*, new):
    """The monthly sums before or after this migration, which SQLite rebuilds."""
    return sa.Table(
        "credit_months", sa.MetaData(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        *([sa.Column("tags", sa.String(200), nullable=False, server_default="")] if new else []),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_credit_months_month_known")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_credit_months_person_id_people"
        ),
        sa.PrimaryKeyConstraint(*KEY, *(["tags"] if new else []), name="pk_credit_months"),
        *([] if new else [
            sa.Index("ix_credit_months_year", "year", "person_id", "part", "hundredths")
        ]),
    )  # fmt: skip


def _entries(*, new):
    """The entries before or after this migration, which SQLite rebuilds to change checks."""
    later = [
        sa.Column("sessions", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("leave_hundredths", sa.Integer(), nullable=False, server_default="0"),
        *(
            sa.Column(name, sa.String(length), nullable=False, server_default="")
            for name, length in TEXTS.items()
        ),
        sa.Column("online", sa.Boolean()),
        sa.Index("ix_study_entries_rank_group", "person_id", **GROUPED),
    ]
    return sa.Table(
        "study_entries", sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("studied_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("gained", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("replaces_id", sa.Integer()),
        sa.Column("pack_id", sa.Integer()),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
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
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'confirmed', 'returned', 'withdrawn', 'voided')",
            name=op.f("ck_study_entries_state_known"),
        ),
        sa.CheckConstraint(
            AMOUNTS if new else AMOUNTS_BEFORE, name=op.f("ck_study_entries_amounts_in_range")
        ),
        sa.CheckConstraint(
            SAYS if new else SAYS_BEFORE, name=op.f("ck_study_entries_says_how_much")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > studied_on", name=op.f("ck_study_entries_ends_after")
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
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name="fk_study_entries_material_id_materials"
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["entry_batches.id"], name="fk_study_entries_batch_id_entry_batches"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_study_entries"),
        sa.Index("ix_study_entries_person_day", "person_id", "studied_on"),
        sa.Index("ix_study_entries_state", "state", "person_id"),
        sa.Index("ix_study_entries_batch", "batch_id", **BATCHED),
        sa.Index("uq_study_entries_replaces", "replaces_id", unique=True, **REPLACING),
        sa.Index("ix_study_entries_long", "person_id", "ends_on", **LONG_ONES),
        *(later if new else []),
    )  # fmt: skip

"""Guards: what is appended stays, dated lines never overlap, one standing grant of a kind.

Indexes over expressions and triggers are written by hand, for both databases.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_rows", "credits")
STANDING = (
    # name, table, columns, condition
    (
        "uq_units_open_name_in_parent",
        "units",
        "coalesce(parent_id, 0), name, outside",
        "closed_on IS NULL",
    ),
    (
        "uq_grants_standing",
        "grants",
        "account_id, role, coalesce(branch_id, 0), coalesce(unit_id, 0)",
        "ends_on IS NULL",
    ),
    (
        "uq_role_requests_open",
        "role_requests",
        "person_id, role, coalesce(branch_id, 0), coalesce(unit_id, 0)",
        "decided_at IS NULL",
    ),
)
# Table -> which of its lines exclude each other.
LINES = {"branch_memberships": "1 = 1", "tenures": "{0}main"}
GENESIS = "0" * 64


def upgrade():
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, columns, condition in STANDING:
        op.execute(f"CREATE UNIQUE INDEX {name} ON {table} ({columns}) WHERE {condition}")
    for table in APPEND_ONLY:
        for statement in ("UPDATE", "DELETE") if sqlite else ("UPDATE", "DELETE", "TRUNCATE"):
            (_refuse_on_sqlite if sqlite else _refuse_on_postgresql)(table, statement)
    for table, which in LINES.items():
        (_no_overlap_on_sqlite if sqlite else _no_overlap_on_postgresql)(table, which)
    head = sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash"))
    op.execute(head.insert().values(id=1, seq=0, hash=GENESIS))


def downgrade():
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in LINES:
        for statement in ("insert", "update"):
            _drop_trigger(f"{table}_no_overlap_{statement}", table, sqlite=sqlite)
        if not sqlite:
            op.execute(f"DROP FUNCTION {table}_no_overlap()")
    for table in APPEND_ONLY:
        for statement in ("update", "delete") if sqlite else ("update", "delete", "truncate"):
            _drop_trigger(f"{table}_no_{statement}", table, sqlite=sqlite)
            if not sqlite:
                op.execute(f"DROP FUNCTION {table}_no_{statement}()")
    for name, *_ in STANDING:
        op.execute(f"DROP INDEX {name}")
    op.execute("DELETE FROM audit_head")


def _drop_trigger(name, table, *, sqlite):
    op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")


def _refuse_on_sqlite(table, statement):
    name = f"{table}_no_{statement.lower()}"
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {statement} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _refuse_on_postgresql(table, statement):
    name = f"{table}_no_{statement.lower()}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {statement} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _overlap(table, which):
    mine, other = which.format("NEW."), which.format("line.")
    return (
        f"NEW.superseded_at IS NULL AND {mine} AND EXISTS (SELECT 1 FROM {table} line "
        f"WHERE line.person_id = NEW.person_id AND line.id <> NEW.id AND {other} "
        "AND line.superseded_at IS NULL "
        "AND line.from_on <= coalesce(NEW.to_on, '9999-12-31') "
        "AND NEW.from_on <= coalesce(line.to_on, '9999-12-31'))"
    )


def _no_overlap_on_sqlite(table, which):
    for statement in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_overlap_{statement.lower()} AFTER {statement} ON {table} "
            f"WHEN {_overlap(table, which)} "
            f"BEGIN SELECT RAISE(ABORT, '{table} overlap'); END"
        )


def _no_overlap_on_postgresql(table, which):
    op.execute(
        f"CREATE FUNCTION {table}_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_overlap(table, which)} THEN RAISE EXCEPTION '{table} overlap' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$"
    )
    for statement in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_overlap_{statement.lower()} AFTER {statement} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_no_overlap()"
        )

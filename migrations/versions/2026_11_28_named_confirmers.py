"""The index of named confirmers holds those who have one.

With everybody else in it, what ANALYZE says of it makes SQLite read all people instead.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAMED = sa.text("confirmer_id IS NOT NULL")


def upgrade():
    op.drop_index("ix_people_confirmer", table_name="people")
    op.create_index(
        "ix_people_confirmer", "people", ["confirmer_id"],
        sqlite_where=NAMED, postgresql_where=NAMED,
    )  # fmt: skip


def downgrade():
    op.drop_index("ix_people_confirmer", table_name="people")
    op.create_index("ix_people_confirmer", "people", ["confirmer_id"])

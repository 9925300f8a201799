"""A database with many more entries and ledger lines of many more people."""

import sqlalchemy as sa

from bench.instances import Instance
from models import db

BATCH = 500_000
FIRST_ID = 1_000_000
PEOPLE = 5_000  # beside those of the demo; each has a share of the rows
PEOPLE_ROWS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :people)
INSERT INTO people (id, staff_no, name, search_key, office_phone, version, created_at)
SELECT :first + i, 'bench' || i, 'bench', '', '', 1, '2020-01-01 00:00:00' FROM n
"""
ENTRY_ROWS = """
WITH RECURSIVE n(i) AS (SELECT :begin UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :end)
INSERT INTO study_entries
  (id, person_id, kind, studied_on, minutes, topic, gained, state, pack_id, submitted_at, version)
SELECT :first + i, :first + i % :people, 'self_study',
  date('2021-01-01', '+' || (i / :people % 2150) || ' days'), 45, 'bench', 'bench', 'confirmed',
  1, '2026-01-01 00:00:00', 1 FROM n
"""
CREDIT_ROWS = """
INSERT INTO credits
  (person_id, source_kind, source_id, cause, "on", year, part, hundredths, minutes,
   uncapped_hundredths, rule, cap, pack_id, recorded_at)
SELECT person_id, 'study_entry', id, 'confirmed:0', studied_on,
  CAST(strftime('%Y', studied_on) AS INTEGER), 'self', 100, 45, 100, 'self_study', '', 1,
  submitted_at FROM study_entries WHERE id >= :first + :begin AND id < :first + :end
"""


def grow(instance: Instance, rows: int) -> None:
    """Bring a SQLite instance to so many entries and lines. About 20 s for a million."""
    with instance.app.app_context():
        had = db.session.execute(
            sa.text("SELECT count(*) FROM study_entries WHERE id >= :first"), {"first": FIRST_ID}
        ).scalar_one()
        db.session.rollback()
        instance.app.extensions["gate"].enter()
        if had == 0:
            db.session.execute(sa.text(PEOPLE_ROWS), {"people": PEOPLE, "first": FIRST_ID})
        for begin in range(had, rows, BATCH):
            span = {"begin": begin, "end": min(begin + BATCH, rows), "first": FIRST_ID}
            db.session.execute(sa.text(ENTRY_ROWS), {**span, "people": PEOPLE})
            db.session.execute(sa.text(CREDIT_ROWS), span)
            db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        instance.app.extensions["gate"].leave()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

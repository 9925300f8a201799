"""A database with many more entries and ledger lines of many more people."""

import sqlalchemy as sa

from bench.instances import Instance
from models import db

BATCH = 500_000
FIRST_ID = 1_000_000
PEOPLE = 5_000  # beside those of the demo; each has a share of the rows
NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT {begin} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {end})"
)
PEOPLE_ROWS = """
INSERT INTO people (id, staff_no, name, search_key, office_phone, version, created_at)
{numbers} SELECT {first} + i, 'bench' || i, 'bench', '', '', 1, '2020-01-01 00:00:00' FROM n
"""
ENTRY_ROWS = """
INSERT INTO study_entries
  (id, person_id, kind, studied_on, minutes, topic, gained, state, pack_id, submitted_at, version)
{numbers} SELECT {first} + i, {first} + i % {people}, 'self_study', {day}, 45, 'bench', 'bench',
  'confirmed', 1, '2026-01-01 00:00:00', 1 FROM n
"""
CREDIT_ROWS = """
INSERT INTO credits
  (person_id, source_kind, source_id, cause, "on", year, part, hundredths, minutes,
   uncapped_hundredths, rule, cap, pack_id, recorded_at)
SELECT person_id, 'study_entry', id, 'confirmed:0', studied_on, {year}, 'self', 100, 45, 100,
  'self_study', '', 1, submitted_at FROM study_entries
WHERE id >= {first} + {begin} AND id < {first} + {end}
"""
MONTH_ROWS = """
INSERT INTO credit_months (person_id, year, month, part, tags, hundredths)
SELECT person_id, year, {month}, part, tags, sum(hundredths) FROM credits
WHERE source_id >= {first} + {begin} AND source_id < {first} + {end}
GROUP BY person_id, year, {month}, part, tags
ON CONFLICT (person_id, year, month, part, tags)
DO UPDATE SET hundredths = credit_months.hundredths + excluded.hundredths
"""
WORDS = {  # of each database
    "sqlite": {
        "day": "date('2021-01-01', '+' || (i / {people} * 10 % 2150) || ' days')",
        "year": "CAST(strftime('%Y', studied_on) AS INTEGER)",
        "month": "CAST(strftime('%m', \"on\") AS INTEGER)",
    },
    "postgresql": {
        "day": "date '2021-01-01' + i / {people} * 10 % 2150",
        "year": "extract(year FROM studied_on)",
        "month": 'extract(month FROM "on")',
    },
}


def grow(instance: Instance, rows: int) -> None:
    """Bring an instance to so many entries and lines. About 20 s for a million."""
    with instance.app.app_context():
        had = db.session.execute(
            sa.text("SELECT count(*) FROM study_entries WHERE id >= :first"), {"first": FIRST_ID}
        ).scalar_one()
        db.session.rollback()
        instance.app.extensions["gate"].enter()
        kind = db.engine.dialect.name
        if had == 0:
            _insert(kind, PEOPLE_ROWS, 0, PEOPLE)
        for begin in range(had, rows, BATCH):
            for statement in (ENTRY_ROWS, CREDIT_ROWS, MONTH_ROWS):
                _insert(kind, statement, begin, min(begin + BATCH, rows))
            db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        instance.app.extensions["gate"].leave()
        db.session.remove()
        if kind == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _insert(kind: str, statement: str, begin: int, end: int) -> None:
    numbers = {"begin": begin, "end": end, "first": FIRST_ID, "people": PEOPLE}
    words = {name: text.format(**numbers) for name, text in WORDS[kind].items()}
    filled = statement.format(numbers=NUMBERS.format(**numbers), **numbers, **words)
    db.session.connection().exec_driver_sql(
        filled.replace("%", "%%") if kind != "sqlite" else filled
    )

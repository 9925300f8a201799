"""Who asks is found by indexes alone, also where SQLite was told how the tables are filled."""

from datetime import date

import sqlalchemy as sa

from domain import visitors
from models import Person, db
from tests.factories import make_cadre, make_person


def test_nobody_else_is_read_to_find_out_who_asks(database):
    if db.session.get_bind().dialect.name != "sqlite":
        return
    make_cadre()
    values = {"name": "x", "created_at": make_person().created_at, "version": 1}
    many = [values | {"staff_no": f"many{number}"} for number in range(500)]
    db.session.execute(sa.insert(Person), many)
    db.session.execute(sa.text("ANALYZE"))
    statement = visitors._QUERY.of(db.session.connection().dialect)
    given = [date(2026, 11, 20).isoformat() if "today" in one.name else "" for one in
             statement.parameters]  # fmt: skip
    plan = db.session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {statement.text}", tuple(given)
    )
    told = [row[3] for row in plan]
    assert [one for one in told if one.startswith("SCAN people")] == []

"""Files of histories, planned and brought in: rows that differ from a dull one."""

from datetime import date

from domain.audit import Actor
from domain.past_histories.apply import apply_histories
from domain.past_histories.columns import HISTORY_COLUMNS, read_history_file
from domain.past_histories.compare import plan_histories
from domain.past_histories.state import load_history_state
from models import db
from tests.conftest import NOON

TODAY = date(2026, 11, 20)
DULL = {
    "staff_no": "00317", "kind": "任职", "unit": "综合处", "post": "科员", "from_on": "2019.03",
    "to_on": "2021.07",
}  # fmt: skip


def history_text(*rows):
    """The text of a file of rows that differ from a dull one in what is given."""
    lines = [",".join(column.zh for column in HISTORY_COLUMNS)]
    for row in rows:
        cells = DULL | row
        lines.append(",".join(cells.get(column.key, "") for column in HISTORY_COLUMNS))
    return "\n".join(lines) + "\n"


def history_plan(*rows, create=False, hold=False):
    file = read_history_file(history_text(*rows).encode(), "histories.csv")
    state = load_history_state(file, today=TODAY, hold=hold)
    return plan_histories(file, state, today=TODAY, create_missing=create)


def bring_in(*rows, create=False):
    plan = history_plan(*rows, create=create, hold=True)
    apply_histories(plan, today=TODAY, actor=Actor(None), now=NOON)
    db.session.commit()
    return plan


def reasons(row):
    return [(one.field, str(one.reason)) for one in row.refusals]


def kinds(plan):
    return [str(row.kind) for row in plan.rows]

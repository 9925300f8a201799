"""Files of past activities, planned and brought in: rows that differ from a dull one."""

from datetime import date

import sqlalchemy as sa

from domain.audit import Actor
from domain.past_activities.apply import apply_past
from domain.past_activities.columns import read_past_file
from domain.past_activities.compare import plan_past
from domain.past_activities.state import load_past_state
from models import Credit, StudyEntry, db
from tests.conftest import NOON
from tests.factories import make_account

TODAY = date(2026, 11, 20)
HEADINGS = {
    "staff_no": "工号", "kind": "学习类别", "starts_on": "开始日期", "ends_on": "结束日期",
    "minutes": "分钟", "days": "天数", "half_days": "半天数", "count": "数量", "level": "级别",
    "activity_id": "活动编号", "note": "学习内容", "document": "依据文件",
}  # fmt: skip
DULL = {
    "staff_no": "00317", "kind": "干部自学", "starts_on": "2025-03-08", "minutes": "90",
    "document": "办字1号",
}  # fmt: skip
DAYS = {"kind": "外出脱产培训", "minutes": "", "days": "2", "ends_on": "2025-03-09"}
PAPER = {"kind": "发表文章", "minutes": "", "level": "市级刊物"}


def file_of(*rows):
    """A file of rows that differ from a dull one in what is given."""
    lines = [",".join(HEADINGS.values())]
    for row in rows:
        cells = DULL | row
        lines.append(",".join(cells.get(key, "") for key in HEADINGS))
    return read_past_file("\n".join(lines).encode(), "past.csv")


def plan_of(*rows, own=None):
    file = file_of(*rows)
    return plan_past(file, load_past_state(file), today=TODAY, own_person_id=own)


def reasons(plan):
    """Of each row: the cells that keep it out, with why."""
    return [[(one.field, str(one.reason)) for one in row.refusals] for row in plan.rows]


def kinds(plan):
    return [str(row.kind) for row in plan.rows]


def bring_in(*rows, own=None, actor=None):
    file = file_of(*rows)
    plan = plan_past(file, load_past_state(file, hold=True), today=TODAY, own_person_id=own)
    actor = actor or Actor(make_account().id)
    return apply_past(plan, "past.csv", actor=actor, now=NOON)


def entries():
    return list(db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id)))


def lines():
    return db.session.scalars(sa.select(sa.func.count(Credit.id))).one()

"""A roster of 5,000 people in Excel, from the file to the preview."""

import io
import time

import xlsxwriter

from bench.instances import Instance
from domain.demo.words import BRANCHES, STAFF_POSTS, UNITS
from domain.roster.compare import plan_roster
from domain.roster.plans import RowKind
from domain.roster.state import load_state
from domain.roster_columns import read_roster
from models import db

ROWS = 5_000
HEADINGS = ("工号", "姓名", "单位", "党支部", "岗位", "职务层次", "任现职时间", "政治面貌")


def preview_seconds(instance: Instance, today) -> float:
    """How long the file takes to be read and compared with what is there."""
    content = _workbook()
    with instance.app.app_context():
        begun = time.perf_counter()
        plan = plan_roster(
            read_roster(content, "roster.xlsx"), load_state(), today=today, create_missing=True
        )
        seconds = time.perf_counter() - begun
        db.session.remove()
    if plan.counts[RowKind.ADDED] != ROWS:
        raise RuntimeError(f"of {ROWS} rows the preview says {dict(plan.counts)}")
    return seconds


def _workbook() -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number in range(ROWS):
            sheet.write_row(number + 1, 0, _row(number))
    return kept.getvalue()


def _row(number: int) -> tuple[str, ...]:
    unit = UNITS[number % len(UNITS)]
    path = "/".join(_path(unit.name))
    post = STAFF_POSTS[unit.strand][number % 4]
    branch = BRANCHES[number % len(BRANCHES)][0]
    staff_no, name = f"B{number:05d}", f"测试{number}"
    return (staff_no, name, path, branch, post, "一级科员", "2020-01-06", "是")


def _path(name: str) -> list[str]:
    parents = {unit.name: unit.parent for unit in UNITS}
    path = [name]
    while parents[path[0]]:
        path.insert(0, parents[path[0]])
    return path

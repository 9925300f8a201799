"""Rosters in the tests: rows by heading, set against what is recorded, and what came of it."""

from datetime import date

from domain.roster.compare import plan_roster
from domain.roster.state import load_state
from domain.roster_columns import read_roster
from tests.domain.spreadsheets import xlsx
from tests.factories import make_branch, make_person, make_post, make_tenure, make_unit

TODAY = date(2026, 11, 20)
MAY = date(2026, 5, 1)


def plan_of(*rows, create_missing=False, **values):
    """The plan of rows given as {heading: text}; staff number and name are filled in."""
    filled = [{"staff_no": f"R{at}", "name": "张三"} | row for at, row in enumerate(rows)]
    headings = list(dict.fromkeys(key for row in filled for key in row))
    table = [[row.get(key, "") for key in headings] for row in filled]
    roster = read_roster(xlsx(headings, *table), "roster.xlsx")
    return plan_roster(roster, load_state(), today=TODAY, create_missing=create_missing, **values)


def row_of(row, **values):
    return plan_of(row, **values).rows[0]


def reasons(row):
    return [(refusal.field, refusal.reason) for refusal in row.refusals]


def changed(row):
    return {change.field: (change.before, change.after) for change in row.changes}


def as_recorded(person, **values):
    return {"staff_no": person.staff_no, "name": person.name} | values


def served_person(title="科员", rank="", **values):
    """A person of a branch, in a post of a unit below the top, and the row that says so."""
    top = make_unit(name="办公室")
    unit = make_unit(name="综合处", parent_id=top.id)
    branch = make_branch(name="第一支部")
    person = make_person(branch=branch, **values)
    make_tenure(person, make_post(unit, title=title), rank=rank)
    return person, as_recorded(person, unit="办公室/综合处", post=title, branch="第一支部")

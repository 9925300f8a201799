"""Units, branches and posts of the demo, and the dated row of each one's opening."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.demo.rows import Rows
from domain.demo.words import BRANCHES, KEY_POSTS, STAFF_POSTS, UNITS
from models import Branch, OrganisationChange, Post, Unit

YEARS_STANDING = 13  # a year more than the oldest tenure


@dataclass(frozen=True, slots=True)
class Places:
    """Ids: of units by name, of branches in order from 1, of posts by unit's name and title."""

    units: dict[str, int]
    branches: dict[int, int]
    posts: dict[tuple[str, str], int]


def add_places(rows: Rows) -> Places:
    """Everything that people belong to and serve in."""
    opened_on = date(rows.today.year - YEARS_STANDING, 1, 1)
    units: dict[str, int] = {}
    for plan in UNITS:
        parent_id = units.get(plan.parent)
        units[plan.name] = rows.add(Unit, name=plan.name, parent_id=parent_id, opened_on=opened_on)
        _opened(rows, "unit", units[plan.name], name=plan.name, parent_id=parent_id, outside=False)
    branches = {}
    for number, (name, unit) in enumerate(BRANCHES, start=1):
        branches[number] = rows.add(Branch, name=name, unit_id=units[unit], opened_on=opened_on)
        _opened(rows, "branch", branches[number], name=name, unit_id=units[unit])
    return Places(units, branches, _posts(rows, units, opened_on))


def _posts(rows: Rows, units: dict[str, int], opened_on: date) -> dict[tuple[str, str], int]:
    posts: dict[tuple[str, str], int] = {}
    for plan in UNITS:
        unit_id = units[plan.name]
        for title in (plan.head, plan.deputy, *STAFF_POSTS[plan.strand]):
            posts[plan.name, title] = rows.add(
                Post, unit_id=unit_id, title=title, strand=plan.strand,
                leading=title in (plan.head, plan.deputy),
                deputy_of_id=posts[plan.name, plan.head] if title == plan.deputy else None,
                key_post=title in KEY_POSTS, opened_on=opened_on,
            )  # fmt: skip
            _opened(rows, "post", posts[plan.name, title], title=title, unit_id=unit_id)
    return posts


def _opened(rows: Rows, noun: str, noun_id: int, **after: Any) -> None:
    opened_on = date(rows.today.year - YEARS_STANDING, 1, 1)
    rows.add(
        OrganisationChange, noun=noun, noun_id=noun_id, kind="opened", on=opened_on,
        before="{}", after=json.dumps(after, ensure_ascii=False, sort_keys=True),
        recorded_at=rows.at(opened_on), recorded_by_id=None,
    )  # fmt: skip

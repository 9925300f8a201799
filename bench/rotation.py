"""Who is due to move among 20,000 people with three lines of history each."""

import json
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from bench.report import Report
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.placements.rotation_rules import load_rotation
from models import Person, Post, Tenure, Unit, db
from tests.e2e.server import ROOT
from tests.instances import new_instance, run_command

PEOPLE, POSTS = 20_000, 4_000
RULES = ROOT / "content" / "rules" / "rotation-example.toml"
FIRST = date(2001, 1, 1)


def measure_rotation(report: Report) -> None:
    report.title(f"Due to move, {PEOPLE:,} people with {3 * PEOPLE:,} lines")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("sqlite", "postgresql"):
            with new_instance(kind, "rigong_rotation", Path(folder) / kind) as app:
                _measure(report, kind, app)


def _measure(report: Report, kind: str, app) -> None:
    with app.app_context(), writing():
        load_rotation(RULES.read_text("utf-8"), RULES.name, actor=Actor(None), now=_now())
        _fill()
    begin = time.perf_counter()
    answer = run_command(app, "placements", "due", "--year", str(_now().year), "--json")
    report.most(f"placements due, {kind}", time.perf_counter() - begin, 5, 2, "s")
    report.note(f"{len(json.loads(answer.stdout)['people']):,} due")


def _now() -> datetime:
    return datetime.now(UTC)


def _fill() -> None:
    """Posts of every kind; of each person two posts that are over and the one held since."""
    unit = Unit(name="办公室", opened_on=FIRST)
    db.session.add(unit)
    db.session.flush()
    posts = [
        {
            "id": one, "unit_id": unit.id, "title": f"岗位{one}", "opened_on": FIRST,
            "leading": one % 5 < 2, "deputy_of_id": one - 1 if one % 5 == 1 and one > 1 else None,
            "key_post": one % 7 == 0,
        }
        for one in range(1, POSTS + 1)
    ]  # fmt: skip
    people = [
        {"id": one, "staff_no": f"B{one:06d}", "name": f"测试{one}", "created_at": _now()}
        for one in range(1, PEOPLE + 1)
    ]
    for model, rows in ((Post, posts), (Person, people), (Tenure, list(_lines()))):
        db.session.execute(db.insert(model), rows)


def _lines():
    for person in range(1, PEOPLE + 1):
        since = FIRST + timedelta(days=person % 4_000)
        days = [since, since + timedelta(days=1_500), since + timedelta(days=3_000), None]
        for number, (first, after) in enumerate(pairwise(days)):
            yield {
                "person_id": person, "post_id": (person + number * 37) % POSTS + 1,
                "from_on": first, "to_on": after and after - timedelta(days=1),
                "recorded_at": _now(),
            }  # fmt: skip

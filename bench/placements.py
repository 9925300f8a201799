"""Registers of 50,000 placements: the first page, filters and orders; 5,000 rows of histories."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from statistics import median

import sqlalchemy as sa

from bench.instances import demo_instance, postgresql_answers
from bench.report import Report
from blueprints.shared.clock import now, today
from blueprints.shared.saving import writing
from domain.past_histories.columns import HISTORY_COLUMNS, read_history_file
from domain.past_histories.compare import plan_histories
from domain.past_histories.plans import HistoryKind
from domain.past_histories.state import load_history_state
from domain.pinyin import search_key
from domain.placements.lacking import lacks_any
from domain.placements.registers import ORDERS, Wanted, placement_rows, register_page
from models import Person, Placement, Post, Unit, db

PLACEMENTS, PEOPLE, ROWS = 50_000, 20_000, 5_000
NAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静丽强磊军洋"
STATES = ("proposed", "approved", "under_way", "completed", "assessed")
ROUNDS = 5


def measure_placements(report: Report) -> None:
    _measure(report, "sqlite")
    if postgresql_answers():
        _measure(report, "postgresql")
    else:
        report.note("PostgreSQL: skipped, none answers")


def _measure(report: Report, kind: str) -> None:
    with demo_instance(kind) as instance:
        report.title(f"Registers of {PLACEMENTS:,} placements, {kind}")
        with instance.app.app_context():
            unit_id = _fill()
            asked = {f"by {order}": Wanted(kind="secondment", order=order) for order in _orders()}
            asked |= {
                "of a state": Wanted(kind="secondment", state="under_way"),
                "of a unit": Wanted(kind="secondment", unit_id=unit_id),
                "of a name": Wanted(kind="secondment", text="赵伟"),
                "of pinyin": Wanted(kind="mentorship", text="zhaowei"),
                "that end soon": Wanted(kind="secondment", within=90),
                "without a document": Wanted(kind="secondment", lacks="document"),
            }
            for name, one in asked.items():
                taken = _milliseconds(partial(register_page, sa.true(), one, today=today()))
                report.most(f"first page {name}", taken, 100, 50, "ms")
            taken = _milliseconds(lambda: placement_rows(
                lacks_any(today()), today=today(), limit=50, tell_lacks=True))  # fmt: skip
            report.most("first page of what is lacking", taken, 100, 50, "ms")
            report.most("preview of 5,000 rows of histories", preview_seconds(), 10, 5, "s")


def _orders() -> list[str]:
    return [f"{sign}{order}" for order in ORDERS for sign in ("", "-")]


def _milliseconds(ask: Callable[[], object]) -> float:
    """The middle one of five."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - begun))
        db.session.rollback()
    return median(taken)


def _fill() -> int:
    """People and placements spread over units, years and states; one of the units."""
    with writing():
        units = list(db.session.scalars(sa.select(Unit.id).order_by(Unit.id)))
        post_id = db.session.scalar(sa.select(sa.func.min(Post.id)))
        names = [f"{NAMES[n % 10]}{GIVEN[n // 10 % 10]}{GIVEN[n // 100 % 10]}" for n in range(1000)]
        keys = [search_key(name) for name in names]
        people = [
            {"staff_no": f"P{n:06d}", "name": names[n % 1000], "search_key": keys[n % 1000],
             "created_at": now()}
            for n in range(PEOPLE)
        ]  # fmt: skip
        db.session.execute(sa.insert(Person), people)
        ids = list(db.session.scalars(
            sa.select(Person.id).where(Person.staff_no.startswith("P0")).order_by(Person.id)
        ))  # fmt: skip
        rows = [_placement(n, ids, units, post_id) for n in range(PLACEMENTS)]
        db.session.execute(sa.insert(Placement), rows)
    _analyse()
    return units[0]


def _placement(n: int, ids: list[int], units: list[int], post_id: int | None) -> dict[str, object]:
    kind, state = ("mentorship", "rotation", "secondment")[n % 3], STATES[n % 5]
    first = date(2016, 1, 1) + timedelta(days=n % 3900)
    last = first + timedelta(days=365)
    over = state in {"completed", "assessed"}
    return {
        "kind": kind, "state": state, "person_id": ids[n % PEOPLE],
        "unit_id": units[n % len(units)],
        "from_on": first, "planned_to_on": None if kind == "rotation" else last,
        "ended_on": last if over else None, "document_no": f"{n}号" if n % 4 else "",
        "proposed_at": now(), "approved_at": None if state == "proposed" else now(),
        "mentor_id": ids[(n + 7) % PEOPLE] if kind == "mentorship" else None,
        "to_post_id": post_id if kind == "rotation" else None,
        "home_post_id": post_id if kind == "secondment" else None,
        "host_unit_id": units[(n + 1) % len(units)] if kind == "secondment" else None,
    }  # fmt: skip


def _analyse() -> None:
    """What PostgreSQL does by itself some minutes after such a load."""
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()


def preview_seconds() -> float:
    """How long 5,000 rows of 1,000 people take to be read and compared with what is there."""
    content = _file()
    begun = time.perf_counter()
    file = read_history_file(content, "histories.csv")
    plan = plan_histories(
        file, load_history_state(file, today=today()), today=today(), create_missing=True
    )
    seconds = time.perf_counter() - begun
    db.session.rollback()
    if plan.counts[HistoryKind.ADDED] != ROWS:
        raise RuntimeError(f"of {ROWS} rows the preview says {dict(plan.counts)}")
    return seconds


def _file() -> bytes:
    lines = [",".join(column.zh for column in HISTORY_COLUMNS)]
    for number in range(ROWS):
        first = 2000 + 4 * (number % 5)
        cells = {
            "staff_no": f"P{number // 5:06d}", "kind": "任职", "unit": f"外单位{number % 50}",
            "post": "科员", "from_on": f"{first}.03", "to_on": f"{first + 3}.11",
            "document_no": f"示组{number}号", "document_on": f"{first}-03-01",
        }  # fmt: skip
        lines.append(",".join(cells.get(column.key, "") for column in HISTORY_COLUMNS))
    return "\n".join(lines).encode()

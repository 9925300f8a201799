"""The queue of a confirmer for whom very many entries wait."""

import http.client
import time
from datetime import UTC, datetime, timedelta
from statistics import median

import sqlalchemy as sa

from bench.instances import Instance
from bench.report import Report
from blueprints.shared.saving import writing
from domain.matters.reckoning import Reckoning, reckoning
from models import Account, BranchMembership, Grant, Matter, StudyEntry, db
from tests.e2e.server import Server

WAITING = 2_000
TIMES = 20
MUST, AIM = 150, 80  # milliseconds


def measure_queue(report: Report, instance: Instance, server: Server) -> None:
    """How long it takes until the page is there, from the click to its last byte."""
    report.title(f"The queue with {WAITING:,} waiting entries")
    fill_queue(instance, "secretary", WAITING)
    cookie = instance.cookies(["secretary"])["secretary"]
    pages = {
        "opened": "/study/queue", "overdue": "/study/queue?show=overdue",
        "page 15": "/study/queue?page=15",
    }  # fmt: skip
    for name, path in pages.items():
        taken = sorted(_milliseconds(server, path, cookie) for _ in range(TIMES + 2))[:-2]
        report.most(f"{name}, median", median(taken), MUST, AIM, "ms")


def fill_queue(instance: Instance, username: str, number: int) -> None:
    """Let so many entries wait for the secretary, of everybody else in the branch."""
    with instance.app.app_context(), writing():
        branch_id = db.session.scalars(
            sa.select(Grant.branch_id)
            .join(Account, Account.id == Grant.account_id)
            .where(Account.username == username, Grant.role == "secretary")
        ).one()
        own = db.session.scalars(
            sa.select(Account.person_id).where(Account.username == username)
        ).one()
        people = db.session.scalars(
            sa.select(BranchMembership.person_id).where(
                BranchMembership.branch_id == branch_id, BranchMembership.to_on.is_(None),
                BranchMembership.superseded_at.is_(None), BranchMembership.person_id != own,
            )
        ).all()  # fmt: skip
        now = datetime.now(UTC)
        rows = [
            {
                "person_id": people[one % len(people)], "kind": "self_study", "state": "waiting",
                "studied_on": now.date() - timedelta(days=one // len(people) % 28),
                "minutes": 15 * (1 + one % 6), "topic": f"第{one}条", "gained": "一行心得",
                "submitted_at": now - timedelta(hours=one % 480), "version": 1,
            }
            for one in range(number)
        ]  # fmt: skip
        ids = db.session.scalars(
            sa.insert(StudyEntry).returning(StudyEntry.id, sort_by_parameter_order=True), rows
        ).all()
        calendar = reckoning()
        db.session.execute(
            sa.insert(Matter),
            [_matter(entry_id, row, calendar) for entry_id, row in zip(ids, rows, strict=True)],
        )


def _matter(entry_id: int, row: dict, calendar: Reckoning) -> dict:
    on = row["submitted_at"].date()
    due_on, rises_on = calendar.due("entry", on)
    return {
        "kind": "entry", "source_id": entry_id, "title": row["topic"],
        "about_id": row["person_id"], "owed_to_id": row["person_id"],
        "raised_at": row["submitted_at"], "raised_on": on, "since_on": on, "due_on": due_on,
        "rises_on": rises_on, "level": 0, "state": "open", "turn": "by",
    }  # fmt: skip


def _milliseconds(server: Server, path: str, cookie: str) -> float:
    connection = http.client.HTTPConnection(server.base_url.removeprefix("http://"), timeout=20)
    begin = time.perf_counter()
    connection.request(
        "GET", path, headers={"Cookie": f"rigong={cookie}", "Accept-Encoding": "gzip"}
    )
    answer = connection.getresponse()
    answer.read()
    taken = 1000 * (time.perf_counter() - begin)
    connection.close()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path} answers {answer.status}")
    return taken

"""My hours among many ledger lines, and many entries confirmed at once, on both databases."""

import http.client
import re
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bench import wrk
from bench.growth import grow
from bench.instances import Instance, demo_instance, postgresql_answers
from bench.report import Report
from bench.serving import FULL, SECONDS, serving, signed_in
from blueprints.shared.saving import writing
from domain.access import members_of
from models import Account, Grant, Person, db
from tests.factories import make_entry

AT_ONCE = 200


def measure_ledger(report: Report) -> None:
    for kind in ("sqlite", "postgresql"):
        report.title(f"My hours and confirming, {kind}")
        if kind == "postgresql" and not postgresql_answers():
            report.note("skipped: no PostgreSQL answers")
            continue
        with demo_instance(kind) as instance:
            seconds = confirming_seconds(instance)
            report.most(f"{AT_ONCE} entries confirmed at once", seconds, 1, 0.5, "s")
            measure_hours(report, instance, kind)


def measure_hours(report: Report, instance: Instance, kind: str) -> None:
    """The same person's year, asked for by one reader, before and after the ledger grows."""
    with serving(instance, kind) as server:
        cookie = signed_in(instance, server, ["cadre"])["cadre"]
        url = server.base_url + "/hours"

        def hours() -> wrk.Result:
            wrk.read(url, seconds=2, cookie=cookie, connections=2)
            return wrk.read(url, seconds=SECONDS, cookie=cookie, connections=2)

        small = hours()
        report.note(f"{instance.count('credits')} lines: p50 {small.p50:.1f} ms")
        for exponent in (6, 7) if FULL else (6,):
            grow(instance, 10**exponent)
            large = hours()
            name = f"10^{exponent} lines against 10^4: p50"
            report.note(f"{instance.count('credits')} lines: p50 {large.p50:.1f} ms")
            report.most(name, large.p50 / small.p50, 1.3, 1.1, "times")
            if small.errors or large.errors:
                raise RuntimeError(f"{small.errors} and {large.errors} errors on My hours")


def confirming_seconds(instance: Instance) -> float:
    """One press of the button for so many waiting entries of one branch."""
    ids = _waiting_entries(instance)
    client = instance.app.test_client()
    client.set_cookie("rigong", instance.cookies(["secretary"])["secretary"])
    page = client.get("/study/queue").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
    begun = time.perf_counter()
    answer = client.post(
        "/study/confirmations", data={"entry": ids, "csrf_token": token, "once": "bench-confirm"}
    )
    seconds = time.perf_counter() - begun
    if answer.status_code != http.client.FOUND or _confirmed(instance, ids) != AT_ONCE:
        raise RuntimeError(f"confirming answers {answer.status}")
    return seconds


def _waiting_entries(instance: Instance) -> list[int]:
    """Entries of self-study by the members of the secretary's branch, over the last weeks."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    with instance.app.app_context(), writing():
        secretary = sa.select(Account.id).where(Account.username == "secretary")
        branches = sa.select(Grant.branch_id).where(Grant.account_id.in_(secretary))
        ids = frozenset(db.session.scalars(branches)) - {None}
        own = sa.select(Account.person_id).where(Account.username == "secretary")
        members = db.session.scalars(
            sa.select(Person).where(Person.id.in_(members_of(ids, today)), Person.id.not_in(own))
        ).all()
        return [
            make_entry(
                members[n % len(members)], minutes=45, submitted_at=datetime.now(UTC),
                studied_on=today - timedelta(days=n // len(members)),
            ).id
            for n in range(AT_ONCE)
        ]  # fmt: skip


def _confirmed(instance: Instance, ids: list[int]) -> int:
    with instance.app.app_context():
        listed = ", ".join(map(str, ids))
        text = f"SELECT count(*) FROM study_entries WHERE state = 'confirmed' AND id IN ({listed})"  # noqa: S608
        return db.session.execute(sa.text(text)).scalar_one()

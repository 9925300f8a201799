"""Run every benchmark and say which targets were missed; then the exit status is 1."""

import http.client
import re
import sys
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bench import wrk
from bench.check_in import measure_check_in, measure_one_person
from bench.figures import measure_figures
from bench.growth import grow
from bench.instances import Instance, demo_instance, postgresql_answers
from bench.ledger import measure_ledger
from bench.matters import fill_today, measure_matters
from bench.queue import measure_queue
from bench.ranking import measure_ranking
from bench.reading import measure_reading
from bench.rehearsals import measure_rehearsal
from bench.report import Report
from bench.rosters import preview_seconds
from bench.rotation import measure_rotation
from bench.score_sheets import measure_score_sheets
from bench.search import measure_search
from bench.serving import FULL, SECONDS, fetch, serving, signed_in
from bench.syncing import measure_sync
from bench.weights import cold_page, proportional_set_size
from tests.e2e.server import Server

ROUNDS = 3
BARE = "bench.bare:create_app()"
VISITORS = ("cadre", "secretary", "leader")
BACK_DAYS = 25


def main() -> int:
    if wrk.missing():
        print("wrk is missing (apt-get install wrk)")
        return 1
    report = Report()
    with demo_instance("sqlite") as instance, serving(instance, "bare", BARE) as bare:
        with serving(instance, "sqlite") as server:
            measure_pages(report, instance, server)
            measure_home(report, instance, server, bare)
            measure_reading(report, instance, server, bare)
            measure_writes(report, instance, server, bare)
            measure_memory(report, server)
            measure_check_in(report, instance, server, "SQLite")
            measure_score_sheets(report, instance, server, "SQLite")
        measure_one_person(report, instance, "SQLite")
        measure_roster(report, instance)
        measure_postgresql(report, bare)
        with serving(instance, "sqlite") as server:
            measure_growth(report, instance, server)
            measure_queue(report, instance, server)
        measure_matters(report, instance)
        measure_sync(report, instance)
    measure_figures(report)
    measure_ledger(report)
    measure_rehearsal(report)
    measure_search(report)
    measure_ranking(report)
    measure_rotation(report)
    if report.missed:
        print("\nMissed: " + "; ".join(report.missed))
    return 1 if report.missed else 0


def measure_pages(report: Report, instance: Instance, server: Server) -> None:
    report.title("One page")
    cookies = instance.cookies(list(VISITORS))
    for name in VISITORS:
        report.most(f"queries on home, {name}", queries(instance, cookies[name]), 8, 7)
    fill_today(instance)
    name = "queries on home, 300 matters"
    report.most(name, queries(instance, cookies["secretary"]), 8, 7)
    html, parts = cold_page(server.base_url, cookies["cadre"])
    report.most("home, HTML compressed", html / 1000, 15, 8, "kB")
    report.most(
        "cold page, everything compressed", (html + sum(parts.values())) / 1000, 80, 50, "kB"
    )
    heaviest = sorted(parts.items(), key=lambda part: -part[1])[:5]
    names = ", ".join(f"{path.rsplit('/', 1)[-1]} {size / 1000:.1f}" for path, size in heaviest)
    report.note(f"{len(parts) + 1} requests; {names}")


def queries(instance: Instance, cookie: str) -> int:
    """The statements of one home page."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", statement):
            statements.append(statement)

    client = instance.app.test_client()
    client.set_cookie("rigong", cookie)
    client.get("/")
    instance.app.extensions["kept_pages"].clear()  # what it costs when something has happened
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    answer = client.get("/")
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    if answer.status_code != http.client.OK:
        raise RuntimeError(f"home answers {answer.status}")
    return len(statements)


def measure_home(report: Report, instance: Instance, server: Server, bare: Server) -> None:
    report.title("Home against a bare Flask answer")
    cookies = signed_in(instance, server, list(VISITORS))
    rates: dict[str, list[float]] = {name: [] for name in ("bare", *VISITORS)}
    for _ in range(ROUNDS):
        rates["bare"].append(wrk.read(bare.base_url + "/", seconds=SECONDS).rate)
        for name in VISITORS:
            result = wrk.read(server.base_url + "/", seconds=SECONDS, cookie=cookies[name])
            if result.errors:
                raise RuntimeError(f"{result.errors} errors on home")
            rates[name].append(result.rate)
    report.note("; ".join(f"{name} {median(found):.0f}/s" for name, found in rates.items()))
    share = 100 * median(rates["cadre"]) / median(rates["bare"])
    report.least("home signed in as cadre, share of bare", share, 14, 20, "%")


def write_forms(instance: Instance, server: Server, writers: int) -> list[str]:
    """Sign so many people in and fetch the form for each; the days they may log on."""
    lines = []
    for cookie in instance.cookies(instance.cadres(writers)).values():
        kept, page = fetch(server, "/study/entries/new", cookie)
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)[1]
        lines.append(f"{kept}\t{token}\n")
    (instance.folder / "people.txt").write_text("".join(lines))
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return [(today - timedelta(days=n)).isoformat() for n in range(BACK_DAYS)]


def write(instance: Instance, server: Server, writers: int) -> wrk.Result:
    """Let them write, and check that whatever was acknowledged is there."""
    days = write_forms(instance, server, writers)
    before = instance.count("study_entries")
    people = instance.folder / "people.txt"
    result = wrk.write(server.base_url, people, days, seconds=SECONDS, writers=writers)
    stored = instance.count("study_entries") - before
    if not result.answers <= stored <= result.answers + writers:
        raise RuntimeError(f"{result.answers} acknowledged, {stored} stored")
    return result


def measure_writes(report: Report, instance: Instance, server: Server, bare: Server) -> None:
    report.title("Entries logged and durable, SQLite")
    shares, results = [], []
    for _ in range(ROUNDS):
        base = wrk.read(bare.base_url + "/", seconds=SECONDS).rate
        results.append(write(instance, server, 8))
        shares.append(100 * results[-1].rate / base)
    middle = sorted(results, key=lambda one: one.rate)[ROUNDS // 2]
    report.note(f"8 writers: {middle.rate:.0f}/s, p50 {middle.p50:.1f} ms, p99 {middle.p99:.1f} ms")
    report.least("acknowledged entries, share of bare", median(shares), 12, 18, "%")
    four = write(instance, server, 4)
    report.note(f"4 writers: {four.rate:.0f}/s, p50 {four.p50:.1f} ms, p99 {four.p99:.1f} ms")
    report.most("p99 over p50, 4 writers", four.p99 / four.p50, 5, 3)
    sixteen = write(instance, server, 16)
    report.note(
        f"16 writers: {sixteen.rate:.0f}/s, p50 {sixteen.p50:.1f} ms, p99 {sixteen.p99:.1f} ms"
    )
    report.most("errors, 16 writers", sixteen.errors, 0, 0)
    errors = sum(one.errors for one in (*results, four))
    report.most("errors, 8 and 4 writers", errors, 0, 0)


def measure_postgresql(report: Report, bare: Server) -> None:
    report.title("Entries logged and durable, PostgreSQL beside it")
    if not postgresql_answers():
        report.note("skipped: no PostgreSQL answers")
        return
    with demo_instance("postgresql") as instance, serving(instance, "postgresql") as server:
        base = wrk.read(bare.base_url + "/", seconds=SECONDS).rate
        for writers in (8, 16):
            got = write(instance, server, writers)
            report.note(
                f"{writers} writers: {got.rate:.0f}/s, {100 * got.rate / base:.1f}% of bare, "
                f"p50 {got.p50:.1f} ms, p99 {got.p99:.1f} ms, {got.errors} errors"
            )
        cookie = signed_in(instance, server, ["cadre"])["cadre"]
        home = wrk.read(server.base_url + "/", seconds=SECONDS, cookie=cookie)
        report.note(f"home: {home.rate:.0f}/s, {100 * home.rate / base:.1f}% of bare")
        measure_check_in(report, instance, server, "PostgreSQL")
        measure_one_person(report, instance, "PostgreSQL")
        measure_score_sheets(report, instance, server, "PostgreSQL")


def measure_memory(report: Report, server: Server) -> None:
    report.title("Memory of the whole server after all this")
    report.most("proportional set size", proportional_set_size(server.process.pid), 180, 130, "MiB")


def measure_roster(report: Report, instance: Instance) -> None:
    report.title("A roster of 5,000 rows")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    report.most("from the Excel file to the preview", preview_seconds(instance, today), 10, 3, "s")


def measure_growth(report: Report, instance: Instance, server: Server) -> None:
    report.title("Home with more rows in the database")
    cookie = signed_in(instance, server, ["cadre"])["cadre"]
    url = server.base_url + "/"
    wrk.read(url, seconds=1, cookie=cookie)
    small = wrk.read(url, seconds=SECONDS, cookie=cookie)
    for exponent in (6, 7) if FULL else (6,):
        grow(instance, 10**exponent)
        wrk.read(url, seconds=2, cookie=cookie)
        large = wrk.read(url, seconds=SECONDS, cookie=cookie)
        name = f"10^{exponent} rows against 10^4"
        report.least(f"{name}: throughput", 100 * large.rate / small.rate, 85, 92, "%")
        report.most(f"{name}: p95", large.p95 / small.p95, 1.3, 1.3, "times")


if __name__ == "__main__":
    sys.exit(main())

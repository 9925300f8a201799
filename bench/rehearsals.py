"""A rule pack rehearsed on 100,000 activities, from the two files to the printed document."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Report
from tests.domain.rule_books import ACTIVITIES, DISTRICT

ROWS = 100_000
A_PERSON = 50
ROOT = Path(__file__).parents[1]


def measure_rehearsal(report: Report) -> None:
    report.title(f"A rule pack rehearsed on {ROWS:,} activities")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules.toml").write_text(DISTRICT, encoding="utf-8")
        (folder / "activities.csv").write_text("\n".join(_rows()), encoding="utf-8")
        begun = time.perf_counter()
        printed = subprocess.run(
            [sys.executable, "-m", "flask", "hours", "rehearse", "--json", "--rules",
             folder / "rules.toml", "--activities", folder / "activities.csv"],
            cwd=ROOT, env=os.environ | {"INSTANCE": str(folder / "instance")}, check=True,
            capture_output=True,
        ).stdout  # fmt: skip
        seconds = time.perf_counter() - begun
    if printed.count(b'"activity_id"') != ROWS:
        raise RuntimeError(f"{printed.count(b'activity_id')} activities came back")
    report.most("from the files to the document", seconds, 30, 20, "s")


def _rows() -> list[str]:
    """The clerk's rows over and over, each time for another person and under other ids."""
    head, *lines = ACTIVITIES.splitlines()
    rows = [head]
    for number in range(ROWS):
        _id, _person, rest = lines[number % len(lines)].split(",", 2)
        rows.append(f"{number},P{number // A_PERSON},{rest}")
    return rows

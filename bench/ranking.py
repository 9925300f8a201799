"""The ranking engine: how long it takes, and how near it comes to orders that are known."""

import multiprocessing
import re
import time
from pathlib import Path

import numpy as np

from bench.designs import WAYS, Season, drawn, in_panels, scored, taus
from bench.report import Report
from bench.serving import FULL
from domain.lectures.adjusted import adjust

REPEATS = 200 if FULL else 60
NEAR = 0.03
TABLE = {  # the figures that the method was chosen by, of 40 to 60 seasons each
    "30 judges, 60 lectures, 5 sheets each": (
        lambda generator: drawn(generator, 30, 60, 5),
        (0.596, 0.575, 0.698, 0.708, 0.703),
    ),
    "panels that differ, 20 % shared": (
        lambda generator: in_panels(generator, 30, 60, 5, 0.2),
        (0.735, 0.726, 0.471, 0.800, 0.793),
    ),
    "panels that differ, nothing shared": (
        lambda generator: in_panels(generator, 30, 60, 5, 0),
        (0.725, 0.716, 0.391, 0.725, 0.722),
    ),
    "12 score all of 20, 5 % wild": (
        lambda generator: drawn(generator, 12, 20, 12, 0.05),
        (0.701, 0.740, 0.724, 0.702, 0.792),
    ),
    "30, 60, 5 each, 10 % wild": (
        lambda generator: drawn(generator, 30, 60, 5, 0.10),
        (0.473, 0.519, 0.547, 0.511, 0.636),
    ),
}


def measure_ranking(report: Report) -> None:
    report.title("Adjusted scores, fit and ranges")
    season = drawn(np.random.default_rng(1), 60, 200, 5)
    report.most("60 judges, 200 lectures, 5 sheets each", _seconds(season), 1, 0.5, "s")
    with multiprocessing.get_context("spawn").Pool(1) as child:
        seconds, peak = child.apply(measure_many)
    report.most("3,000 judges, 1,100 lectures, 73,000 sheets", seconds, 60, 20, "s")
    report.most("and its whole process at its largest", peak, 2048, 1024, "MiB")
    report.title(f"Kendall's tau with the truth, {REPEATS} seasons each")
    for name, (made, told) in TABLE.items():
        found = [taus(made(np.random.default_rng(seed))) for seed in range(REPEATS)]
        report.note(f"{name}: standard error {_error(found):.3f}")
        for way, expected in zip(WAYS, told, strict=True):
            tau = float(np.mean([one[way] for one in found]))
            line = f"{way} {tau:.3f}, table {expected:.3f}: apart"
            report.most(line, abs(tau - expected), NEAR, NEAR / 2)


def measure_many() -> tuple[float, float]:
    """Seconds, and the most MiB that this process ever held."""
    generator = np.random.default_rng(1)
    season = drawn(generator, 3_000, 1_100, 67)
    kept = sorted(generator.choice(len(season.sheets), 73_000, replace=False))
    seconds = _seconds(Season(season.truth, [season.sheets[at] for at in kept]))
    status = Path("/proc/self/status").read_text()
    return seconds, int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[1]) / 1024


def _seconds(season: Season) -> float:
    sheets = scored(season)
    begun = time.perf_counter()
    adjust(sheets, seed=1)
    return time.perf_counter() - begun


def _error(found: list[dict[str, float]]) -> float:
    """The largest standard error of the means over the seasons."""
    return max(float(np.std([one[way] for one in found])) for way in WAYS) / len(found) ** 0.5

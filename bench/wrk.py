"""Load from wrk, which costs the machine little beside the server that is measured."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Result:
    """What came back; latencies in milliseconds, ``errors`` are answers that should not be."""

    answers: int
    seconds: float
    p50: float
    p95: float
    p99: float
    errors: int
    first: str = ""

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


def missing() -> bool:
    return shutil.which("wrk") is None


def read(url: str, *, seconds: int, cookie: str = "", connections: int = 8) -> Result:
    """Ask for one page on so many connections kept open."""
    headers = ["-H", "Accept-Encoding: gzip", *(["-H", f"Cookie: rigong={cookie}"] * bool(cookie))]
    return _run(url, "reads.lua", [], seconds, threads=2, connections=connections, more=headers)


def write(
    base_url: str, people: Path, days: Sequence[str], *, seconds: int, writers: int
) -> Result:
    """Let so many people, each on one connection kept open, log one entry after the other."""
    arguments = [str(people), *days]
    return _run(
        base_url, "writes.lua", arguments, seconds, threads=writers, connections=writers, more=[]
    )


def _run(
    url: str, script: str, arguments: list[str], seconds: int, *, threads: int, connections: int,
    more: list[str],
) -> Result:  # fmt: skip
    command = [
        "wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s",
        "-s", str(FOLDER / script), *more, url, "--", *arguments,
    ]  # fmt: skip
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Result(**json.loads(told.splitlines()[-1]))

"""Decoding in a process of its own: what a hostile file does to a decoder, it does there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from domain.files.refusals import FileRefused, Reason

ROOT = Path(__file__).parents[2]
MOST_SECONDS = 15.0  # by the clock
MOST_AT_ONCE = 2  # of one process of ours
PATIENCE_SECONDS = 5.0  # for one's turn
_turns = BoundedSemaphore(MOST_AT_ONCE)


def decode(content: bytes, task: str, *arguments: str) -> tuple[dict[str, Any], bytes]:
    """The facts and the bytes that the task gives for the file; tasks are those of ``child``.

    Costs a process: a fifth of a second and, for the largest pictures, 500 MB while it lasts.

    Raises:
        FileRefused: as the task does; TOO_SLOW after 15 seconds; DAMAGED where the decoder
            broke; BUSY where no turn came within 5 seconds.
    """
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise FileRefused(Reason.BUSY)
    try:
        done = subprocess.run(  # noqa: S603 - a module of ours; the file goes in as its input
            [sys.executable, "-E", "-s", "-m", "domain.files.child", task, *arguments],
            input=content, capture_output=True, timeout=MOST_SECONDS, check=False, cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise FileRefused(Reason.TOO_SLOW) from error
    finally:
        _turns.release()
    line, _, result = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        raise FileRefused(Reason.DAMAGED)
    facts: dict[str, Any] = json.loads(line)
    if "refused" in facts:
        raise FileRefused(Reason(facts["refused"]))
    return facts, result

"""What the server does before it forks, and what each worker does first."""

import ctypes
import os
import subprocess
import sys

import pytest

from tests.e2e.server import ROOT

HOLES = 20_000
PROGRAM = f"""
import ctypes, runpy
conf = runpy.run_path("gunicorn.conf.py")
libc, info = conf["libc"], ctypes.CDLL(None).mallinfo2
info.restype = conf["Mallinfo2"]
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
blocks = [libc.malloc(size) for size in (200, 600, 3000) for _ in range({HOLES})]
for block in blocks[::2]:
    libc.free(block)
def free():
    told = info()
    return told.fordblks - told.keepcost
before = free()
conf["fill_holes"]()
print(before, free())
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="of glibc alone")
def test_holes_of_the_heap_are_filled_before_workers_are_forked(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True,
        check=True, env={"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path)},
    )  # fmt: skip
    before, after = map(int, told.stdout.split())
    assert before > HOLES * 1000
    assert after < 4096 * 16


FORKED = """
import os, runpy, sys, types
conf = runpy.run_path("gunicorn.conf.py")
import app
made = app.create_app()
conf["post_fork"](types.SimpleNamespace(app=types.SimpleNamespace(wsgi=lambda: made)), None)
print(sys.getswitchinterval(), os.sched_getscheduler(0) == os.SCHED_BATCH)
"""


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="of Linux alone")
def test_threads_of_a_worker_take_turns_quickly_and_wake_each_other_gently(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", FORKED], cwd=ROOT, capture_output=True, text=True,
        check=True, env={"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path)},
    )  # fmt: skip
    assert told.stdout.split() == ["0.0005", "True"]

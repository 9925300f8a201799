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
import os, runpy, sys
from types import SimpleNamespace as Thing
conf = runpy.run_path("gunicorn.conf.py")
import app
made = app.create_app()
server = Thing(app=Thing(wsgi=lambda: made), WORKERS={})
for number in range(2 * len(os.sched_getaffinity(0))):
    server.WORKERS[number] = worker = Thing()
    conf["pre_fork"](Thing(WORKERS={n: w for n, w in server.WORKERS.items() if n < number}), worker)
cores = [one.core for one in server.WORKERS.values()]
gone = server.WORKERS.pop(0)  # it ends, and another takes its place
conf["pre_fork"](server, another := Thing())
print(sorted(cores) == sorted(2 * [*os.sched_getaffinity(0)]), another.core == gone.core)
conf["post_fork"](server, another)
print(sys.getswitchinterval(), os.sched_getscheduler(0) == os.SCHED_BATCH)
print(os.sched_getaffinity(0) == {another.core})
"""


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="of Linux alone")
def test_a_worker_has_a_core_and_its_threads_take_turns_there(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", FORKED], cwd=ROOT, capture_output=True, text=True,
        check=True, env={"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path)},
    )  # fmt: skip
    assert told.stdout.split() == ["True", "True", "0.0005", "True", "True"]

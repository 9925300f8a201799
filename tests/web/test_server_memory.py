"""What the server does before it forks: no free block is left on a page that workers share."""

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

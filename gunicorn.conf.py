"""Gunicorn: how many workers, where it listens, and how they share the memory of the first.

Every other setting is the application's.
"""

import contextlib
import ctypes
import gc
import os
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from config import read_or_exit

settings = read_or_exit()
try:
    socket.getaddrinfo(settings["HOST"], settings["PORT"], type=socket.SOCK_STREAM)
except OSError as error:
    sys.stderr.write(f"Rigong does not start: HOST must be an address of this machine ({error})\n")
    sys.exit(2)
bind = f"{settings['HOST']}:{settings['PORT']}"
workers = max(2, os.cpu_count() or 2)
threads = 4
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 20
keepalive = 5
max_requests = 20000
max_requests_jitter = 2000
limit_request_fields = 50
accesslog = None  # addresses name people; nginx keeps the log of who asked what
control_socket_disable = True
preload_app = True  # listens only once the application stands; workers share its memory

# What glibc's malloc is told (mallopt(3)): one arena, because threads that take turns with the
# interpreter gain nothing by more, and large blocks, such as the 19 MiB of one password hash, go
# back to the system at once. Other C libraries do so by themselves.
ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
REQUESTS_BETWEEN_TRIMS = 500  # each takes less than a millisecond
libc = ctypes.CDLL(None)
if hasattr(libc, "mallopt"):
    libc.mallopt(ARENA_MAX, 1)
    libc.mallopt(MMAP_THRESHOLD, 1024 * 1024)
    libc.mallopt(TRIM_THRESHOLD, 1024 * 1024)


def when_ready(server):
    """Do once what every worker would do, and keep the collector and malloc off what they share."""
    server.app.wsgi().extensions.get("warm_up", lambda _app: None)(server.app.wsgi())
    gc.collect()
    gc.freeze()
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)
    if hasattr(libc, "mallinfo2"):
        fill_holes()


class Mallinfo2(ctypes.Structure):
    """What malloc holds, in bytes (mallinfo(3)); ``keepcost`` is free at the end of the heap."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
            "fordblks", "keepcost",
        )
    )  # fmt: skip


def fill_holes():
    """Take what is free between the blocks of the heap, and never give it back.

    A worker would put its own blocks there, and each of them would copy the page that the workers
    share: some 3 MB of holes lie on 9 MB of pages (docs/adr/0021).
    """
    libc.mallinfo2.restype = Mallinfo2
    libc.sbrk.restype = libc.malloc.restype = ctypes.c_void_p
    libc.sbrk.argtypes, libc.malloc.argtypes = [ctypes.c_ssize_t], [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    held = libc.mallinfo2()
    end = libc.sbrk(0) - held.keepcost
    begin = libc.sbrk(0) - held.arena
    header = ctypes.sizeof(ctypes.c_size_t)
    for size in (*range(131072, 4096, -1024), *range(4096, 1024, -64), *range(1024, 16, -16)):
        while (block := libc.malloc(size - header)) is not None and begin <= block < end:
            pass
        libc.free(block)


def pre_fork(server, worker):
    """A worker has a core to itself, as long as there are enough: the one that fewest others have.

    Its threads take turns with the interpreter, and but for hashing and the like never run two
    at a time; on two cores each turn would wake another core, and find nothing in its caches.
    """
    if hasattr(os, "sched_getaffinity"):
        taken = [getattr(one, "core", None) for one in server.WORKERS.values()]
        worker.core = min(sorted(os.sched_getaffinity(0)), key=taken.count)


def post_fork(server, worker):
    """A worker opens database connections of its own, and its threads take turns quickly.

    Whoever holds the write gate waits for the interpreter after every statement; at Python's
    own 5 ms a turn, all other writers would wait along. Whom a thread wakes does not push it
    off its core (SCHED_BATCH, where there is one): they would meet at the interpreter's lock.
    """
    sys.setswitchinterval(0.0005)
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {worker.core})
    from models import db  # noqa: PLC0415 - the configuration is read before the application

    with server.app.wsgi().app_context():
        db.engine.dispose(close=False)


def post_request(worker, req, environ, resp):
    """Give what a worker has freed, page by page, back to the system now and then."""
    if worker.nr % REQUESTS_BETWEEN_TRIMS == 0 and hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)

"""Gunicorn: how many workers, where it listens. Every other setting is the application's."""

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

# What glibc's malloc is told (mallopt(3)): few arenas, and large blocks, such as the 19 MiB of
# one password hash, go back to the system at once. Other C libraries do so by themselves.
ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1
if hasattr(ctypes.CDLL(None), "mallopt"):
    ctypes.CDLL(None).mallopt(ARENA_MAX, 2)
    ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, 1024 * 1024)
    ctypes.CDLL(None).mallopt(TRIM_THRESHOLD, 1024 * 1024)


def when_ready(server):
    """Do once what every worker would do, and keep the collector off what they share."""
    server.app.wsgi().extensions.get("warm_up", lambda _app: None)(server.app.wsgi())
    gc.collect()
    gc.freeze()
    if hasattr(ctypes.CDLL(None), "malloc_trim"):
        ctypes.CDLL(None).malloc_trim(0)


def post_fork(server, worker):
    """A worker opens database connections of its own, and its threads take turns quickly.

    Whoever holds the write gate waits for the interpreter after every statement; at Python's
    own 5 ms a turn, all other writers would wait along.
    """
    sys.setswitchinterval(0.0005)
    from models import db  # noqa: PLC0415 - the configuration is read before the application

    with server.app.wsgi().app_context():
        db.engine.dispose(close=False)

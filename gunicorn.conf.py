"""Gunicorn: how many workers, where it listens. Every other setting is the application's."""

import gc
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = max(2, os.cpu_count() or 2)
threads = 4
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 20
keepalive = 5
max_requests = 20000
max_requests_jitter = 2000
limit_request_line = 4094
limit_request_fields = 50
accesslog = None  # addresses name people; nginx keeps the log of who asked what
control_socket_disable = True
preload_app = True  # listens only once the application stands; workers share its memory


def when_ready(server):
    """Keep the collector from touching, and so copying, the pages that the workers share."""
    gc.collect()
    gc.freeze()


def post_fork(server, worker):
    """A worker opens database connections of its own."""
    from models import db  # noqa: PLC0415 - the configuration is read before the application

    application = server.app.wsgi()
    with application.app_context():
        db.engine.dispose(close=False)

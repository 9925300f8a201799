"""A real server for a test: gunicorn in a process group of its own, stopped or killed at will."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECRET_KEY = "a key of the tests, long enough to be one"
START_SECONDS = 60
PRODUCT = "app:create_app()"
COMPILED = "tests.e2e.compiled:create_app()"  # the same, and quicker to start


@dataclass
class Server:
    """Where it answers, and how to end and begin it; the port stays the same."""

    environment: dict[str, str]
    folder: Path
    application: str = COMPILED
    process: subprocess.Popen = field(init=False)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py",
            "--workers", "2", "--threads", "4", self.application,
        ]  # fmt: skip
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((self.folder / "server.log").read_text()[-4000:])
            time.sleep(0.05)

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as ``make run`` does on Ctrl-C."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", int(self.environment["PORT"]), timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


@contextmanager
def running_server(
    database_url: str,
    instance: Path,
    settings: Mapping[str, str] | None = None,
    *,
    application: str = COMPILED,
) -> Iterator[Server]:
    """A server on a migrated database; ``settings`` are of the environment, as in the README."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "HOST": "127.0.0.1",
        "PORT": str(_free_port()),
        "INSTANCE": str(instance),
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET_KEY,
        "PASSWORD_PROFILE": "asvs",
        "PYTHONOPTIMIZE": "2",
        **(settings or {}),
    }
    server = Server(environment, instance, application)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]

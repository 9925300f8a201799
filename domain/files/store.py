"""Where files lie: under the SHA-256 of their content, in the instance folder, each once.

``files/ab/<sha256>`` is written whole and is on the disk before any row names it; it is never
changed afterwards. ``cache`` holds pictures of pages; it may be emptied at any time.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

FILES, CACHE = "files", "cache"
UNFINISHED = ".new-"  # begins the name of a file that is being written
BLOCK_BYTES = 64 * 1024


class Store:
    """The files of one instance folder."""

    def __init__(self, instance: Path) -> None:
        self._files, self._cache = instance / FILES, instance / CACHE

    def put(self, content: bytes) -> str:
        """Keep the content, if it is not there already; its SHA-256. On the disk afterwards."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path_of(sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.size_of(sha256) != len(content):
            _write(path, content, durable=True)
        for folder in (path.parent, self._files, self._files.parent):
            _sync_folder(folder)
        return sha256

    def path_of(self, sha256: str) -> Path:
        return self._files / sha256[:2] / sha256

    def size_of(self, sha256: str) -> int | None:
        """In bytes; None where the file is not there."""
        try:
            return self.path_of(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, sha256: str) -> bytes:
        return self.path_of(sha256).read_bytes()

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """The content in blocks of 64 kB."""
        with self.path_of(sha256).open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                yield block

    def picture(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The picture kept under the name (which begins with a digest), else what is made."""
        path = self._cache / name[:2] / name
        try:
            if kept := path.read_bytes():
                return kept
        except FileNotFoundError:
            pass
        made = make()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, made, durable=False)
        return made


def _write(path: Path, content: bytes, *, durable: bool) -> None:
    """The file appears under its name only when it is whole."""
    new = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

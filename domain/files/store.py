"""Where files lie: under the SHA-256 of their content, in the instance folder, each once.

``files/ab/<sha256>`` is written whole and is on the disk before any row names it; it is never
changed afterwards, and goes only where no row names it (``sweeping``). ``cache`` holds pictures
of pages; it may be emptied at any time, and its oldest give way to new ones.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FILES, CACHE = "files", "cache"
UNFINISHED = ".new-"  # begins the name of a file that is being written
BLOCK_BYTES = 64 * 1024
MOST_CACHED = 4 * 1024 * 1024  # bytes in a folder of the cache, of which there are 256


class Store:
    """The files of one instance folder."""

    def __init__(self, instance: Path) -> None:
        self._files, self._cache = instance / FILES, instance / CACHE

    def put(self, content: bytes) -> str:
        """Keep the content, if it is not there already; its SHA-256. On the disk afterwards.

        It is as new from now on, so that nobody sweeps it before a row names it.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path_of(sha256)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _held(path.parent, fcntl.LOCK_SH):
            if self.size_of(sha256) == len(content):
                os.utime(path)
            else:
                _write(path, content, durable=True)
        for folder in (path.parent, self._files, self._files.parent):
            _sync_folder(folder)
        return sha256

    def renew(self, sha256: str) -> bool:
        """Make a file as new, so that nobody sweeps it before a row names it; False: it is gone."""
        path = self.path_of(sha256)
        try:
            with _held(path.parent, fcntl.LOCK_SH):
                os.utime(path)
        except FileNotFoundError:
            return False
        return True

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
        _make_room(path.parent)
        return made

    def folders(self) -> list[str]:
        """The names of the folders that hold files, in order."""
        if not self._files.is_dir():
            return []
        return sorted(one.name for one in self._files.iterdir() if one.is_dir())

    def older(self, folder: str, *, before: float) -> list[str]:
        """The files of a folder that were last sent before the moment (seconds), in order."""
        return sorted(
            path.name for path, when, _size in _listed(self._files / folder)
            if when < before and not path.name.startswith(UNFINISHED)
        )  # fmt: skip

    def drop_unfinished(self, folder: str, *, before: float) -> None:
        """Remove what somebody began to write before the moment and never finished."""
        for path, when, _size in _listed(self._files / folder):
            if when < before and path.name.startswith(UNFINISHED):
                path.unlink(missing_ok=True)

    def discard(self, sha256: str, *, before: float) -> int | None:
        """Remove a file, with its pictures, unless it was sent again since; the bytes freed."""
        path = self.path_of(sha256)
        with _held(path.parent, fcntl.LOCK_EX):
            try:
                found = path.stat()
            except FileNotFoundError:
                return None
            if found.st_mtime >= before:
                return None
            path.unlink()
        for picture in (self._cache / sha256[:2]).glob(f"{sha256}-*"):
            picture.unlink(missing_ok=True)
        return found.st_size


def _listed(folder: Path) -> list[tuple[Path, float, int]]:
    """The files of a folder: when each was written, in seconds, and its bytes."""
    found = []
    for path in folder.iterdir():
        try:
            seen = path.stat()
        except FileNotFoundError:  # somebody else was faster
            continue
        found.append((path, seen.st_mtime, seen.st_size))
    return found


def _make_room(folder: Path) -> None:
    """Remove the oldest pictures of a folder of the cache until the others fit; never the last."""
    newest_first = sorted(_listed(folder), key=lambda one: one[1], reverse=True)
    together = 0
    for number, (path, _when, size) in enumerate(newest_first):
        together += size
        if together > MOST_CACHED and number > 0:
            path.unlink(missing_ok=True)


@contextmanager
def _held(folder: Path, how: int) -> Iterator[None]:
    """The folder locked, shared by those who add, or for one alone who removes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


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

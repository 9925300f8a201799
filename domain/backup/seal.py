"""The seal at the end of an archive: the SHA-256 of every byte before it.

It is an empty gzip member whose extra field holds the hash (RFC 1952, 2.3.1.1), so that any
tar reads the archive, and no byte of it can change unnoticed, not even those that gzip and
tar do not check themselves.
"""

import hashlib
from io import BufferedRandom
from pathlib import Path

_HEADER = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff"  # gzip, deflate, with an extra field
_FIELD = b"\x24\x00RG\x20\x00"  # 36 bytes: the subfield RG of 32
_EMPTY = b"\x03\x00" + bytes(8)  # nothing, deflated; its CRC and its length
SEAL_BYTES = len(_HEADER) + len(_FIELD) + 32 + len(_EMPTY)
_CHUNK = 1 << 20


def seal(file: BufferedRandom) -> None:
    """Add the seal at the end of a file that is open for reading and writing."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").digest()
    file.seek(0, 2)
    file.write(_sealed(digest))


def is_sealed(path: Path) -> bool:
    """Whether the file ends with the seal of everything before it. Reads it once."""
    left = path.stat().st_size - SEAL_BYTES
    if left < 0:
        return False
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
        return file.read() == _sealed(digest.digest())


def _sealed(digest: bytes) -> bytes:
    return _HEADER + _FIELD + digest + _EMPTY

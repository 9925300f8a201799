"""Zip-based files, measured before anything parses them.

A few kilobytes can unpack to gigabytes, so every entry is inflated once, counted and thrown away,
in blocks. The sizes in the zip's own directory are not believed.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from domain.sheets.refusals import EncryptedSheet, TruncatedSheet, UnsafeSheet

MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_ENTRIES = 2000
MOST_RATIO = 100
RATIO_APPLIES_FROM_BYTES = 1024 * 1024
BLOCK_BYTES = 1024 * 1024
ENCRYPTED_FLAG = 0x1
XML_SUFFIXES = (".xml", ".rels", ".vml")
DOCTYPE = b"<!DOCTYPE"
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)
WIDE_DOCTYPES = ("<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open a zip file that is known to be whole and of bearable size.

    Cost: every entry is inflated once; at most 200 MB in blocks of 1 MB.

    Raises:
        TruncatedSheet: not a whole zip file, or a checksum fails.
        EncryptedSheet: an entry needs a password.
        UnsafeSheet: more than 200 MB unpacked, 2000 entries or 100 times its own size (files
            that unpack to less than 1 MB are not asked for their ratio), a document type
            declaration, two entries of one name, or an entry that is not as long as it says.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE as error:
        raise TruncatedSheet from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UnsafeSheet("entries")
    if len({entry.filename.replace("\\", "/").casefold() for entry in entries}) < len(entries):
        raise UnsafeSheet("twin_entries")
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise EncryptedSheet
    budget = MOST_UNPACKED_BYTES
    for entry in entries:
        budget -= _inflated_bytes(archive, entry, budget)
    unpacked = MOST_UNPACKED_BYTES - budget
    if unpacked > max(RATIO_APPLIES_FROM_BYTES, MOST_RATIO * len(content)):
        raise UnsafeSheet("ratio")
    return archive


@contextmanager
def entry_of(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """One entry of an open archive, to be read; TruncatedSheet where it is damaged or absent."""
    try:
        with archive.open(name) as stream:
            yield stream
    except (*DAMAGE, KeyError) as error:
        raise TruncatedSheet from error


def _inflated_bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> int:
    """Read one entry to its real end and return its length."""
    declared = entry.file_size
    entry.file_size = budget + 2 * BLOCK_BYTES  # else reading stops at the declared size
    is_xml = entry.filename.casefold().endswith(XML_SUFFIXES)
    length, tail = 0, b""
    try:
        with archive.open(entry) as stream:
            while block := stream.read(BLOCK_BYTES):
                length += len(block)
                if length > budget:
                    raise UnsafeSheet("unpacked")
                if is_xml:
                    _refuse_doctype(tail + block)
                    tail = block[-2 * len(DOCTYPE) :]
    except DAMAGE as error:
        raise TruncatedSheet from error
    finally:
        entry.file_size = declared
    if length != declared:
        raise UnsafeSheet("false_size")
    return length


def _refuse_doctype(block: bytes) -> None:
    if DOCTYPE in block or any(wide in block for wide in WIDE_DOCTYPES):
        raise UnsafeSheet("doctype")

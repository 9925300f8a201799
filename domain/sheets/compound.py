"""The old .xls container (a compound file of chained sectors), checked before it is parsed.

A chain that bites its own tail would be followed for ever, and two cells at opposite corners
would be laid out as a full rectangle, so both are looked for first. Layout: [MS-CFB] and [MS-XLS].
"""

import struct
from array import array
from dataclasses import dataclass

from domain.sheets.measures import Extent
from domain.sheets.refusals import EncryptedSheet, NotASpreadsheet, TruncatedSheet, UnsafeSheet

HEADER_BYTES = 512
LAST_SECTOR = 0xFFFFFFFA  # higher numbers are marks: free, end of chain, table sectors
ENTRY_BYTES, SMALL_SECTOR_BYTES = 128, 64
SECTOR_SHIFTS = {(9, 6), (12, 6)}
STREAM_KIND, ROOT_KIND = 2, 5
WORKBOOK_NAMES = ("Workbook", "Book")
ENCRYPTED_NAME = "EncryptedPackage".encode("utf-16-le")
BOUNDS_OF_SHEET, FILE_PASSWORD = 0x0809, 0x002F
CELL_RECORDS = frozenset({0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})
MULTIPLE_NUMBERS = 0x00BD


@dataclass(frozen=True, slots=True)
class _Stream:
    first: int
    length: int


class _CompoundFile:
    """The sectors of one file; every chain is followed at most once through each sector."""

    def __init__(self, content: bytes) -> None:
        if len(content) < HEADER_BYTES:
            raise TruncatedSheet
        shifts = struct.unpack_from("<2H", content, 30)
        fields = struct.unpack_from("<8I", content, 44)
        (_, self.directory_first, _, self.small_below) = fields[:4]
        (self.small_table_first, _, self.more_first, _) = fields[4:]
        if shifts not in SECTOR_SHIFTS:
            raise TruncatedSheet
        self.content = content
        self.sector_bytes = 1 << shifts[0]
        self.table = self._sector_table()
        self.small_table = _numbers(self.bytes_of(self.small_table_first))
        self.streams = self._directory()

    def sector(self, number: int) -> bytes:
        begin = (number + 1) * self.sector_bytes
        if begin >= len(self.content):
            raise TruncatedSheet
        return self.content[begin : begin + self.sector_bytes]

    def chain(self, first: int, table: "array[int] | None" = None) -> list[int]:
        table = self.table if table is None else table
        numbers: list[int] = []
        while first < LAST_SECTOR:
            if first >= len(table) or len(numbers) >= len(table):
                raise TruncatedSheet
            numbers.append(first)
            first = table[first]
        return numbers

    def bytes_of(self, first: int) -> bytes:
        return b"".join(self.sector(number) for number in self.chain(first))

    def read(self, stream: _Stream) -> bytes:
        """A stream, from the small sectors inside the root's own stream when it is short."""
        if stream.length >= self.small_below:
            found = self.bytes_of(stream.first)
        else:
            root = self.bytes_of(self.streams[""].first)
            begins = [n * SMALL_SECTOR_BYTES for n in self.chain(stream.first, self.small_table)]
            found = b"".join(root[begin : begin + SMALL_SECTOR_BYTES] for begin in begins)
        if len(found) < stream.length:
            raise TruncatedSheet
        return found[: stream.length]

    def _sector_table(self) -> "array[int]":
        listed = list(struct.unpack_from("<109I", self.content, 76))
        following, seen = self.more_first, set[int]()
        while following < LAST_SECTOR:
            if following in seen:
                raise TruncatedSheet
            seen.add(following)
            numbers = _numbers(self.sector(following))
            listed.extend(numbers[:-1])
            following = numbers[-1]
        table = array("I")
        sectors = [number for number in listed if number < LAST_SECTOR]
        if len(sectors) * self.sector_bytes > len(self.content):
            raise TruncatedSheet
        for number in sectors:
            table.extend(_numbers(self.sector(number)))
        return table

    def _directory(self) -> dict[str, _Stream]:
        """Streams by name; the root's own stream under ""."""
        entries = self.bytes_of(self.directory_first)
        streams: dict[str, _Stream] = {}
        for at in range(0, len(entries) - ENTRY_BYTES + 1, ENTRY_BYTES):
            name_bytes, kind = struct.unpack_from("<HB", entries, at + 64)
            first, length = struct.unpack_from("<II", entries, at + 116)
            name = entries[at : at + max(0, min(name_bytes, 64) - 2)]
            if kind == ROOT_KIND:
                self.chain(first)
                streams[""] = _Stream(first, length)
            elif kind == STREAM_KIND:
                self.chain(first, self.table if length >= self.small_below else self.small_table)
                streams[name.decode("utf-16-le", "replace")] = _Stream(first, length)
        if "" not in streams:
            raise TruncatedSheet
        return streams


def check_compound_file(content: bytes) -> None:
    """Let an .xls file through that is whole and whose sheets can be laid out.

    Raises:
        EncryptedSheet: the container of a workbook with a password, new or old.
        NotASpreadsheet: another kind of document (a Word or a message file).
        TruncatedSheet: cut short, or its chains lead nowhere.
        UnsafeSheet: a sheet reaches too far.
    """
    if ENCRYPTED_NAME in content:
        raise EncryptedSheet
    file = _CompoundFile(content)
    found = next((name for name in WORKBOOK_NAMES if name in file.streams), None)
    if found is None:
        raise NotASpreadsheet
    _check_records(file.read(file.streams[found]))


def _check_records(stream: bytes) -> None:
    """Walk the records: a password, and how far the cells of each sheet reach."""
    extent, at = Extent(), 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == FILE_PASSWORD:
            raise EncryptedSheet
        if kind == BOUNDS_OF_SHEET:
            extent = Extent()
        elif kind in CELL_RECORDS and length >= 4:  # noqa: PLR2004 - row and column, two bytes each
            row, column = struct.unpack_from("<HH", stream, at)
            width = length // 6 if kind == MULTIPLE_NUMBERS else 1
            extent.take_in(row + 1, column + width)
            if not extent.bearable:
                raise UnsafeSheet("area")
        at += length


def _numbers(sector: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(sector[: len(sector) // 4 * 4])
    return numbers

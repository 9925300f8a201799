"""Spreadsheet files made by hand for the tests: whole, odd and hostile ones."""

import io
import struct
import zipfile

from xlsxwriter import Workbook

CHAIN_END, FREE, TABLE_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SECTOR = 512
ODS_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text")
)


def xlsx(*rows, sheets=(), finish=None):
    """An .xlsx file: rows of one sheet 花名册, or (name, rows) sheets; ``finish(book)`` last."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, lines in sheets or [("花名册", rows)]:
        sheet = book.add_worksheet(name)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    if finish is not None:
        finish(book)
    book.close()
    return stream.getvalue()


def zip_of(entries, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def rezipped(content, **changes):
    """The same zip file with other entries; ``changes`` maps a name's ending to a function."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    for ending, change in changes.items():
        name = next(name for name in entries if name.endswith(f"{ending}.xml"))
        entries[name] = change(entries[name])
    return zip_of(entries)


def ods(table_rows, *, manifest="<manifest/>"):
    """An .ods file around the XML of table rows."""
    content = (
        f'<?xml version="1.0"?><office:document-content {ODS_NAMESPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="花名册">{table_rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zip_of(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_row(*cells, repeated=1):
    return (
        f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}'
        "</table:table-row>"
    )


def ods_text(text, repeated=1):
    return (
        f'<table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{repeated}"><text:p>{text}</text:p></table:table-cell>'
    )


def xls(*rows, before=b"", cells=()):
    """An .xls file of text and numbers; ``before`` and ``cells`` are records of one's own."""
    records = b"".join(
        _cell(number, column, value)
        for number, row in enumerate(rows)
        for column, value in enumerate(row)
    )
    name = "花名册".encode("utf-16-le")
    bounds = struct.pack("<HHI", 0x0600, 0x0005, 0) + b"\x00" * 8
    start = _record(0x0809, bounds) + before
    sheet_at = len(start) + 4 + 8 + len(name) + 4
    globals_ = start + _record(0x0085, struct.pack("<IHBB", sheet_at, 0, 3, 1) + name)
    sheet = _record(0x0809, struct.pack("<HHI", 0x0600, 0x0010, 0) + b"\x00" * 8)
    stream = globals_ + _record(0x000A) + sheet + records + b"".join(cells) + _record(0x000A)
    return compound({"Workbook": stream})


def xls_number(row, column):
    """One number, as a record for ``xls(cells=...)``."""
    return _cell(row, column, 1)


def xls_password():
    """The record that says the rest is encrypted, for ``xls(before=...)``."""
    return _record(0x002F, b"\x01\x00" * 27)


def compound(streams, *, chain_to_itself=False):
    """A compound file whose streams are padded to the size of ordinary ones."""
    sectors, table, entries = [], [], [_entry("Root Entry", 5, CHAIN_END, 0, child=1)]
    for content in streams.values():
        padded = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\x00")
        first = len(sectors)
        count = len(padded) // SECTOR
        sectors += [padded[at : at + SECTOR] for at in range(0, len(padded), SECTOR)]
        end = first if chain_to_itself else CHAIN_END
        table += [*range(first + 1, first + count), end]
        entries.append(_entry(list(streams)[len(entries) - 1], 2, first, len(padded)))
    directory_at = len(sectors)
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\x00")
    sectors += [directory[at : at + SECTOR] for at in range(0, len(directory), SECTOR)]
    table += [*range(directory_at + 1, len(sectors)), CHAIN_END]
    table_sectors = -(-(len(table) + 8) // 128)
    table_at = len(sectors)
    table += [TABLE_SECTOR] * table_sectors
    table += [FREE] * (table_sectors * 128 - len(table))
    body = b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)
    places = [*range(table_at, table_at + table_sectors)]
    return _header(directory_at, places) + body


def _header(directory_at, places):
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 16
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\x00" * 6
        + struct.pack("<2I", 0, len(places))
        + struct.pack("<7I", directory_at, 0, 4096, CHAIN_END, 0, CHAIN_END, 0)
        + struct.pack("<109I", *(places + [FREE] * (109 - len(places))))
    )


def _entry(name, kind, first, length, child=FREE):
    encoded = (name + "\x00").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\x00")
        + struct.pack("<HBB", len(encoded), kind, 1)
        + struct.pack("<3I", FREE, FREE, child)
        + b"\x00" * 36
        + struct.pack("<IQ", first, length)
    )


def _cell(row, column, value):
    place = struct.pack("<3H", row, column, 0)
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
    return _record(0x0203, place + struct.pack("<d", value))


def _record(kind, content=b""):
    return struct.pack("<HH", kind, len(content)) + content

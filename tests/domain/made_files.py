"""Pictures, PDF and Word files made by hand for the tests: whole, odd and hostile ones."""

import io
import struct
import zipfile
import zlib
from functools import cache

from docx import Document
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from tests.domain.spreadsheets import rezipped, zip_of

SCRIPT = b"<html><script>document.title='ran';alert('ran')</script></html>"
SVG = (
    b"<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('ran')\">"
    b"<script>alert(1)</script></svg>"
)
CAMERA, PLACE = "Cameramaker", (31.0, 13.0, 49.0)
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def picture(form="JPEG", size=(64, 48), mode="RGB", colour=(180, 50, 30), **options) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, colour).save(stream, form, **options)
    return stream.getvalue()


def photograph(**tags) -> bytes:
    """A JPEG as a telephone writes it: on its side, and saying where it was taken, and by what."""
    exif = Image.Exif()
    exif[Base.Orientation], exif[Base.Make] = 6, CAMERA
    exif[Base.ImageDescription] = "alert('ran')"
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: PLACE})
    return picture(exif=exif, comment=b"javascript:alert('ran')", **tags)


@cache
def heic() -> bytes:
    import pillow_heif  # noqa: PLC0415 - loads a library that few tests need

    stream = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), (20, 90, 60))).save(stream)
    return stream.getvalue()


def png_bomb(side=40_000) -> bytes:
    """A few kilobytes that say they are 1600 million pixels."""
    lines = zlib.compressobj(9)
    data = b"".join(lines.compress(b"\0" * 1_000_000) for _ in range(20)) + lines.flush()
    header = struct.pack(">2I5B", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def pdf(*, catalog="", pages=1, page="", objects=(), trailer="") -> bytes:
    """A whole PDF; ``catalog``, ``page`` and ``trailer`` add to dictionaries, ``objects`` follow.

    ``page`` may say what each page adds, by its number from 0.

    The first of ``objects`` is number 3 + ``pages``. An object is text, or bytes with a stream.
    """
    kids = " ".join(f"{3 + number} 0 R" for number in range(pages))
    added = [page(number) if callable(page) else page for number in range(pages)]
    bodies = [
        f"<</Type /Catalog /Pages 2 0 R {catalog}>>",
        f"<</Type /Pages /Count {pages} /Kids [{kids}]>>",
        *(f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] {one}>>" for one in added),
        *objects,
    ]
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        plain = body if isinstance(body, bytes) else body.encode("latin-1")
        out += b"%d 0 obj\n%s\nendobj\n" % (number, plain)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    end = f"trailer\n<</Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def pdf_with_hidden_script() -> bytes:
    """The action lies compressed in an object stream, its names escaped."""
    plain = b"7 0 <</S /Java#53cript /JS (app.alert\\('ran'\\))>>"
    packed = zlib.compress(plain)
    head = b"<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>" % len(packed)
    stream = head + b"\nstream\n" + packed + b"\nendstream"
    bodies = [
        b"<</Type /Catalog /Pages 2 0 R /OpenAction 7 0 R>>",
        b"<</Type /Pages /Count 1 /Kids [3 0 R]>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 300]>>",
        stream,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"\1" + struct.pack(">IB", place, 0) for place in places)
    rows = b"\0\0\0\0\0\xff" + rows + b"\1" + struct.pack(">IB", len(out), 0)  # the table itself
    rows += b"\0\0\0\0\0\0" + b"\2" + struct.pack(">IB", 4, 0)  # 7 lies in stream 4
    head = b"<</Type /XRef /Size 8 /W [1 4 1] /Root 1 0 R /Length %d>>" % len(rows)
    table = b"5 0 obj\n" + head + b"\nstream\n" + rows + b"\nendstream\nendobj\n"
    return out + table + b"startxref\n%d\n%%%%EOF\n" % len(out)


def docx(*, add=None, relation="", kinds="") -> bytes:
    """A Word file; ``add`` holds more entries, ``relation`` and ``kinds`` go into its XML."""
    stream = io.BytesIO()
    document = Document()
    document.add_paragraph("会议纪要要有主语")
    document.save(stream)
    with zipfile.ZipFile(stream) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    relations, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    entries[relations] = entries[relations].replace(
        b"</Relationships>", f"{relation}</Relationships>".encode()
    )
    entries[types] = entries[types].replace(b"</Types>", f"{kinds}</Types>".encode())
    return zip_of({**entries, **(add or {})})


def related(kind: str, target: str, *, elsewhere=False) -> str:
    mode = ' TargetMode="External"' if elsewhere else ""
    return f'<Relationship Id="rX" Type="{KINDS}/{kind}" Target="{target}"{mode}/>'


def declares_external_entity(content: bytes, part: str = "word/document.xml") -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    declared = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><w:document'
    entries[part] = entries[part].replace(b"<w:document", declared, 1)
    return zip_of(entries)


def zipped_page() -> bytes:
    return zip_of({"index.html": SCRIPT, "META-INF/MANIFEST.MF": b"Main-Class: Ran\n"})


def huge_xml() -> bytes:
    return b"<x>" + b"0" * 50_000_000 + b"</x>"


def utf16_doctype() -> bytes:
    return '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><x/>'.encode("utf-16")


def with_gap(content: bytes) -> bytes:
    """The same zip file with a page before its first entry; the directory still finds all."""
    return SCRIPT + content


def rezipped_types(content: bytes, old: str, new: str) -> bytes:
    """The same package with another type for what ends like ``old``."""
    whole = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{old}"
    return rezipped(
        content, **{"[Content_Types]": lambda xml: xml.replace(whole.encode(), new.encode())}
    )


def rezipped_relations(content: bytes, relation: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/_rels/workbook.xml.rels"
    end = b"</Relationships>"
    return zip_of({**entries, name: entries[name].replace(end, relation.encode() + end)})

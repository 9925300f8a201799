"""What a file is by its first bytes, and whether it reads as something else as well."""

import io
import re
import zipfile
from enum import StrEnum

from domain.files.refusals import FileRefused, Reason
from domain.sheets.compound import ENCRYPTED_NAME

JPEG_SIGNATURE = b"\xff\xd8\xff"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PDF_SIGNATURE = b"%PDF-"
ZIP_SIGNATURE = b"PK\x03\x04"
COMPOUND_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
MOST_BRANDS = 32
OLD_OFFICE_STREAMS = tuple(
    name.encode("utf-16-le") for name in ("WordDocument", "Workbook", "Book")
)
# Long enough that they do not stand in 15 MB of compressed bytes by chance.
MARKUP = re.compile(
    rb"<(?:script|html|iframe|svg)[\s>/]|<!doctype\s+(?:html|svg)|<\?php", re.IGNORECASE
)
ANOTHER_FILE = re.compile(rb"%PDF-\d|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
END_OF_PDF = b"%%EOF"


class Kind(StrEnum):
    """What is looked at further."""

    JPEG = "JPEG"
    PNG = "PNG"
    HEIC = "HEIF"  # the names that Pillow gives them
    PDF = "PDF"
    OFFICE = "OFFICE"


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.HEIC})


def kind_of(content: bytes) -> Kind:
    """The kind by the content alone.

    Raises:
        FileRefused: EMPTY, NOT_ALLOWED, OLD_OFFICE, or ENCRYPTED (a Word or Excel file).
    """
    if not content.strip(b"\0 \t\r\n"):
        raise FileRefused(Reason.EMPTY)
    for signature, kind in (
        (JPEG_SIGNATURE, Kind.JPEG), (PNG_SIGNATURE, Kind.PNG), (PDF_SIGNATURE, Kind.PDF),
        (ZIP_SIGNATURE, Kind.OFFICE),
    ):  # fmt: skip
        if content.startswith(signature):
            return kind
    if _is_heic(content):
        return Kind.HEIC
    if content.startswith(COMPOUND_SIGNATURE):
        raise FileRefused(_reason_of_compound(content))
    raise FileRefused(Reason.NOT_ALLOWED)


def refuse_second_reading(content: bytes, kind: Kind) -> None:
    """See that a picture or a PDF is not a page, an archive or another document as well.

    What a phone writes behind a photograph (a second picture, a short film) is let through: it
    does not survive re-encoding.

    Raises:
        FileRefused: POLYGLOT; DAMAGED, where a PDF does not say that it ends.
    """
    behind = b""
    if kind is Kind.PDF:
        _, end, behind = content.rpartition(END_OF_PDF)
        if not end:
            raise FileRefused(Reason.DAMAGED)
    if (
        MARKUP.search(content)
        or zipfile.is_zipfile(io.BytesIO(content))
        or (kind is not Kind.PDF and ANOTHER_FILE.search(content))
        or behind.strip(b"\0 \t\r\n\x1a")
    ):
        raise FileRefused(Reason.POLYGLOT)


def _is_heic(content: bytes) -> bool:
    """Whether the first box is a file type that names a brand of HEIC among its brands."""
    length = int.from_bytes(content[:4], "big")
    if content[4:8] != b"ftyp" or not 16 <= length <= 16 + 4 * MOST_BRANDS:  # noqa: PLR2004
        return False
    brands = [content[8:12], *(content[at : at + 4] for at in range(16, length, 4))]
    return not HEIC_BRANDS.isdisjoint(brands)


def _reason_of_compound(content: bytes) -> Reason:
    if ENCRYPTED_NAME in content:
        return Reason.ENCRYPTED
    old = any(name in content for name in OLD_OFFICE_STREAMS)
    return Reason.OLD_OFFICE if old else Reason.NOT_ALLOWED

"""Word and Excel files: measured before they are read, and nothing in them that could act."""

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from domain.files.names import EXCEL, WORD
from domain.files.refusals import FileRefused, Reason
from domain.sheets.archives import open_archive
from domain.sheets.measures import elements_of
from domain.sheets.refusals import EncryptedSheet, TruncatedSheet, UnsafeSheet

CONTENT_TYPES = "[Content_Types].xml"
MAIN_TYPES = {
    f"{WORD}.main+xml": WORD,
    f"{EXCEL}.main+xml": EXCEL,
}
# Every entry must end like one of these: pages, archives and programs inside are refused so.
ENDINGS = (
    ".xml", ".rels", ".vml", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf",
    ".wmf", ".wdp", ".odttf", ".fntdata", "/",
)  # fmt: skip
PRINTER_SETTINGS = "/printersettings/"
# What a relationship may not lead to; the last part of its type.
ACTING = frozenset({
    "vbaproject", "wordvbadata", "attachedtoolbars", "oleobject", "package", "control",
    "activexcontrolbinary", "ctrlprop", "afchunk", "subdocument", "attachedtemplate", "frame",
    "externallink", "externallinkpath", "connections", "querytable", "webextension",
    "webextensiontaskpanes", "extensibility", "usercustomization", "keymapcustomizations",
    "xlmacrosheet", "xlintlmacrosheet", "mailmergesource", "mailmergeheadersource",
})  # fmt: skip
LOCAL_HEADER_BYTES = 30
MOST_BETWEEN_BYTES = 24  # the largest descriptor that may follow an entry
END_RECORD, END_RECORD_BYTES = b"PK\x05\x06", 22


def check_office(content: bytes) -> str:
    """The media type of a .docx or .xlsx file that may be kept.

    Raises:
        FileRefused: NOT_ALLOWED (another zip file), DAMAGED, ENCRYPTED, BOMB (over 200 MB
            unpacked, 2000 entries or 100 times its size), POLYGLOT (something between or
            behind the entries), ACTIVE (macros, embedded objects, document types, content
            from elsewhere; hyperlinks are let through).
    """
    with _refusals():
        archive = open_archive(content)
        media_type = _media_type(archive)
        _refuse_hidden(content, archive)
        _refuse_acting(archive)
    return media_type


@contextmanager
def _refusals() -> Iterator[None]:
    """What the measuring of spreadsheets raises, in this package's words."""
    try:
        yield
    except EncryptedSheet as error:
        raise FileRefused(Reason.ENCRYPTED) from error
    except TruncatedSheet as error:
        raise FileRefused(Reason.DAMAGED) from error
    except UnsafeSheet as error:
        reasons = {"doctype": Reason.ACTIVE, "twin_entries": Reason.POLYGLOT}
        raise FileRefused(reasons.get(error.limit, Reason.BOMB)) from error


def _media_type(archive: zipfile.ZipFile) -> str:
    if CONTENT_TYPES not in archive.namelist():
        raise FileRefused(Reason.NOT_ALLOWED)
    declared = {
        attributes.get("ContentType", "")
        for element in ("Override", "Default")
        for attributes in elements_of(archive, CONTENT_TYPES, element)
    }
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in declared):
        raise FileRefused(Reason.ACTIVE)
    found = {MAIN_TYPES[one] for one in declared if one in MAIN_TYPES}
    if len(found) != 1:
        raise FileRefused(Reason.NOT_ALLOWED)
    return found.pop()


def _refuse_hidden(content: bytes, archive: zipfile.ZipFile) -> None:
    """Nothing may lie before, between or behind the entries and their directory."""
    end = 0
    for entry in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if not 0 <= entry.header_offset - end <= (MOST_BETWEEN_BYTES if end else 0):
            raise FileRefused(Reason.POLYGLOT)
        name, extra = (
            int.from_bytes(
                content[entry.header_offset + at : entry.header_offset + at + 2], "little"
            )
            for at in (26, 28)
        )
        end = entry.header_offset + LOCAL_HEADER_BYTES + name + extra + entry.compress_size
    behind = len(content) - content.rfind(END_RECORD)
    if archive.start_dir - end > MOST_BETWEEN_BYTES or behind != END_RECORD_BYTES:
        raise FileRefused(Reason.POLYGLOT)


def _refuse_acting(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        folded = name.replace("\\", "/").casefold()
        settings = PRINTER_SETTINGS in f"/{folded}" and folded.endswith(".bin")
        if not (folded.endswith(ENDINGS) or settings) or "/activex/" in folded:
            raise FileRefused(Reason.ACTIVE)
        if folded.endswith(".rels"):
            _refuse_relations(archive, name)


def _refuse_relations(archive: zipfile.ZipFile, part: str) -> None:
    """Of what lies elsewhere only hyperlinks may be named, and nothing that acts at all."""
    for attributes in elements_of(archive, part, "Relationship"):
        kind = posixpath.basename(attributes.get("Type", "")).casefold()
        elsewhere = attributes.get("TargetMode", "").casefold() == "external"
        scripted = attributes.get("Target", "").strip().casefold().startswith("javascript:")
        if kind in ACTING or scripted or (elsewhere and kind != "hyperlink"):
            raise FileRefused(Reason.ACTIVE)

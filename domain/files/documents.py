"""PDF: what may be kept of them, and pictures of their pages.

Runs in a process of its own (``child``). PDFium is built without a JavaScript engine.
"""

import io
import re
from typing import TYPE_CHECKING

from domain.files.pictures import written_as_jpeg
from domain.files.refusals import MOST_PAGES, FileRefused, Reason

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

NAME = re.compile(rb"/((?:[A-Za-z]|#[0-9A-Fa-f]{2}){5,60})(?=[\s\0()<>\[\]{}/%]|$)")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTIVE_NAMES = frozenset({
    b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"FileAttachment", b"RichMedia",
    b"Rendition", b"ImportData", b"SubmitForm", b"GoToE", b"Movie", b"Sound",
})  # fmt: skip
SCRIPT_ADDRESS = re.compile(rb"/URI\s*\(\s*(?:javascript|vbscript|data):", re.IGNORECASE)
UNPROTECTED = -1
WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
FORMS_OF_XML = (2, 3)  # FORMTYPE_XFA_FULL, FORMTYPE_XFA_FOREGROUND
POINTS_LEAST = 1.0
MOST_TEXT = 1_000_000  # characters of a document that are read


def examine(content: bytes) -> int:
    """How many pages the document has, if it may be kept.

    Names of actions are looked for as the file has them, and once more as PDFium writes the
    whole document anew: there the objects it keeps compressed lie open.

    Raises:
        FileRefused: DAMAGED, ENCRYPTED, TOO_MANY_PAGES, or ACTIVE (scripts, programs, files
            inside, forms that send themselves).
    """
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - only the child opens PDF

    document = _opened(content)
    if pdfium.FPDF_GetSecurityHandlerRevision(document) != UNPROTECTED:
        raise FileRefused(Reason.ENCRYPTED)
    pages = len(document)
    if pages == 0:
        raise FileRefused(Reason.DAMAGED)
    if pages > MOST_PAGES:
        raise FileRefused(Reason.TOO_MANY_PAGES)
    for number in range(pages):
        document.get_page_size(number)
    acts = (
        pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0
        or pdfium.FPDFDoc_GetAttachmentCount(document) > 0
        or pdfium.FPDF_GetFormType(document) in FORMS_OF_XML
        or _names_an_action(content)
        or _names_an_action(_written_anew(document))
    )
    if acts:
        raise FileRefused(Reason.ACTIVE)
    return pages


def page_picture(content: bytes, number: int, longest_side: int) -> bytes:
    """Page ``number`` (the first is 1) as JPEG of so many pixels on its longest side."""
    document = _opened(content)
    document.init_forms()
    if not 1 <= number <= len(document):
        raise FileRefused(Reason.DAMAGED)
    page = document[number - 1]
    scale = longest_side / max(*page.get_size(), POINTS_LEAST)
    return written_as_jpeg(page.render(scale=scale).to_pil().convert("RGB"))


def page_texts(content: bytes) -> list[str]:
    """The text of each page as the file has it; empty for a page that is a picture of one.

    A few bytes may say any number of words: of all pages no more than ``MOST_TEXT`` are read.
    """
    document, texts, left = _opened(content), list[str](), MOST_TEXT
    for number in range(len(document)):
        page = document[number].get_textpage()
        many = min(left, page.count_chars())
        texts.append(page.get_text_range(count=many) if many else "")
        left -= many
    return texts


def _opened(content: bytes) -> "PdfDocument":
    import pypdfium2  # noqa: PLC0415 - as above

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == WRONG_PASSWORD
        raise FileRefused(Reason.ENCRYPTED if locked else Reason.DAMAGED) from error


def _written_anew(document: "PdfDocument") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _names_an_action(content: bytes) -> bool:
    names = (_plain(found[1]) for found in NAME.finditer(content))
    return any(name in ACTIVE_NAMES for name in names) or bool(SCRIPT_ADDRESS.search(content))


def _plain(name: bytes) -> bytes:
    """The name without its escapes: ``#4a`` is J."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name)

"""Word and PDF files brought in as materials: what they say as Markdown, to be looked at first.

A file is measured before it is opened, and opened in a process of its own (``domain.files``).
Nothing is written here but pictures into the store, where they harm nobody.
"""

import re
from dataclasses import dataclass

from domain.files.apart import decode
from domain.files.checking import take_in
from domain.files.kinds import Kind, kind_of, refuse_second_reading
from domain.files.names import WORD
from domain.files.office import check_office
from domain.files.refusals import MOST_BYTES, Checked, FileRefused, Reason
from domain.files.store import Store
from domain.files.word import PLACE
from domain.reading.drafting import without_controls
from domain.reading.markdown_of import Written, escaped, escaped_lines, markdown_of

LEAST_ON_A_PAGE = 10  # characters; a page of a scan has none, or a stamp's
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
_ENDS = re.compile(r"[。！？：；.!?:;”’』」）)]\s*\Z")
_FULL = 0.8  # of the longest line of a page: shorter ones end a paragraph


class NoText(Exception):
    """A PDF whose pages are pictures; it can be read page by page all the same."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file says, as Markdown, and the pictures that it calls by the names given."""

    title: str
    markdown: str
    pictures: tuple[Checked, ...] = ()
    links_dropped: int = 0
    pictures_left_out: int = 0


def is_pdf(content: bytes) -> bool:
    """Whether it begins as a PDF does.

    Raises:
        FileRefused: it is neither a PDF nor a Word file, nor anything else that is known.
    """
    return kind_of(content) is Kind.PDF


def bring_in_word(content: bytes, store: Store) -> Brought:
    """The text of a .docx file; its pictures are made anew and lie in the store.

    Raises:
        FileRefused: with the reason.
    """
    _measure(content, Kind.OFFICE)
    if check_office(content) != WORD:
        raise FileRefused(Reason.NOT_ALLOWED)
    facts, joined = decode(content, "word")
    names: dict[str, str] = {}
    kept: dict[str, Checked] = {}
    at = 0
    for number, size in enumerate(facts["sizes"]):
        checked = _picture(joined[at : at + size], store)
        at += size
        if checked is not None:
            kept[checked.name] = checked
            names[f"{PLACE}{number}"] = checked.name
    written: Written = markdown_of(without_controls(facts["html"]), names)
    return Brought(
        written.title, written.markdown, tuple(kept.values()), written.links, written.pictures
    )


def bring_in_pdf(content: bytes) -> Brought:
    """The text of a PDF, in paragraphs as far as they can be told; the pages have no headings.

    Raises:
        FileRefused: with the reason.
        NoText: its pages are pictures.
    """
    _measure(content, Kind.PDF)
    refuse_second_reading(content, Kind.PDF)
    decode(content, "document")
    pages = page_texts(content)
    if sum(len("".join(page.split())) for page in pages) < LEAST_ON_A_PAGE * len(pages):
        raise NoText
    paragraphs = [one for page in pages for one in _paragraphs(page)]
    return Brought("", "\n\n".join(paragraphs) + "\n")


def page_texts(content: bytes) -> list[str]:
    """What each page of a PDF says; empty for one that is a picture. Call it outside the gate.

    Raises:
        FileRefused: with the reason.
    """
    return [_lines(str(one)) for one in decode(content, "words")[0]["pages"]]


def _measure(content: bytes, kind: Kind) -> None:
    if len(content) > MOST_BYTES:
        raise FileRefused(Reason.TOO_LARGE)
    if kind_of(content) is not kind:
        raise FileRefused(Reason.NOT_ALLOWED)


def _picture(content: bytes, store: Store) -> Checked | None:
    """The picture under a name of its content; None where it is of no kind that is shown."""
    try:
        checked = take_in(content, "picture", store)
    except FileRefused:
        return None
    ending = ENDINGS.get(checked.media_type)
    if ending is None:
        return None
    name = f"{checked.sha256[:16]}.{ending}"
    return Checked(checked.sha256, checked.media_type, checked.size, checked.pages, name)


def _lines(page: str) -> str:
    return without_controls(page.replace("\r\n", "\n").replace("\r", "\n"))


def _paragraphs(page: str) -> list[str]:
    """Lines that go on in the next are one paragraph; one that falls short ends it."""
    lines = [" ".join(line.split()) for line in page.split("\n")]
    longest = max((len(line) for line in lines), default=0)
    found: list[str] = []
    open_ended = False
    for line in lines:
        if not line:
            open_ended = False
            continue
        if open_ended:
            found[-1] = _joined(found[-1], line)
        else:
            found.append(line)
        full = len(line) >= _FULL * longest
        open_ended = full and not (_ENDS.search(line) and len(line) < longest)
    return [escaped_lines(escaped(one)) for one in found]


def _joined(first: str, second: str) -> str:
    """Latin words keep a blank between them; Chinese ones have none."""
    blank = first[-1].isascii() and second[0].isascii()
    return f"{first} {second}" if blank else first + second

"""Long pages that are sent as they were packed: deflated once, in pieces, with holes in them.

A hole is what each answer has of its own: the token against forgery, a form's once-key. It goes
between the pieces as a stored block (RFC 1951, 3.2.4), so nothing is compressed for an answer.
"""

import secrets
import struct
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from blueprints.shared.forms import new_once_key
from blueprints.shared.kept import page_key, tells_something_once

GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # RFC 1952: deflate, no name, no time
GZIP_END = b"\x03\0"  # an empty last block
MOST_PAGES = 300  # of one process; most of a page is shared with those of other readers
MOST_TEXTS = 40  # of one process; a long one takes half a megabyte
TEXT = Markup("<!--the-text-->")  # where the pieces go that were packed before
HOLES = ("csrf", "once")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page as it is, and deflated so that others may follow."""

    plain: bytes
    deflated: bytes


Part = Piece | str  # a string is the name of a hole
Text = TypeVar("Text")


def packed(text: str) -> Piece:
    """Deflate a part of a page. Milliseconds for a long one."""
    plain = text.encode()
    work = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, work.compress(plain) + work.flush(zlib.Z_FULL_FLUSH))


def gzip_of(parts: Sequence[Piece]) -> bytes:
    """The parts one after the other, as one gzip file."""
    check, length = 0, 0
    for one in parts:
        check = zlib.crc32(one.plain, check)
        length += len(one.plain)
    end = struct.pack("<LL", check, length & 0xFFFFFFFF)
    return b"".join([GZIP_HEAD, *(one.deflated for one in parts), GZIP_END, end])


def _stored(text: str) -> Piece:
    """A short text as it is, in a block that says so."""
    plain = text.encode()
    return Piece(plain, struct.pack("<BHH", 0, len(plain), len(plain) ^ 0xFFFF) + plain)


class PackedPages:
    """The packed pages of one process and the texts in them, the longest unused dropped first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple, list[Part]] = OrderedDict()
        self._texts: OrderedDict[tuple, Sequence] = OrderedDict()
        self._lock = Lock()
        self._mark = secrets.token_hex(16)  # nobody can write it into a page

    def page(self, name: str, render: Callable[[str], tuple[str, Sequence[Piece]]]) -> Response:
        """The answer with this visitor's page of the name.

        ``render`` gets the once-key that a form is to carry, and gives the page with ``TEXT``
        where its second value goes.
        """
        once, csrf = new_once_key(), generate_csrf()
        key = None if tells_something_once() else page_key(name)
        parts = self._find(self._pages, key)
        if parts is None:
            frame, text = render(once)
            frame = frame.replace(csrf, self._of("csrf")).replace(once, self._of("once"))
            parts = self._parts(frame, text)
            self._keep(self._pages, key, parts, MOST_PAGES)
        return _answer(parts, {"csrf": csrf, "once": once})

    def text(self, key: tuple, make: Callable[[], Sequence[Text]]) -> Sequence[Text]:
        """What was made of a text that never changes under its key, for whoever reads it."""
        found = self._find(self._texts, key)
        if found is None:
            found = make()
            self._keep(self._texts, key, found, MOST_TEXTS)
        return found

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._texts.clear()

    def _of(self, what: str) -> str:
        return f"{what}-{self._mark}"

    def _parts(self, frame: str, text: Sequence[Piece]) -> list[Part]:
        before, _text, after = frame.partition(TEXT)
        return [*self._with_holes(before), *text, *self._with_holes(after)]

    def _with_holes(self, frame: str) -> list[Part]:
        parts: list[Part] = []
        rest = frame
        while rest:
            places = {name: rest.find(self._of(name)) for name in HOLES}
            found = [(at, name) for name, at in places.items() if at >= 0]
            if not found:
                return [*parts, packed(rest)]
            at, name = min(found)
            parts += [packed(rest[:at]), name]
            rest = rest[at + len(self._of(name)) :]
        return parts

    def _find(self, shelf: OrderedDict, key: tuple | None):
        with self._lock:
            kept = shelf.get(key)
            if kept is not None:
                shelf.move_to_end(key)
            return kept

    def _keep(self, shelf: OrderedDict, key: tuple | None, value: object, most: int) -> None:
        if key is None:
            return
        with self._lock:
            shelf[key] = value
            while len(shelf) > most:
                shelf.popitem(last=False)


def _answer(parts: list[Part], values: dict[str, str]) -> Response:
    filled = {name: _stored(value) for name, value in values.items()}
    whole = [filled[one] if isinstance(one, str) else one for one in parts]
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(b"".join([one.plain for one in whole]), mimetype="text/html")
    answer = Response(gzip_of(whole), mimetype="text/html")
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding, Cookie"
    return answer


def init_packed(app: Flask) -> None:
    app.extensions["packed_pages"] = PackedPages()


def packed_pages() -> PackedPages:
    return current_app.extensions["packed_pages"]

"""Long pages that are sent as they were packed: the text in pieces, the page as a whole.

The pieces of a text are deflated once, for whoever reads it; what stands around them, when
something has happened to the reader or the text; and nothing for an answer that is kept.
"""

import gzip
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, Response, current_app, request, session
from flask_wtf.csrf import generate_csrf

from blueprints.shared.kept import page_key, tells_something_once
from blueprints.shared.shelf import Shelf

GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # RFC 1952: deflate, no name, no time
GZIP_END = b"\x03\0"  # an empty last block
# Of one process:
MOST_PAGES = 100  # a long one takes a tenth of a megabyte
MOST_TEXTS = 40  # a long one takes half a megabyte
MOST_TOKENS = 1000
TEXT = "<!--the-text-->"  # where the pieces go that were packed before
Text = TypeVar("Text")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page as it is, and deflated so that others may follow."""

    plain: bytes
    deflated: bytes


def packed(text: str) -> Piece:
    """Deflate a part of a page. Milliseconds for a long one."""
    plain = text.encode()
    work = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, work.compress(plain) + work.flush(zlib.Z_FULL_FLUSH))


def gzip_of(pieces: Sequence[Piece]) -> bytes:
    """The pieces one after the other, as one gzip file."""
    check, length = 0, 0
    for one in pieces:
        check = zlib.crc32(one.plain, check)
        length += len(one.plain)
    end = struct.pack("<LL", check, length & 0xFFFFFFFF)
    return b"".join([GZIP_HEAD, *(one.deflated for one in pieces), GZIP_END, end])


class PackedPages:
    """The packed pages of one process, and the texts in them."""

    def __init__(self) -> None:
        self._pages, self._texts, self._tokens = (
            Shelf(MOST_PAGES), Shelf(MOST_TEXTS), Shelf(MOST_TOKENS),
        )  # fmt: skip

    def page(self, name: str, render: Callable[[], tuple[str, Sequence[Piece]]]) -> Response:
        """The answer with this visitor's page of the name.

        ``render`` gives the page with ``TEXT`` where its second value goes.
        """
        key = None if tells_something_once() else (self._token(), page_key(name))
        body = None if key is None else self._pages.find(key)
        if body is None:
            frame, text = render()
            before, _text, after = frame.partition(TEXT)
            body = gzip_of([packed(before), *text, packed(after)])
            if key is not None:
                self._pages.keep(key, body)
        return _answer(body)

    def _token(self) -> str:
        """The token against forgery that the page carries: one for each sign-in.

        Signing it anew for each page would say the same: it has no clock of its own.
        """
        raw = session.get("csrf_token")
        token = None if raw is None else self._tokens.find(raw)
        if token is None:
            token = generate_csrf()
            self._tokens.keep(session["csrf_token"], token)
        return token

    def text(self, key: tuple, make: Callable[[], Sequence[Text]]) -> Sequence[Text]:
        """What was made of a text that never changes under its key, for whoever reads it."""
        found = self._texts.find(key)
        if found is None:
            found = make()
            self._texts.keep(key, found)
        return found

    def clear(self) -> None:
        for shelf in (self._pages, self._texts):
            shelf.clear()


def _answer(body: bytes) -> Response:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(gzip.decompress(body), mimetype="text/html")
    answer = Response(body, mimetype="text/html")
    answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding, Cookie"
    return answer


def init_packed(app: Flask) -> None:
    app.extensions["packed_pages"] = PackedPages()


def packed_pages() -> PackedPages:
    return current_app.extensions["packed_pages"]

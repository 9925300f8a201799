"""A file of ours on its way to be saved, under a name that every browser can write."""

import io
import re
from typing import Protocol
from urllib.parse import quote

from flask import Response, send_file

from domain.files.store import Store

NAMELESS = "rigong"
# Whatever is in a file: in no page, with no script, and as nothing but what it says it is.
SEALED = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Stored(Protocol):
    """A file that lies in the store: its number and name, what and how large it is."""

    @property
    def id(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...


def send_proof(found: Stored, store: Store) -> Response:
    """Answer with a proof, to be saved: no browser shows it.

    The name is as every browser reads it: RFC 6266, and a plain one for those that do not.
    """
    store.path_of(found.sha256).stat()  # a file that is lost is an error on our side
    answer = Response(store.blocks(found.sha256), mimetype=found.media_type)
    answer.content_length = found.size
    ending = found.name.rpartition(".")[2]
    plain, full = f"proof-{found.id}.{ending}", quote(found.name, safe="")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
    )
    answer.headers.update(SEALED)
    return answer


def send_saved(content: bytes, media_type: str, filename: str) -> Response:
    """Answer with a file to be saved under ``filename``, Chinese or not."""
    response = send_file(io.BytesIO(content), mimetype=media_type)
    full = quote(filename, safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain_name(filename)}\"; filename*=UTF-8''{full}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def plain_name(filename: str) -> str:
    """For what reads only ASCII: the words of the name that are; ``rigong`` before bare numbers.

    ``学时-2026.xlsx`` is ``rigong-2026.xlsx``, ``year-end-第一党支部-2026.xlsx`` is
    ``year-end-2026.xlsx``.
    """
    name, _dot, ending = filename.rpartition(".")
    words = re.findall(r"[A-Za-z0-9]+", name)
    if not any(word.isalpha() for word in words):
        words.insert(0, NAMELESS)
    return f"{'-'.join(words)}.{ending}"

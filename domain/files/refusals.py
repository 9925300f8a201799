"""Why a file was not taken, and what is known of one that was. Facts only, no wording."""

from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_PAGES = 200


class Reason(StrEnum):
    """Why a file is refused."""

    TOO_LARGE = "too_large"  # more than MOST_BYTES
    EMPTY = "empty"
    NOT_ALLOWED = "not_allowed"  # none of the types that are taken
    OLD_OFFICE = "old_office"  # Word and Excel as they were before 2007
    MISNAMED = "misnamed"  # the name ends as a program's or a page's does
    DAMAGED = "damaged"  # or cut short
    ENCRYPTED = "encrypted"
    TOO_MANY_PIXELS = "too_many_pixels"  # more than MOST_PIXELS
    TOO_MANY_PAGES = "too_many_pages"  # more than MOST_PAGES
    BOMB = "bomb"  # unpacks to far more than a file of its size may
    ACTIVE = "active"  # macros, scripts, embedded objects, content from elsewhere
    POLYGLOT = "polyglot"  # reads as a file of a second kind as well
    TOO_SLOW = "too_slow"  # it took longer to read than any file should
    BUSY = "busy"  # nothing is known of the file: too many are being read just now


class FileRefused(Exception):
    """A file that was not taken; nothing of it was kept."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was taken, made harmless, and lies in the store; no row names it yet.

    ``name`` is as the person called it, made harmless, and ends as its type does. ``size`` in
    bytes. ``pages`` of a PDF, otherwise 0.
    """

    sha256: str
    media_type: str
    size: int
    pages: int
    name: str

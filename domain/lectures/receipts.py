"""What proves later that a sealed sheet is as it was: a digest for the trail, and a receipt.

Both are of an HMAC-SHA256 with the installation's key: there are so few possible marks that
from a plain digest anybody could try out which they were. No query.
"""

import hmac
from datetime import UTC
from hashlib import sha256

from models import ScoreSheet

SHOWN = 4  # hex digits of a receipt


def seal_digest(sheet: ScoreSheet, key: str) -> str:
    """Of what a sealed sheet says, and of when it was sealed; 32 hex digits."""
    at = sheet.sealed_at.astimezone(UTC).isoformat() if sheet.sealed_at else ""
    said = "\n".join((str(sheet.id), sheet.ballot, at, sheet.marks, sheet.comment))
    return hmac.new(key.encode(), f"score sheet\n{said}".encode(), sha256).hexdigest()[:32]


def receipt_of(sheet: ScoreSheet, key: str, *numbers: int) -> str:
    """``7F3A-05-3``: the digest's first digits, and the numbers of the lecture and the judge."""
    first, *rest = (f"{number:02d}" if not at else str(number) for at, number in enumerate(numbers))
    return "-".join((seal_digest(sheet, key)[:SHOWN].upper(), first, *rest))


def receipt_holds(sheet: ScoreSheet, key: str) -> bool:
    """Whether what is stored is what the receipt was given for."""
    given = sheet.receipt.partition("-")[0]
    return hmac.compare_digest(given.encode(), seal_digest(sheet, key)[:SHOWN].upper().encode())

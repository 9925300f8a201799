"""The code on the host's screen: it changes every 20 seconds and says for which it was made.

A code is the number of its slot (whole 20 seconds since 1970, base 36), and ten characters of an
HMAC-SHA256 over gathering and slot (RFC 2104; truncated as in RFC 4226): one try in 2^50 guesses
it. It is fresh in its slot and in the one after, for the walk from the screen to the server.
Whoever opens the page with a fresh code gets a ticket of their own, good for three minutes, so
that reading before tapping costs nobody the check-in. No query.
"""

import hmac
import unicodedata
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from models import GroupStudy

SLOT = timedelta(seconds=20)
GRACE = 1  # slots after its own in which a code is still fresh
TICKET_LASTS, SCREEN_LASTS = timedelta(minutes=3), timedelta(hours=12)
LATE_FOR = timedelta(hours=24)  # so long after its slot a code kept without network is taken
SIGNED = 10  # characters of base 32
MOST_DIGITS = 8  # of a slot; reached in the year 53000
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})  # base 32 has none of these
FIRST = datetime(1970, 1, 1, tzinfo=UTC)


class Verdict(StrEnum):
    """What a code is, by itself."""

    FRESH = "fresh"
    EARLIER = "earlier"  # of this gathering, of a slot that is over
    FUTURE = "future"
    OTHER = "other"  # not of this gathering, or made up
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a code is; ``slot_at``: when its slot began, for one of this gathering."""

    verdict: Verdict
    slot_at: datetime | None = None


def slot_of(moment: datetime) -> int:
    return (moment - FIRST) // SLOT


def start_of_slot(slot: int) -> datetime:
    return FIRST + slot * SLOT


def seconds_left(now: datetime) -> int:
    """How long the code of now is shown still, from 1 to 20."""
    left = start_of_slot(slot_of(now) + 1) - now
    return -(-left // timedelta(seconds=1))


def code_at(gathering: GroupStudy, key: str, now: datetime) -> str:
    """The code that is shown now."""
    return _code(gathering, key, slot_of(now))


def judge(code: str, gathering: GroupStudy, key: str, *, now: datetime) -> Judged:
    """What the code is. Blanks, hyphens, small and wide letters, 0 for O and 1 for I are no matter.

    ``key``: the secret of the installation.
    """
    slot = _slot_in(code)
    if slot is None:
        return Judged(Verdict.MALFORMED)
    signed = _letters(code)[-SIGNED:].translate(MISREAD)
    if not hmac.compare_digest(signed, _code(gathering, key, slot)[-SIGNED:]):
        return Judged(Verdict.OTHER)
    behind = slot_of(now) - slot
    if behind < 0:
        return Judged(Verdict.FUTURE)
    verdict = Verdict.FRESH if behind <= GRACE else Verdict.EARLIER
    return Judged(verdict, start_of_slot(slot))


def ticket_for(account_id: int, gathering: GroupStudy, key: str, *, now: datetime) -> str:
    """What the page keeps for the account that opened it with a fresh code."""
    return _issued(gathering, key, f"ticket|{account_id}", now)


def judge_ticket(
    ticket: str, account_id: int, gathering: GroupStudy, key: str, *, now: datetime
) -> Verdict:
    """Whether the ticket was made for this account and gathering, within the last 3 minutes."""
    return _judged(ticket, gathering, key, f"ticket|{account_id}", now - TICKET_LASTS, now)


def screen_for(gathering: GroupStudy, key: str, *, now: datetime) -> str:
    """What the screen of the room asks for codes with, when nobody is at it for an hour."""
    return _issued(gathering, key, "screen", now)


def judge_screen(screen: str, gathering: GroupStudy, key: str, *, now: datetime) -> Verdict:
    """Whether the screen was opened for this gathering within the last 12 hours."""
    return _judged(screen, gathering, key, "screen", now - SCREEN_LASTS, now)


def _issued(gathering: GroupStudy, key: str, what: str, now: datetime) -> str:
    second = (now - FIRST) // timedelta(seconds=1)
    signed = _sign(key, what, gathering.id, gathering.secret, second)
    return f"{_in_base_36(second)}-{signed}"


def _judged(
    issued: str, gathering: GroupStudy, key: str, what: str, earliest: datetime, now: datetime
) -> Verdict:
    digits, _dash, signed = issued.partition("-")
    if not digits or len(digits) > MOST_DIGITS or not set(digits) <= set(DIGITS):
        return Verdict.MALFORMED
    second = int(digits, 36)
    made = _sign(key, what, gathering.id, gathering.secret, second)
    if not hmac.compare_digest(signed.encode(), made.encode()):
        return Verdict.OTHER
    issued_at = FIRST + timedelta(seconds=second)
    if issued_at > now:
        return Verdict.FUTURE
    return Verdict.FRESH if issued_at >= earliest else Verdict.EARLIER


def _code(gathering: GroupStudy, key: str, slot: int) -> str:
    signed = _sign(key, "code", gathering.id, gathering.secret, slot)
    return f"{_in_base_36(slot)}-{signed[:SIGNED]}"


def _sign(key: str, *facts: object) -> str:
    text = "|".join(map(str, ("group study", *facts)))
    return b32encode(hmac.new(key.encode(), text.encode(), sha256).digest()).decode().rstrip("=")


def _letters(code: str) -> str:
    """The letters and digits of what was scanned or typed, as a code has them."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return "".join(one for one in plain if one.isascii() and one.isalnum())


def _slot_in(code: str) -> int | None:
    letters = _letters(code[:200])
    digits = letters[:-SIGNED]
    return int(digits, 36) if 0 < len(digits) <= MOST_DIGITS else None


def _in_base_36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
        if number == 0:
            return digits

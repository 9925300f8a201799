"""The code of a gathering: fresh for its slot and the next one, of one gathering, never guessed."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.groupstudy import codes
from domain.groupstudy.codes import GRACE, SLOT, TICKET_LASTS, Verdict
from models import GroupStudy

KEY = "a key of the tests, long enough to be one"
SLOT_BEGINS = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def gathering(number=1, own="0123456789abcdef0123456789abcdef"):
    return GroupStudy(id=number, secret=own)


def verdict(code, *, at=SLOT_BEGINS, of=None, key=KEY):
    return codes.judge(code, of or gathering(), key, now=at).verdict


def test_a_code_is_fresh_in_its_slot_and_the_next_and_no_longer():
    code = codes.code_at(gathering(), KEY, SLOT_BEGINS)
    last = SLOT_BEGINS + (1 + GRACE) * SLOT - timedelta(microseconds=1)
    assert verdict(code) is Verdict.FRESH
    assert verdict(code, at=last) is Verdict.FRESH
    assert verdict(code, at=last + A_SECOND) is Verdict.EARLIER
    assert verdict(code, at=SLOT_BEGINS - A_SECOND) is Verdict.FUTURE
    judged = codes.judge(code, gathering(), KEY, now=last)
    assert judged.slot_at == SLOT_BEGINS


def test_a_code_changes_with_slot_gathering_secret_and_key():
    made = {
        codes.code_at(gathering(), KEY, SLOT_BEGINS),
        codes.code_at(gathering(), KEY, SLOT_BEGINS + SLOT),
        codes.code_at(gathering(2), KEY, SLOT_BEGINS),
        codes.code_at(gathering(own="f" * 32), KEY, SLOT_BEGINS),
        codes.code_at(gathering(), KEY[::-1], SLOT_BEGINS),
    }
    assert len({code[-10:] for code in made}) == 5
    assert codes.code_at(gathering(), KEY, SLOT_BEGINS + SLOT - A_SECOND) in made


def test_a_code_of_another_gathering_or_key_is_not_of_this_one():
    code = codes.code_at(gathering(2), KEY, SLOT_BEGINS)
    assert verdict(code) is Verdict.OTHER
    assert verdict(code, of=gathering(2), key="another key, as long as the other") is Verdict.OTHER
    own = codes.code_at(gathering(), KEY, SLOT_BEGINS)
    assert verdict(own[:-1] + ("A" if own[-1] != "A" else "B")) is Verdict.OTHER


def test_how_a_code_is_typed_is_no_matter():
    code = codes.code_at(gathering(), KEY, SLOT_BEGINS)
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code)
    slot, signed = code.split("-")
    misread = signed.replace("O", "0").replace("I", "1").replace("B", "8")
    for typed in (code.lower(), f" {signed.join([slot, ''])} ", wide, f"{slot} {misread}"):
        assert verdict(typed) is Verdict.FRESH, typed


@pytest.mark.parametrize(
    "typed", ["", "-", "ABCDEFGHIJ", "x" * 5000, "123456789-ABCDEFGHIJ", "你好", "\0" * 12]
)
def test_what_is_no_code_is_said_to_be_none(typed):
    assert verdict(typed) is Verdict.MALFORMED


def test_the_seconds_left_count_from_twenty_to_one():
    assert codes.seconds_left(SLOT_BEGINS) == 20
    assert codes.seconds_left(SLOT_BEGINS + SLOT - timedelta(milliseconds=1)) == 1


def test_a_ticket_is_of_one_account_and_gathering_for_three_minutes():
    ticket = codes.ticket_for(7, gathering(), KEY, now=SLOT_BEGINS)

    def judged(account_id=7, of=None, at=SLOT_BEGINS, text=ticket):
        return codes.judge_ticket(text, account_id, of or gathering(), KEY, now=at)

    assert judged() is Verdict.FRESH
    assert judged(at=SLOT_BEGINS + TICKET_LASTS) is Verdict.FRESH
    assert judged(at=SLOT_BEGINS + TICKET_LASTS + A_SECOND) is Verdict.EARLIER
    assert judged(at=SLOT_BEGINS - A_SECOND) is Verdict.FUTURE
    assert judged(account_id=8) is Verdict.OTHER
    assert judged(of=gathering(2)) is Verdict.OTHER
    for text in ("", "1", "你-好", "ZZZZZZZZZ-A", "1-", ticket.lower()):
        assert judged(text=text) in (Verdict.OTHER, Verdict.MALFORMED)

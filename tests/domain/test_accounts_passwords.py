from time import perf_counter

import pytest

from domain.accounts import weakness
from domain.accounts.passwords import (
    PROFILES,
    Refusal,
    find_refusal,
    hash_password,
    matches,
)

GOOD = "Grey-herons-wait-7"


def test_the_list_is_long_sorted_and_in_small_letters():
    lines = weakness.WORDS.read_text(encoding="utf-8").split("\n")
    words = [line for line in lines if line and not line.startswith("#")]
    assert len(words) >= 3000
    assert words == sorted(set(words))
    assert all(word == word.lower().strip() for word in words)


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Password@2024", "P@ssw0rd1234", "woaini1314520", "Woaini@5201314",
        "zhangwei19880808", "qwertyuiop123", "1qaz2wsx3edc", "1qaz@WSX3edc", "Abcd1234!@#$",
        "aaaaaaaaaaaa", "abcabcabcabc", "123456789012", "Admin@123456", "Bangongshi@2026",
        "20261120 2026", "Huawei@123456", "adminadminadmin", "Qq123456789.", "Rigong@2026",
        "5201314zhangwei",
    ],
)  # fmt: skip
def test_what_people_choose_is_weak(password):
    assert weakness.is_weak(password)


@pytest.mark.parametrize(
    "password",
    [
        GOOD, "correct horse battery staple", "Tz7#mq2LpXw9", "583920174652",
        "春眠不觉晓处处闻啼鸟", "four quiet rivers", "mei1you3ren2zhi1dao4",
    ],
)  # fmt: skip
def test_what_nobody_tries_first_is_not(password):
    assert not weakness.is_weak(password)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("Grey-heron7", Refusal.TOO_SHORT),
        ("Xy7-" * 33, Refusal.TOO_LONG),
        ("Password@2024", Refusal.WEAK),
        (GOOD, None),
    ],
)
def test_length_and_the_list_hold_in_every_profile(profile, password, refusal):
    assert find_refusal(password, profile) == refusal


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("grey herons wait", Refusal.TOO_FEW_KINDS),  # small letters and blanks
        ("Grey herons wait", None),
        ("GREYHERONSWAIT7x", None),
        ("灰鹭在等灰鹭在等灰鹭在等", Refusal.TOO_FEW_KINDS),
        ("Zhoumin-herons-7", Refusal.HOLDS_NAME),
        ("Herons-K0017-wait", Refusal.HOLDS_NAME),
    ],
)
def test_dengbao3_asks_three_kinds_and_no_name(password, refusal):
    assert find_refusal(password, "dengbao3", names=("zhoumin", "K0017")) == refusal


def test_asvs_asks_no_kinds():
    assert find_refusal("grey herons wait", "asvs") is None
    assert find_refusal("zhoumin zhoumin 77", "asvs", names=("zhoumin",)) == Refusal.WEAK


@pytest.mark.parametrize("profile", PROFILES)
def test_the_current_password_is_not_taken_again(profile):
    assert find_refusal(GOOD, profile, password_hash=hash_password(GOOD)) == Refusal.UNCHANGED


def test_a_password_matches_its_own_hash_only():
    kept = hash_password(GOOD)
    assert kept.startswith("$argon2id$")
    assert matches(kept, GOOD)
    assert not matches(kept, GOOD.lower())
    assert not matches("", GOOD)
    assert not matches("", "nobody's password, so that an unknown name takes as long")


def test_an_unknown_name_takes_as_long_as_a_known_one():
    kept = hash_password(GOOD)
    known, unknown = (min(_seconds(one) for _time in range(5)) for one in (kept, ""))
    assert 0.4 < unknown / known < 2.5


def _seconds(password_hash):
    start = perf_counter()
    matches(password_hash, "some other password")
    return perf_counter() - start

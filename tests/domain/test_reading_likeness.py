"""Likeness: which long passages two texts share, and how fast that is found."""

import random
import time

from domain.reading.likeness import LONG, alike

COMMON = "把通知写短，把要求写实，开会之前先把议题写清楚，会后三天之内把事情落到人头上"


def noise(seed: int, length: int) -> str:
    made = random.Random(seed)  # noqa: S311 - the same each time
    return "".join(chr(0x4E00 + made.randrange(2500)) for _n in range(length))


def shared(text: str, other: str):
    return [
        (
            text[one.start : one.start + one.length],
            other[one.other_start : one.other_start + one.other_length],
        )
        for found in alike(text, [(1, other)])
        for one in found.passages
    ]


def test_a_passage_is_found_where_it_stands_in_both():
    text, other = f"我的开头。{COMMON}。结尾。", f"{noise(1, 300)}{COMMON}{noise(2, 20)}"
    assert shared(text, other) == [(COMMON, COMMON)]


def test_marks_blanks_width_and_case_make_no_difference():
    other = COMMON.replace("，", ", ").replace("写清楚", "写 清 楚")
    [(here, there)] = shared(f"甲{COMMON}乙 ABC", f"丙{other}丁 abc")
    assert here == COMMON
    assert there == other


def test_two_passages_with_little_between_them_are_shown_as_one():
    changed = COMMON.replace("开会之前", "会前")
    long, longer = f"{COMMON}{noise(3, 40)}", f"{changed}{noise(3, 40)}"
    assert len(shared(long, longer)) == 1


def test_a_turn_of_phrase_is_no_likeness():
    text, other = noise(4, 800), noise(5, 800)
    assert alike(f"{text}学习以后我深受启发", [(1, f"{other}学习以后我深受启发")]) == []
    short = COMMON[: LONG - 1]
    assert alike(text + short, [(1, other + short)]) == []


def test_the_share_is_of_the_shorter_text_and_the_most_alike_comes_first():
    half = noise(6, 200)
    others = [(1, half + noise(7, 5000)), (2, noise(8, 300)), (3, half[:150] + noise(9, 150))]
    found = alike(half + noise(10, 200), others)
    assert [(one.key, one.permille) for one in found] == [(1, 500), (3, 500)]
    assert alike("", others) == alike("短", others) == []


def test_the_order_of_passages_may_differ():
    first, second = noise(11, 60), noise(12, 60)
    found = shared(f"{first}，中间{noise(13, 30)}，{second}", f"{second}；另外{first}")
    assert found == [(first, first), (second, second)]


def test_texts_that_repeat_themselves_take_no_longer():
    started = time.perf_counter()
    [found] = alike("啊" * 50_000, [(1, "啊" * 50_000)])
    assert found.permille == 1000
    alike(("啊" * 30 + "哦") * 1600, [(1, ("啊" * 30 + "哦嗯") * 1600)])
    assert time.perf_counter() - started < 2


def test_five_hundred_reflections_are_compared_within_a_second():
    others = [(n, noise(n, 3000)) for n in range(500)]
    text = noise(1000, 1400) + others[7][1][300:420] + others[9][1][:1480]
    started = time.perf_counter()
    found = alike(text, others)
    assert time.perf_counter() - started < 1
    assert [one.key for one in found] == [9, 7]

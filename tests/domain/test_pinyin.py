import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pinyin import MOST_KEY_CHARACTERS, key_pattern, search_key


def found(typed, name):
    """What ``search_key LIKE pattern`` answers."""
    pattern = key_pattern(typed)
    return pattern is not None and pattern.strip("%") in search_key(name)


@pytest.mark.parametrize("typed", ["z", "zs", "zhangs", "zhangsan", "Zhang San", "ZHANGSAN"])
def test_a_name_is_found_by_the_beginning_of_its_pinyin_or_its_initials(typed):
    assert found(typed, "张三")


@pytest.mark.parametrize("typed", ["san", "hang", "s", "zhangsi", "zsan"])
def test_a_name_is_not_found_by_what_stands_inside_it(typed):
    assert not found(typed, "张三")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", "shanxiongxin"),
        ("曾国藩", "zengguofan"),
        ("仇和", "qiuhe"),
        ("解缙", "xiejin"),
        ("区寄", "ouji"),
        ("查良镛", "zhaliangyong"),
        ("盖叫天", "gejiaotian"),
        ("朴树", "piaoshu"),
        ("缪荃孙", "miaoquansun"),
        ("翟志刚", "zhaizhigang"),
        ("乐毅", "yueyi"),
        ("黑明", "heming"),
        ("尉迟恭", "yuchigong"),
        ("万俟卨", "moqixie"),
        ("单于丹", "chanyudan"),
        ("长孙无忌", "zhangsunwuji"),
        ("欧阳修", "ouyangxiu"),
        ("尉迟恭", "ycg"),
    ],
)
def test_an_odd_surname_is_found_as_it_is_said(name, typed):
    assert found(typed, name)
    assert search_key(name).startswith(f" {typed[0]}")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", "danx"),
        ("曾国藩", "ceng"),
        ("万俟卨", "wanqi"),
        ("尉迟恭", "wchi"),
        ("王乐", "wly"),
    ],
)
def test_other_readings_find_a_name_where_they_are_readings(name, typed):
    assert found(typed, name) is (typed not in {"wchi", "wly"})


@pytest.mark.parametrize("typed", ["lvbu", "lübu", "lubu", "lyubu", "LÜ Bu", "lb"])
def test_u_with_dots_is_found_in_every_spelling(typed):
    assert found(typed, "吕布")


def test_latin_names_are_kept_in_lower_case_each_word_a_token():
    assert search_key("John Smith").split() == ["johnsmith", "js", "john", "smith"]
    assert found("smi", "John Smith")
    assert found("muller", "José Müller")
    assert found("müller", "José Müller")


def test_dots_and_characters_outside_the_first_plane_are_passed_over():
    assert found("maimaitiaili", "买买提·艾力")
    assert search_key("𠮷田") == " tian t"
    assert search_key("·") == search_key("") == ""


@pytest.mark.parametrize("typed", ["", " ", "张", "张s", "%", "_", "\\", "z%s"])
def test_what_is_not_pinyin_makes_no_pattern(typed):
    assert key_pattern(typed) is None


def test_a_key_stays_short_whatever_the_name():
    assert len(search_key("行" * 60)) <= MOST_KEY_CHARACTERS
    assert len(search_key("乐乐乐乐").split()) <= 32


@given(st.text(max_size=60))
def test_a_key_is_blanks_and_whole_tokens(name):
    key = search_key(name)

    assert key == "".join(f" {token}" for token in key.split())
    assert len(key) <= MOST_KEY_CHARACTERS


@given(st.text(st.sampled_from("张王李赵欧阳单曾吕乐abc·' "), min_size=1, max_size=6))
def test_a_key_is_lower_case_letters_and_finds_itself(name):
    key = search_key(name)

    assert re.fullmatch(r"( [a-z]+)*", key)
    assert all(found(token, name) for token in key.split())


def test_the_table_of_phrases_is_not_loaded():
    asks = "import sys; from domain.pinyin import search_key; search_key('张三');"
    loaded = subprocess.run(
        [sys.executable, "-c", f"{asks} print('pypinyin.phrases_dict' in sys.modules)"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "False"

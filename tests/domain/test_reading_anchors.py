"""A passage is found again where it stands, also when the text around it has changed."""

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.reading.anchors import Passage, Place, find_place, passage_at

words = st.text(st.sampled_from("一二三四五六七八九十，。甲乙丙丁 \n"), max_size=200)


@st.composite
def text_with_place(draw):
    text = draw(words.filter(str.strip))
    start = draw(st.integers(0, len(text) - 1))
    length = draw(st.integers(1, len(text) - start))
    assume(text[start : start + length].strip())
    return text, Place(start, length)


@given(text_with_place())
def test_in_the_same_text_it_is_at_the_same_place(given_text):
    text, place = given_text
    assert find_place(text, passage_at(text, place), near=place.start) == place


@given(text_with_place(), words)
def test_words_put_before_it_move_it_along(given_text, more):
    text, place = given_text
    passage = passage_at(text, place)
    longer = "新增：" + more.replace(passage.quote, "") + "新增完。" + text
    found = find_place(longer, passage, near=place.start)
    assert found is not None
    assert longer[found.start : found.start + found.length] == passage.quote


@given(text_with_place())
def test_it_is_gone_with_its_words_and_found_again_with_them(given_text):
    text, place = given_text
    passage = passage_at(text, place)
    without = "A" * 300
    assert find_place(without, passage, near=place.start) is None
    back = without + text
    found = find_place(back, passage, near=place.start)
    assert found == Place(place.start + len(without), place.length)


@given(text_with_place())
def test_other_white_space_hides_no_passage(given_text):
    text, place = given_text
    passage = passage_at(text, place)
    quote = passage.quote.strip()
    spaced = "开头 " + "\n ".join(quote.split()) + " 结尾"
    found = find_place(spaced, Passage(quote), near=0)
    assert found is not None
    assert spaced[found.start : found.start + found.length].split() == quote.split()


def test_of_two_equal_passages_the_one_with_the_same_neighbours_is_meant():
    text = "先看标题，再看正文。先看落款，再看日期。"
    second = text.rindex("再看")
    passage = passage_at(text, Place(second, 2))
    moved = "另加一句。" + text
    assert find_place(moved, passage, near=0) == Place(second + 5, 2)


def test_a_passage_with_a_few_other_words_is_still_that_passage():
    before = "标题可以分成一行或几行，回行时词意要完整，排列要对称，长短要适宜，排成梯形。"
    after = "标题可以分成一行或几行，回行时词意应当完整，排列要对称，长短适宜，排成梯形。"
    passage = passage_at(before, Place(12, 22))
    found = find_place(after, passage, near=12)
    assert found is not None
    assert "排列要对称" in after[found.start : found.start + found.length]


def test_a_passage_written_anew_is_not_taken_for_the_old_one():
    assert find_place("今天下午三点开会，请准时。", Passage("回行时词意要完整，排列要对称")) is None
    assert find_place("甲乙", Passage("丙丁")) is None

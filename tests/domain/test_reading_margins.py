"""The text block by block with its passages marked, and texts that try to do harm."""

import re

import pytest
from lxml import html as lxml_html

from domain.reading.anchors import Place
from domain.reading.margins import Marked, blocks_of
from domain.reading.written import rendered_words
from tests.injections import INJECTIONS, what_acts

TEXT = (
    "第一段有**重点**的话。\n第二段。\n\n- 甲\n- 乙\n\n"
    "| 前 | 后 |\n|---|---|\n| 长 | 短 |\n\n## 小节\n\n末段。"
)


def text_of(html: str) -> str:
    return str(lxml_html.fragment_fromstring(html, create_parent="div").text_content())


def marked(words: str, *quotes: str) -> str:
    text = rendered_words(words)
    places = [
        Marked(number, Place(text.plain.index(one), len(one)))
        for number, one in enumerate(quotes, start=1)
    ]
    return "".join(one.html for one in blocks_of(text.html, places))


def test_blocks_stand_where_the_plain_text_has_them():
    text = rendered_words(TEXT)
    for block in blocks_of(text.html):
        assert text.plain[block.start : block.start + block.length] == text_of(block.html)
    assert [one.opening for one in blocks_of(text.html)][:2] == ["第一段有重点的话。", "第二段。"]


def test_a_passage_is_marked_across_elements_and_its_number_stands_once():
    html = marked(TEXT, "有重点的")
    assert html.startswith(
        "<p>第一段<mark>有</mark><strong><mark>重点</mark></strong>"
        '<mark data-answer="1">的</mark>话。</p>'
    )


def test_marks_change_no_character_of_the_text():
    plain = rendered_words(TEXT).plain
    for start in range(0, len(plain), 3):
        for length in (1, 5, 40):
            places = [Marked(1, Place(start, length)), Marked(2, Place(start + 2, 7))]
            html = rendered_words(TEXT).html
            for before, after in zip(blocks_of(html), blocks_of(html, places), strict=True):
                assert text_of(before.html) == text_of(after.html)


def test_passages_that_overlap_are_both_marked():
    html = marked("一二三四五六七八", "二三四", "四五六")
    assert re.sub(r"<[^>]*>", "", html) == "一二三四五六七八"
    assert '<mark data-answer="1">四</mark>' in html
    assert '<mark data-answer="2">五六</mark>' in html


def test_a_passage_over_two_blocks_is_marked_in_both_and_told_in_the_first():
    text = rendered_words("第一段。\n\n第二段。")
    blocks = blocks_of(text.html, [Marked(1, Place(1, 6))])
    assert [one.numbers for one in blocks] == [(1,), ()]
    assert all("<mark" in one.html for one in blocks)


@pytest.mark.parametrize(
    "words", ["[" * 20_000, "- " * 3_000 + "深", "> " * 2_000 + "深", "*[a" * 5_000, "![](" * 8_000]
)
def test_a_text_that_opens_too_much_is_kept_whole_as_plain_lines(words):
    text = rendered_words(words)
    assert re.sub(r"\s", "", text.plain) == re.sub(r"\s", "", words)
    assert text_of(text.html) == text.plain


@pytest.mark.parametrize("text", INJECTIONS)
def test_nothing_in_a_text_acts(text):
    assert what_acts(f"<body>{rendered_words(text).html or 'x'}</body>") == []


def test_each_line_is_a_paragraph_as_people_write():
    html = rendered_words("第一行\n第二行\n- 甲\n- 乙\n\n```\na\nb\n```\n行一  \n行二").html
    assert "<p>第一行</p>\n<p>第二行</p>\n<ul>" in html
    assert "<code>a\nb\n</code>" in html
    assert "行一<br>\n行二" in html

"""What is kept of a text: nothing of it is lost, and its plain text is that of its HTML."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading.rendering import rendered


def words_of(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    "text",
    [
        "<center>居中的话</center>\n\n## 甲 {#a}\n\n乙",
        "<form>表里的话</form>后面的话",
        "<section>段里的话</section>\n\n<nav>导航的话</nav>",
        "前面\n\n<u>下划线</u>的话",
    ],
)
def test_words_of_a_tag_that_is_taken_away_stay(text):
    kept = rendered(text)
    for words in re.findall(r"[一-鿿]+", text):
        assert words in kept.plain
        assert words in kept.html


def test_characters_that_no_page_can_hold_are_left_out():
    assert rendered("一\x01二\x0c三").plain.strip() == "一二三"


PIECES = (
    "## 节 {#a}", "## 节", "段落**粗**字", "| a | b |\n|---|---|\n| 1 | 2 |", "- 一\n- 二", "1. 一",
    "> 引文", '!!! tip "要点"\n    话', "脚注[^1]\n\n[^1]: 注", "```\n<b> x\n```", "😀𠮷",
    "&amp; &lt;", "<details><summary>更</summary>里</details>", "词\n: 解", "a<br>b",
    "<center>中</center>",
)  # fmt: skip
pieces = st.lists(st.sampled_from(PIECES), max_size=8)


@given(pieces)
def test_the_plain_text_is_the_text_of_the_html_and_sections_begin_in_it(parts):
    kept = rendered("\n\n".join(parts))
    assert words_of(kept.html) == kept.plain
    keys = [one.key for one in kept.sections]
    assert len(keys) == len(set(keys))
    assert kept.html.count('<section id="s-') == len(keys)
    starts = [one.start for one in kept.sections]
    assert starts == sorted(starts)
    for one in kept.sections:
        if one.title:
            assert kept.plain[one.start :].startswith(one.title)

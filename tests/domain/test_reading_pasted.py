"""What is pasted from Word: its markup goes, every word stays."""

import re
import time

import pytest

from domain.reading.pasted import is_pasted, unpasted
from domain.reading.written import rendered_words
from tests.word_clipboard import PLAIN_WORD, WORD, WPS


def test_a_whole_clipboard_becomes_plain_markdown():
    assert unpasted(WORD) == (
        "## 学习体会\n\n"
        "先想清楚，再动笔。**短**是尊重，*实*是本分；2026年起要改。\n\n"
        "- 第一条：少写套话\n    1. 第二条：一件事一段\n\n"
        "一、关于会议\n\n"
        "到北京调研\\[1\\]，5\\*3\\_2 a&lt;b\n\n"
        "| 项目 | 做法 |\n| --- | --- |\n| 会前 | 列清单 发提纲 |"
    )


@pytest.mark.parametrize("html", [WORD, WPS, PLAIN_WORD])
def test_nothing_of_the_markup_is_left_and_no_word_is_lost(html):
    text = unpasted(html)
    for mark in ("mso", "Mso", "<o:p", "o-p", "[if", "style=", "st1", "<span", "w:", "xml"):
        assert mark not in text
    shown = rendered_words(text).plain
    for word in re.findall(r"[\u4e00-\u9fff]{2,}", _words_of(html)):
        assert word in re.sub(r"\s", "", shown)


def _words_of(html: str) -> str:
    """The words of the document itself, without its styles."""
    body = html[html.index("<!--StartFragment") :]
    return re.sub(r"<[^>]*>", " ", re.sub(r"<!--.*?-->|font-family:[^;'\"]*", "", body))


def test_what_was_typed_around_it_stays_as_it_was_typed():
    pasted = "<p class=MsoNormal>粘贴的<o:p></o:p></p>"
    typed = f"我先写的 **一段**。\n\n- 甲\n- 乙\n\n{pasted}\n\n后写的 5*3"
    assert unpasted(typed) == "我先写的 **一段**。\n\n- 甲\n- 乙\n\n粘贴的\n\n后写的 5*3"
    assert unpasted("前<span style='mso-bidi'>中</span>后\n\n另一段") == "前中后\n\n另一段"


@pytest.mark.parametrize(
    "text", ["", "普通的一段。", "a < b，*重点*", "<p>自己写的</p>", "class=MsoNormal", "<b>粗</b>"]
)
def test_a_text_without_words_markup_is_left_alone(text):
    assert not is_pasted(text) or text.startswith("class")
    assert unpasted(text) == text


def test_breaks_and_lists_and_headings_stay():
    html = (
        "<p class=MsoNormal>第一行<br>第二行</p><ul><li>甲<ol><li>子</li></ol></li><li>乙</li></ul>"
        "<h3>小标题</h3><p>#不是标题 &gt; 引号</p><p># 井号</p>"
    )
    assert unpasted(html) == (
        "第一行  \n第二行\n\n- 甲\n    1. 子\n- 乙\n\n#### 小标题\n\n#不是标题 > 引号\n\n\\# 井号"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<!--[if" * 12_000, "<style>mso-" * 8_000, "<p class=Mso>" * 8_000, "<xml mso->" * 10_000,
        "<o:p>" * 20_000, "<table class=MsoTable><tr><td>" * 3_000,
    ],
)  # fmt: skip
def test_hostile_markup_takes_no_long_time(text):
    started = time.perf_counter()
    unpasted(f"开头{text}")
    assert time.perf_counter() - started < 3

import re

import pytest
from markupsafe import escape

from domain.text import kept_markup, render_markdown, render_note


def test_chinese_bold_beside_chinese_punctuation_is_bold():
    assert render_markdown("**重点：**内容") == "<p><strong>重点：</strong>内容</p>"


def test_a_heading_carries_its_own_chinese_words_as_its_id():
    assert render_markdown("## 三、办文 基本功") == '<h2 id="三办文-基本功">三、办文 基本功</h2>'


def test_a_heading_carries_the_id_written_after_it():
    assert render_markdown("## 干部 {#cadre}") == '<h2 id="cadre">干部</h2>'


def test_each_text_counts_its_headings_anew():
    assert render_markdown("# 学时") == render_markdown("# 学时") == '<h1 id="学时">学时</h1>'


def test_a_table_of_contents_stands_where_it_is_asked_for():
    html = render_markdown("[TOC]\n\n# 学时\n")
    assert '<a href="#学时"' in html
    assert html.index('class="toc"') < html.index("<h1")


def test_a_table_aligns_without_inline_style():
    html = render_markdown("| 甲 | 乙 |\n|---|--:|\n| 一 | 二 |\n")
    assert '<td align="right">二</td>' in html
    assert "style" not in html


def test_an_admonition_keeps_its_kind_and_its_title():
    html = render_markdown('!!! warning "注意"\n    密级先定。\n')
    assert '<div class="admonition warning">' in html
    assert '<p class="admonition-title">注意</p>' in html


def test_a_footnote_leads_to_its_text_and_back():
    html = render_markdown("条例[^1]\n\n[^1]: 2023 年修订\n")
    assert '<sup id="fnref:1"><a href="#fn:1"' in html
    assert '<li id="fn:1">' in html
    assert '<a href="#fnref:1"' in html


def test_a_list_goes_on_from_the_number_it_was_given():
    assert '<ol start="3">' in render_markdown("3. 三\n4. 四\n")


def test_a_numbered_list_does_not_swallow_the_plain_list_after_it():
    html = render_markdown("1. 一\n\n- 甲\n")
    assert html.index("</ol>") < html.index("<ul>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<style>body { display: none }</style>",
        '<img src="x" onerror="alert(1)">',
        '<p style="position: fixed">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html,alert)",
        '<iframe src="/hours"></iframe>',
        '<form action="/account/password"><input name="current"></form>',
        "<svg onload='alert(1)'></svg>",
        '<meta http-equiv="refresh" content="0">',
        "## x {onclick=alert(1)}",
        '<div markdown="1" onclick="alert(1)">x</div>',
        '<base href="//elsewhere.example/">',
        "<!-- a comment -->",
    ],
)
def test_what_could_act_is_taken_out(text):
    html = render_markdown(f"before\n\n{text}\n\nafter")
    for harm in (
        "alert", "script", "style", "onerror", "onclick", "onload", "javascript:", "data:",
        "<iframe", "<form", "<input", "<svg", "<meta", "<base", "<!--",
    ):  # fmt: skip
        assert harm not in html.replace("alert(1)}", "")
    assert "before" in html
    assert "after" in html


def test_code_shows_what_it_says():
    assert render_markdown("`<script>`") == "<p><code>&lt;script&gt;</code></p>"


def test_a_link_tells_another_site_nothing_of_ours():
    assert 'rel="noopener noreferrer"' in render_markdown("[网站](https://example.org/)")


def test_an_empty_text_gives_nothing():
    assert render_markdown("") == ""


@pytest.mark.parametrize("text", ["一句收获", "第 3.5 条，a-b", "写完了（初稿）", "A & B"])
def test_a_plain_line_of_a_note_is_not_rendered(text):
    assert render_note(text) is None


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("第一行\n第二行", "<p>第一行<br>\n第二行</p>"),
        ("**重**", "<p><strong>重</strong></p>"),
        ("# 体会 {#x}", "<h3>体会 {#x}</h3>"),
        ("> 引文", "<blockquote>\n<p>引文</p>\n</blockquote>"),
        ("3. 三", '<ol start="3">\n<li>三</li>\n</ol>'),
    ],
)
def test_a_note_is_rendered_without_ids_and_below_the_headings_of_its_page(text, html):
    assert render_note(text) == html


@pytest.mark.parametrize(
    "text", ["<script>x</script>", "![x](/study/proofs/1)", "<b onclick=x>", "[x](javascript:x)"]
)
def test_a_note_holds_no_script_no_handler_and_no_picture(text):
    html = render_note(text + "\n")
    assert [one for one in ("script", "<img", "onclick") if one in html] == []


@pytest.mark.parametrize("opened", ["[", "<", "![", "[a]("])
def test_a_note_that_opens_too_much_is_shown_as_its_lines(opened):
    text = f"**甲**\n{opened * 101}"
    assert render_note(text) == f"<p>**甲**<br>\n{escape(opened) * 101}</p>"
    assert "<strong>甲</strong>" in render_note(f"**甲**\n{opened * 100}")


def test_a_note_that_nests_too_deep_is_shown_as_its_lines():
    text = "1. " * 1600 + "甲"
    assert render_note(text) == f"<p>{text}</p>"


def test_what_was_kept_is_shown_as_it_is():
    assert kept_markup("<p>一</p>") == "<p>一</p>"
    assert kept_markup("<p>一</p>").__html__() == "<p>一</p>"


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("要点一：\n- 甲\n- 乙", ["甲", "乙"]),
        ("要点：\n1. 甲\n2. 乙", ["甲", "乙"]),
        ("要点：\n- 甲\n接着写\n- 乙", ["甲<br>\n接着写", "乙"]),
        ("- 甲\n- 乙", ["甲", "乙"]),
    ],
)
def test_a_list_of_a_note_may_begin_right_below_a_line(text, items):
    html = render_note(text)
    assert re.findall(r"<li>(.*?)</li>", html, re.DOTALL) == items


@pytest.mark.parametrize("text", ["上午 -1 度\n-2 度", "```\n代码\n- 不是列表\n```", "共\n3. 不接"])
def test_what_only_looks_like_a_list_is_none(text):
    assert "<li>" not in render_note(text)

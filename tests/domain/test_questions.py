import pytest

from domain.reading.question_lines import PICTURE
from domain.reading.questions import (
    MULTIPLE,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    Fault,
    Option,
    QuestionRefused,
    read_questions,
    split_questions,
)
from tests.injections import INJECTIONS, what_acts

TEXT = """开头。[^1]

## 起草 {#draft}

正文。

"""
TEST = """## 自测 {#self-test}

### 起草第一步是
- [ ] 排版
- [x] **弄清**目的
- [ ] 抄旧稿

> 解析：目的不清，越快越错。

### 多选题：通知要写明
- [x] 谁办
- [x] 何时
- [ ] 心情

### 判断题：报告可以夹带请示
- [ ] 对
- [x] 错

> 不可以。
>
> 另行请示。

### 简答题：一份请示写几件事？
- = 一件
- = 一件事
"""


def questions_of(text):
    return read_questions(split_questions(text)[1])


def refusal(text):
    with pytest.raises(QuestionRefused) as refused:
        split_questions(text)
    return refused.value.line, refused.value.code


def test_a_self_test_is_taken_out_of_its_text_with_its_four_kinds():
    rest, kept = split_questions(TEXT + TEST)
    single, multiple, true_false, short = read_questions(kept)
    assert rest == TEXT.rstrip() + "\n"
    assert [one.kind for one in read_questions(kept)] == [SINGLE, MULTIPLE, TRUE_FALSE, SHORT]
    assert [one.id for one in read_questions(kept)] == ["q1", "q2", "q3", "q4"]
    assert single.options[1] == Option("<strong>弄清</strong>目的", right=True)
    assert single.explained_html == "<p>目的不清，越快越错。</p>"
    assert multiple.text_html == "<p>通知要写明</p>"
    assert [one.right for one in multiple.options] == [True, True, False]
    assert "<p>不可以。</p>" in true_false.explained_html
    assert "<p>另行请示。</p>" in true_false.explained_html
    assert short.answers == ("一件", "一件事")
    assert short.options == ()


def test_a_text_without_a_self_test_stays_as_it_is():
    text = "## 起草\r\n\r\n- [x] 不是题\r\n"
    assert split_questions(text) == (text, "[]")


def test_a_self_test_in_a_block_of_code_is_an_example_and_no_self_test():
    text = f"写法：\n\n````\n```\n{TEST}```\n````\n"
    assert split_questions(text) == (text, "[]")


def test_footnotes_below_the_self_test_stay_with_the_text():
    rest, kept = split_questions(TEXT + TEST + "\n[^1]: 条例。\n    又一行。\n")
    assert rest.endswith("正文。\n\n[^1]: 条例。\n    又一行。\n")
    assert len(read_questions(kept)) == 4


@pytest.mark.parametrize("heading", ["## 自测", "## Self-test", "## 测 {#self-test}", "##自测 ##"])
def test_the_section_is_known_by_its_key_or_its_name(heading):
    assert len(questions_of(f"正文\n\n{heading}\n### 题\n- [x] 甲\n- [ ] 乙\n")) == 1


def test_a_question_may_go_on_below_its_heading_and_an_option_on_the_next_line():
    (one,) = questions_of(
        "## 自测\n### 读下面一段\n\n> 请示一文一事。\n\n- 甲\n- 乙\n\n哪句对？\n\n"
        "- [x] 甲很长\n  还没完\n- [ ] 乙\n\n> 因为甲\n说得对\n"
    )
    assert "<blockquote>" in one.text_html
    assert "哪句对" in one.text_html
    assert one.options[0].html == "甲很长 还没完"
    assert "说得对" in one.explained_html


def test_two_options_that_say_true_and_false_need_no_word_before_the_question():
    (one,) = questions_of("## 自测\n### 报告可夹带请示\n- [ ] 正确\n- [x] 错误\n")
    assert one.kind == TRUE_FALSE


def test_windows_line_ends_count_as_lines():
    text = (TEXT + "## 自测 {#self-test}\n\n### 题\n- [ ] 甲\n- [ ] 乙\n").replace("\n", "\r\n")
    assert refusal(text) == (9, Fault.NO_RIGHT)


@pytest.mark.parametrize(
    ("below", "line", "code"),
    [
        ("", 1, Fault.EMPTY),
        ("做题前请想一想\n### 题\n- [x] 甲\n- [ ] 乙", 2, Fault.STRAY),
        ("### 题\n- [x] 甲\n- [ ] 乙\n\n## 后记\n", 6, Fault.NOT_LAST),
        ("### 题\n没有选项", 2, Fault.NO_CHOICE),
        ("### \n- [x] 甲\n- [ ] 乙", 2, Fault.NO_WORDS),
        ("### 判断题：\n- [x] 对\n- [ ] 错", 2, Fault.NO_WORDS),
        ("### 题\n- [x]\n- [ ] 乙", 3, Fault.NO_WORDS),
        ("### 题\n- [x] 甲", 3, Fault.ONE_OPTION),
        ("### 题\n- [ ] 甲\n- [ ] 乙", 2, Fault.NO_RIGHT),
        ("### 题\n- [x] 甲\n- = 乙", 4, Fault.MIXED),
        ("### 题\n- [x] 甲\n- [ ] 甲", 4, Fault.TWICE),
        ("### 题\n- [x] 甲\n- 乙", 4, Fault.STRAY),
        ("### 题\n- [x] 甲\n- [ ] 乙\n\n> 因为\n\n- [ ] 丙", 8, Fault.STRAY),
        ("### 判断题：题\n- [x] 甲\n- [x] 乙", 2, Fault.OTHER_KIND),
        ("### 单选题：题\n- [x] 甲\n- [x] 乙\n- [ ] 丙", 2, Fault.OTHER_KIND),
        ("### 简答题：题\n- [x] 甲\n- [ ] 乙", 2, Fault.OTHER_KIND),
        ("### 题\n- [x] ![图](a.png)\n- [ ] 乙", 3, Fault.PICTURE),
        ("### ![图](a.png)\n- [x] 甲\n- [ ] 乙", 2, Fault.PICTURE),
        ("### 题\n" + "\n".join(f"- [x] {n}" for n in range(13)), 15, Fault.TOO_MANY),
        ("### 题\n- [x] 甲\n- [ ] 乙\n" * 101, 302, Fault.TOO_MANY),
        ("### 题\n- = " + "甲" * 101, 3, Fault.TOO_LONG),
        ("### 题\n- [x] " + "甲" * 1001 + "\n- [ ] 乙", 3, Fault.TOO_LONG),
        ("### " + "甲" * 4001, 2, Fault.TOO_LONG),
    ],
)
def test_what_is_wrong_is_named_with_its_line(below, line, code):
    assert refusal(f"## 自测 {{#self-test}}\n{below}\n") == (line, code)


def test_long_lines_of_blanks_and_marks_take_no_long_time():
    text = "## " + " " * 200_000 + "#" * 200_000 + " x\n"
    assert split_questions(text) == (text, "[]")


@pytest.mark.parametrize("text", INJECTIONS)
def test_nothing_that_is_written_into_a_self_test_acts(text):
    line = " ".join(text.split())
    written = (
        f"## 自测\n### 题 {line}\n\n {text}\n\n- [x] 甲 {line}\n- [ ] 乙\n\n> 因为 {line}\n"
        f"### 简答题：问\n- = 答 {line[:50]}\n"
    )
    if PICTURE.search(written):
        assert refusal(written)[1] == Fault.PICTURE
        return
    questions = questions_of(written)
    for one in questions:
        kept = one.text_html + "".join(option.html for option in one.options) + one.explained_html
        assert what_acts(kept) == []

"""A material with a self-test, and answers to it, for tests."""

from domain.audit import Actor
from domain.reading.attempts import asked_in
from domain.reading.questions import SHORT, split_questions
from domain.reading.rendering import rendered
from domain.reading.revisions import Draft, add_revision
from tests.reading_classes import NOW, TEXT, make_reading_material

TEST = """
## 自测 {#self-test}

### 起草第一步是
- [ ] 排版
- [x] 弄清目的
- [ ] 抄旧稿

> 目的不清，越快越错。

### 通知要写明
- [x] 谁办
- [x] 何时
- [ ] 心情

> 心情不用写。

### 判断题：报告可以夹带请示
- [ ] 对
- [x] 错

> 另行请示。

### 简答题：一份请示写几件事？
- = 一件
- = 一件事

> 一文一事。
"""
EXPLAINED = ("目的不清，越快越错", "心情不用写", "另行请示", "一文一事")


def make_tested(reading, test=TEST, *, english="", **values):
    """A material of the class with the self-test, in Chinese and perhaps in English."""
    material = make_reading_material(reading, text="", **values)
    for language, text in (("zh", TEXT + test), ("en", english)):
        if text:
            rest, questions = split_questions(text)
            add_revision(
                material, Draft(language, text, rendered(rest), questions), actor=Actor(None),
                now=NOW,
            )  # fmt: skip
    return material


def answers_to(attempt, wrong=0):
    """The values of a form: all right, but for the last ``wrong`` of those asked."""
    given = {}
    asking = asked_in(attempt)
    for number, one in enumerate(asking):
        right = number < len(asking) - wrong
        question = one.question
        if question.kind == SHORT:
            given[question.id] = [question.answers[0] if right else "不知道"]
            continue
        wanted = [str(at) for at, option in enumerate(question.options) if option.right is right]
        given[question.id] = wanted if right else wanted[:1]
    return given

"""The Chinese catalogue is whole: nothing missing, fuzzy, obsolete, empty or out of date."""

import ast
import re
from io import BytesIO
from pathlib import Path

import flask_wtf
import pytest
import wtforms
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale

from blueprints.shared.clock import joined
from blueprints.shared.forms import RecordForm
from blueprints.shared.wtforms_messages import COUNTED_MESSAGES, MESSAGES

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "translations/zh_Hans_CN/LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "counted": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    """Every message that a page, a form or a command of ours can say."""
    catalogue = Catalog()
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    for name, line, message, _comments, _context in extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS
    ):
        catalogue.add(message, locations=[(name, line)])
    return catalogue


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="zh_Hans_CN", domain="messages")


def _messages(catalogue):
    return {message.id: message for message in catalogue if message.id}


def _strings(message):
    strings = message.string
    return [strings] if isinstance(strings, str) else list(strings)


def _singulars(catalogue):
    """Message ids by their first form: a catalogue finds them by that alone."""
    return {id_[0] if isinstance(id_, tuple) else id_ for id_ in _messages(catalogue)}


def test_every_message_of_the_code_has_its_chinese(extracted, chinese):
    translated = {id_ for id_, message in _messages(chinese).items() if all(_strings(message))}
    assert sorted(map(str, set(_messages(extracted)) - translated)) == []


def test_the_catalogue_holds_nothing_that_the_code_no_longer_says(extracted, chinese):
    assert sorted(_singulars(chinese) - _singulars(extracted)) == []
    assert sorted(map(str, chinese.obsolete)) == []


def test_no_translation_is_a_guess(chinese):
    assert [message.id for message in chinese if message.id and message.fuzzy] == []


def test_a_translation_has_the_placeholders_of_its_message(chinese):
    wrong = []
    for id_, message in _messages(chinese).items():
        wanted = set(PLACEHOLDER.findall(id_ if isinstance(id_, str) else id_[1]))
        wrong += [id_ for text in _strings(message) if set(PLACEHOLDER.findall(text)) != wanted]
    assert wrong == []


def test_messages_use_named_placeholders_only(extracted):
    unnamed = re.compile(r"%[sd]")
    said = _singulars(extracted) - {"Invalid field name '%s'."}  # of WTForms
    assert [id_ for id_ in said if unnamed.search(id_)] == []


def test_the_compiled_catalogue_is_the_one_of_the_text(chinese):
    compiled = BytesIO()
    write_mo(compiled, chinese)
    assert (FOLDER / "messages.mo").read_bytes() == compiled.getvalue()


def test_there_is_one_catalogue_and_its_folder_is_the_one_that_is_read():
    assert [path.name for path in (ROOT / "translations").iterdir()] == ["zh_Hans_CN"]


def test_every_message_of_wtforms_is_listed():
    listed = {str(message) for message in MESSAGES}
    listed |= {str(message._args[0]) for message in COUNTED_MESSAGES}
    said = {
        message
        for package in (wtforms, flask_wtf)
        for path in Path(package.__file__).parent.rglob("*.py")
        for message in _said_by(path)
    }
    assert said - listed == set()


def _said_by(path):
    """The first text in each call of gettext or ngettext."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if called and node.func.attr in {"gettext", "ngettext"} and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


class _Short(RecordForm):
    text = wtforms.StringField("text", validators=[wtforms.validators.Length(min=3)])


@pytest.mark.parametrize(
    ("language", "message"),
    [("zh_Hans_CN", "至少要有 3 个字。"), ("en", "Field must be at least 3 characters long.")],
)
def test_a_message_of_wtforms_is_said_in_the_language_of_the_page(
    app: Flask, language: str, message: str
):
    with app.test_request_context(method="POST", data={"text": "a"}), force_locale(language):
        form = _Short()
        form.validate()
        assert form.text.errors == [message]


# What another word stands for everywhere else: closing a year, the security officer, the trail,
# withdrawing an entry, taking credit back, the paper that proves it, being away, a cap, first and
# last days, logging.
OTHER_WORDS = (
    "结账", "安全保密管理员", "审计日志", "撤回", "冲回", "证明文件", "请假至", "封顶", "学习种类",
    "纸条", "达标", "起始日期", "截止日期", "记下了",
)  # fmt: skip


@pytest.mark.parametrize("word", OTHER_WORDS)
def test_one_thing_has_one_word_in_chinese(chinese, word):
    said = [string for message in chinese if message.id for string in _strings(message)]
    for path in ("content/help/zh.md", "content/README.zh.md", "README.zh.md"):
        said += (ROOT / path).read_text(encoding="utf-8").splitlines()
    assert [text for text in said if word in text] == []


def test_whoever_runs_the_system_is_called_in_full(chinese):
    said = [string for message in chinese if message.id for string in _strings(message)]
    assert [text for text in said if re.search("(?<!系统)管理员", text)] == []


def test_chinese_puts_no_blank_between_sentences(app: Flask):
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert joined(["一。", "", "二。"]) == "一。二。"
    with app.test_request_context(), force_locale("en"):
        assert joined(["One.", "", "Two."]) == "One. Two."

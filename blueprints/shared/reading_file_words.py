"""What is wrong with a file of a reading class, in words: file, line, and what was expected."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.pack_words import pack_refusal_text
from domain.hours.fields import PackRefused
from domain.reading.problems import Problem, Wrong
from domain.reading.question_lines import Fault, QuestionRefused

WORDS = {
    Wrong.NO_CLASS_FILE: _l("class.toml is missing: it says what the class is"),
    Wrong.CLASS_NAME: _l(
        "the folder's name becomes the address: small letters a-z, digits and single hyphens, at "
        "most 60, and no word that the program uses itself"
    ),
    Wrong.FILE_NAME: _l(
        "expected a name like 01-drafting.md or 01-drafting.en.md: a number, and small letters "
        "a-z, digits and single hyphens, at most 80, and no word that the program uses itself"
    ),
    Wrong.NUMBER_TWICE: _l("this number is used by %(other)s already"),
    Wrong.SLUG_TWICE: _l("this name is used by %(other)s already"),
    Wrong.NO_MATERIALS: _l("the class has no material: at least one file like 01-drafting.md"),
    Wrong.NO_CHINESE: _l("the Chinese text is missing beside it, with the same number and name"),
    Wrong.TOO_LARGE: _l("larger than %(most)s bytes: divide it into several materials"),
    Wrong.NOT_UTF_8: _l("not text in UTF-8: save it as UTF-8"),
    Wrong.NO_FRONT_MATTER: _l(
        "expected front matter first: fields between two lines that are --- and nothing else"
    ),
    Wrong.FRONT_MATTER: _l("front matter that cannot be read: mind colons, quotes and indents"),
    Wrong.MISSING: _l("%(field)s: expected this field, which is missing"),
    Wrong.UNKNOWN: _l("%(field)s: no field of those there are"),
    Wrong.NOT_TEXT: _l("%(field)s: expected a text of 1 to %(most)s characters"),
    Wrong.NOT_WHOLE: _l("%(field)s: expected a whole number from %(least)s to %(most)s"),
    Wrong.NOT_TRUE_OR_FALSE: _l("%(field)s: expected true or false"),
    Wrong.NOT_ONE_OF: _l("%(field)s: expected %(allowed)s"),
    Wrong.EMPTY: _l("no text below the front matter"),
    Wrong.TOP_HEADING: _l("a heading with one # is the title, which stands in the front matter: "
                          "begin sections with ##"),
    Wrong.MARKUP: _l("“%(found)s” is not allowed in a text: no scripts, forms, frames or handlers"),
    Wrong.PICTURE_MISSING: _l("the picture “%(found)s” is not in the folder of the class"),
    Wrong.PICTURE_ELSEWHERE: _l(
        "the picture “%(found)s” lies elsewhere: put it into the folder and call it by its name"
    ),
    Wrong.PICTURE_REFUSED: _l("this picture was not taken: %(reason)s"),
    Wrong.LINK_BROKEN: _l("“%(found)s” leads to nothing"),
    Wrong.SECTIONS_DIFFER: _l(
        "both languages need the same sections, with the same {#key}; only one has: %(found)s"
    ),
}  # fmt: skip


FAULTS = {
    Fault.NOT_LAST: _l("the self-test is the last section; nothing but footnotes comes after it"),
    Fault.EMPTY: _l("the self-test has no question: a question is a heading with ###"),
    Fault.STRAY: _l("this line is no question, option or explanation: “%(words)s”"),
    Fault.NO_WORDS: _l("a question, an option or an answer says nothing"),
    Fault.NO_CHOICE: _l("“%(words)s” has no options: - [x] right, - [ ] wrong, or - = answer"),
    Fault.MIXED: _l("“%(words)s” has options and short answers: one or the other"),
    Fault.ONE_OPTION: _l("“%(words)s” has one option: at least two"),
    Fault.NO_RIGHT: _l("“%(words)s” has no right option: mark one with [x]"),
    Fault.OTHER_KIND: _l("“%(words)s” says another kind of question than its options do"),
    Fault.TWICE: _l("this option stands there already: “%(words)s”"),
    Fault.PICTURE: _l("no pictures in a self-test: “%(words)s”"),
    Fault.TOO_MANY: _l("too many questions or options: at most 100 and 12"),
    Fault.TOO_LONG: _l("too long: “%(words)s”"),
}


def fault_text(refused: QuestionRefused) -> str:
    """What is wrong with a self-test as it is written."""
    return str(FAULTS[refused.code]) % {"words": refused.words}


def problem_text(problem: Problem | PackRefused) -> str:
    """File, line and what was expected, in one sentence."""
    if isinstance(problem, PackRefused):
        return pack_refusal_text(problem)
    return _(
        "%(file)s, line %(line)d: %(what)s", file=problem.file, line=problem.line,
        what=what_text(problem),
    )  # fmt: skip


def what_text(problem: Problem) -> str:
    """What is wrong and what was expected, without the place."""
    if problem.wrong is Wrong.QUESTION:
        return fault_text(problem.details["refused"])
    details = {
        name: _(", ").join(map(str, value)) if isinstance(value, list) else value
        for name, value in problem.details.items()
    }
    return str(WORDS[problem.wrong]) % details

"""What is wrong with a file of a reading class, in words: file, line, and what was expected."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.pack_words import pack_refusal_text
from domain.hours.fields import PackRefused
from domain.reading.problems import Problem, Wrong
from domain.reading.question_lines import Fault

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
    Wrong.FOOTNOTE_UNUSED: _l("the footnote %(found)s is named nowhere in the text"),
    Wrong.NESTED: _l(
        "quotations, lists or brackets stand too deep in one another, or are not closed"
    ),
    Wrong.SECTIONS_DIFFER: _l(
        "both languages need the same sections, with the same {#key}; only one has: %(found)s"
    ),
}  # fmt: skip


FAULTS = {
    Fault.NOT_LAST: _l("the self-test is the last section: put the others before it"),
    Fault.EMPTY: _l("the self-test has no question; a question begins with ###"),
    Fault.STRAY: _l("this line belongs to no question, option or explanation"),
    Fault.NO_WORDS: _l("a question or an option says nothing"),
    Fault.NO_CHOICE: _l("the question has no options: write - [x] and - [ ], or - = for answers"),
    Fault.MIXED: _l("options and short answers stand in one question"),
    Fault.ONE_OPTION: _l("the question has one option only"),
    Fault.NO_RIGHT: _l("no option is marked as right with [x]"),
    Fault.OTHER_KIND: _l("its options do not fit the kind that the question says it is"),
    Fault.TWICE: _l("the option stands there twice"),
    Fault.PICTURE: _l("a self-test has no pictures"),
    Fault.TOO_MANY: _l("there are too many questions or options"),
    Fault.TOO_LONG: _l("the line is too long"),
}


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
        return str(FAULTS[problem.details["refused"].code])
    details = {
        name: _(", ").join(map(str, value)) if isinstance(value, list) else value
        for name, value in problem.details.items()
    }
    return str(WORDS[problem.wrong]) % details

"""Why a text cannot be kept as it was typed, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from domain.reading.drafting import NothingToSee
from domain.reading.question_lines import Fault
from domain.reading.questions import QuestionRefused

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


def draft_refused_text(refused: Exception) -> str:
    if isinstance(refused, QuestionRefused):
        return _("Line %(line)d: %(why)s.", line=refused.line, why=FAULTS[refused.code])
    if isinstance(refused, NothingToSee):
        return _("Nothing of this text can be shown; write what is to be read.")
    return _("Quotations, lists or brackets stand too deep in one another, or are not closed.")

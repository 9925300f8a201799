"""Why a text cannot be kept as it was typed, in words."""

from flask_babel import gettext as _

from blueprints.shared.reading_file_words import FAULTS
from domain.reading.drafting import NothingToSee
from domain.reading.problems import Problem, Wrong
from domain.reading.questions import QuestionRefused


def draft_refused_text(refused: Exception) -> str:
    if isinstance(refused, QuestionRefused):
        return _("Line %(line)d: %(why)s.", line=refused.line, why=FAULTS[refused.code])
    if isinstance(refused, NothingToSee):
        return _("Nothing of this text can be shown; write what is to be read.")
    return _("Quotations, lists or brackets stand too deep in one another, or are not closed.")


def left_out_texts(problems: list[Problem]) -> list[str]:
    """What a text loses and what leads nowhere in it, by line; each once."""
    return list(dict.fromkeys(map(_left_out_text, problems)))


def _left_out_text(problem: Problem) -> str:
    line, found = problem.line, problem.details["found"]
    if problem.wrong is Wrong.LINK_BROKEN:
        return _("Line %(line)d: the link to “%(found)s” leads to nothing.", line=line, found=found)
    if problem.wrong is Wrong.MARKUP:
        return _("Line %(line)d: “%(found)s” does not run and is left out.", line=line, found=found)
    return _("Line %(line)d: the picture “%(found)s” is not here and is left out.", line=line,
             found=found)  # fmt: skip

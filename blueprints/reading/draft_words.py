"""Why a text cannot be kept as it was typed, in words."""

from flask_babel import gettext as _

from blueprints.shared.reading_file_words import FAULTS
from domain.reading.drafting import NothingToSee
from domain.reading.questions import QuestionRefused


def draft_refused_text(refused: Exception) -> str:
    if isinstance(refused, QuestionRefused):
        return _("Line %(line)d: %(why)s.", line=refused.line, why=FAULTS[refused.code])
    if isinstance(refused, NothingToSee):
        return _("Nothing of this text can be shown; write what is to be read.")
    return _("Quotations, lists or brackets stand too deep in one another, or are not closed.")

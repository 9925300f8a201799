"""A rehearsal in words: why a row was refused, what an activity came to, or why to nothing."""

from flask_babel import lazy_gettext as _l

from blueprints.shared.clock import joined
from blueprints.shared.file_words import (
    CELL_REFUSALS,
    cell_sentence,
    column_heading,
    refusal_reason,
)
from blueprints.shared.hours_words import line_sentence
from blueprints.shared.uncredited_words import why_unruled
from domain.cells import Refusal
from domain.hours.engine import Judged
from domain.hours.pack_format import Pack
from domain.hours.statements import line_of
from domain.rehearsal.columns import REHEARSAL_COLUMNS, RowProblem
from domain.rehearsal.rehearsing import Rehearsed

REFUSALS = CELL_REFUSALS | {
    RowProblem.ENDS_BEFORE: _l("the last day lies before the first"),
    RowProblem.ID_TWICE: _l("the same person and activity id stand in row %(rows)s"),
}


def row_refusal_text(refusal: Refusal) -> str:
    """Column, value and reason in one sentence."""
    heading = column_heading(REHEARSAL_COLUMNS, refusal.field)
    return cell_sentence(heading, refusal.value, refusal_reason(refusal, REFUSALS))


def explanation(pack: Pack, judged: Judged) -> str:
    """The sentence of each line of the activity; over New Year there are several."""
    sentences = [line_sentence(line_of(one, pack)) for one in judged.lines]
    return sentences[0] if len(sentences) == 1 else joined(sentences)


def unruled_text(pack: Pack, one: Rehearsed) -> str:
    """Why the pack has no rule for the activity; unknown words as the row writes them."""
    row = one.row
    return why_unruled(
        pack, one.judged, kind=row.kind, level=row.level, part=row.part, tags=row.tags
    )

"""A rehearsal in words: why a row was refused, what an activity came to, or why to nothing."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.clock import full_day_text, hours_text, joined
from blueprints.shared.conversion_words import word
from blueprints.shared.figure_words import lacks_text, years_text
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
from domain.hours.requirements import Result
from domain.hours.statements import line_of
from domain.rehearsal.columns import REHEARSAL_COLUMNS, RowProblem
from domain.rehearsal.rehearsing import Rehearsed

REFUSALS = CELL_REFUSALS | {
    RowProblem.ENDS_BEFORE: _l("the last day lies before the first"),
    RowProblem.ID_TWICE: _l("the same person and activity id stand in row %(rows)s"),
    RowProblem.BEYOND: _l(
        "“%(value)s” stands to the right of the last heading; a text with a comma "
        "in it needs quotes around it"
    ),
}


def row_refusal_text(refusal: Refusal) -> str:
    """Column, value and reason in one sentence."""
    if not refusal.field:
        return refusal_reason(refusal, REFUSALS, value=refusal.value)
    heading = column_heading(REHEARSAL_COLUMNS, refusal.field)
    return cell_sentence(heading, refusal.value, refusal_reason(refusal, REFUSALS))


def explanation(pack: Pack, judged: Judged) -> str:
    """The sentence of each line of the activity; over New Year there are several."""
    sentences = [line_sentence(line_of(one, pack)) for one in judged.lines]
    return sentences[0] if len(sentences) == 1 else joined(sentences)


def unruled_text(pack: Pack, one: Rehearsed) -> str:
    """Why the pack has no rule for the activity; unknown words as the row writes them."""
    row = one.row
    return why_unruled(pack, one.judged, kind=row.kind, level=row.level, part=row.part)


def result_text(pack: Pack, person: str, result: Result) -> str:
    """A requirement over its year or window: had, carried in, owed and of what, until when."""
    facts = [
        _("had %(had)s of %(required)s", had=hours_text(result.total),
          required=hours_text(result.required_total)),
    ]  # fmt: skip
    if result.requirement.window_years is None:
        facts.append(_("carried in %(carried)s", carried=hours_text(result.carried_in)))
    facts.append(_owed_text(pack, result))
    if result.met:
        facts.append(_("met"))
    else:
        facts.append(_("not met, due on %(day)s", day=full_day_text(result.due_on)))
    return _("%(person)s, %(years)s, %(requirement)s: %(facts)s", person=person,
             years=years_text(result), requirement=word(result.requirement.words),
             facts=_("; ").join(facts))  # fmt: skip


def _owed_text(pack: Pack, result: Result) -> str:
    owed, lacks = hours_text(result.owed), lacks_text(pack, result)
    if not lacks:
        return _("owed %(owed)s", owed=owed)
    return _("owed %(owed)s (%(parts)s)", owed=owed, parts=lacks)

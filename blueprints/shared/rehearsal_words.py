"""A rehearsal in words: why a row was refused, what an activity came to, or why to nothing."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.conversion_words import ONE, unit_text
from blueprints.shared.file_words import (
    CELL_REFUSALS,
    cell_sentence,
    column_heading,
    refusal_reason,
)
from blueprints.shared.hours_words import joined, kind_word, line_sentence
from domain.cells import Refusal
from domain.hours.conversion import amount_of
from domain.hours.engine import Judged, Unruled
from domain.hours.pack_format import DAYS, Pack
from domain.hours.statements import line_of
from domain.rehearsal.columns import REHEARSAL_COLUMNS, RowProblem
from domain.rehearsal.rehearsing import Rehearsed

REFUSALS = CELL_REFUSALS | {
    RowProblem.ENDS_BEFORE: _l("the last day lies before the first"),
    RowProblem.ID_TWICE: _l("the same person and activity id stand in row %(rows)s"),
}
UNRULED = {
    Unruled.KIND: _l("the rules know no kind “%(kind)s”"),
    Unruled.LEVEL: _l("the kind %(kind)s has no level “%(level)s”"),
    Unruled.PART: _l("the rules know no part “%(part)s”"),
    Unruled.TAG: _l("the rules do not know every tag of “%(tags)s”"),
    Unruled.NO_BAND: _l("no band of the kind %(kind)s holds %(amount)s"),
    Unruled.NO_AMOUNT: _l("the kind %(kind)s counts by the %(unit)s, and there is none"),
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
    """Why the pack has no rule for the activity."""
    activity, row = one.judged.activity, one.row
    kind = pack.kinds.get(activity.kind)
    asks = kind.asks if kind is not None else ""
    amount = amount_of(kind, activity) if kind is not None else 0
    return str(UNRULED[one.judged.unruled]) % {
        "kind": kind_word(pack, activity.kind) if kind is not None else row.kind,
        "level": row.level, "part": row.part, "tags": row.tags,
        "amount": _amount_text(asks, amount), "unit": ONE.get(asks, ""),
    }  # fmt: skip


def _amount_text(asks: str, amount: int) -> str:
    if asks == DAYS:
        return _("%(days)s days", days=f"{amount / 2:g}")
    return unit_text(asks, amount)

"""Why an activity came to no credit hours, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.conversion_words import unit_text
from blueprints.shared.hours_words import kind_word
from domain.hours.conversion import amount_of
from domain.hours.engine import Judged, Unruled
from domain.hours.pack_format import DAYS, Pack
from domain.hours.uncredited import Came, Uncredited

UNRULED = {
    Unruled.KIND: _l("the rules know no kind “%(kind)s”"),
    Unruled.LEVEL: _l("the kind %(kind)s has no level “%(level)s”"),
    Unruled.PART: _l("the rules know no part “%(part)s”"),
    Unruled.TAG: _l("the rules do not know every tag of “%(tags)s”"),
    Unruled.NO_BAND: _l("no band of the kind %(kind)s holds %(amount)s"),
    Unruled.NO_AMOUNT: _l("the kind %(kind)s counts by the %(unit)s, and there is none"),
}
CAME = {
    Came.TOO_MUCH_LEAVE: _l("the leave taken is too much of it"),
    Came.CAPS_FULL: _l("what a cap leaves of this year is used up"),
    Came.NOTHING: _l("the rule gives nothing for so little"),
}


def uncredited_text(one: Uncredited) -> str:
    """Why a confirmed entry has no line in the ledger."""
    if one.judged.unruled is None:
        return str(CAME[one.came])
    entry = one.entry
    return why_unruled(
        one.pack, one.judged, kind=entry.kind, level=entry.level, part=entry.part, tags=entry.tags
    )


def why_unruled(pack: Pack, judged: Judged, **written: str) -> str:
    """Why the pack has no rule; ``written``: kind, level, part and tags as they were written."""
    activity = judged.activity
    kind = pack.kinds.get(activity.kind)
    asks = kind.asks if kind is not None else ""
    amount = amount_of(kind, activity) if kind is not None else 0
    if kind is not None:
        written = written | {"kind": kind_word(pack, activity.kind)}
    return str(UNRULED[judged.unruled or Unruled.KIND]) % {
        **written, "amount": _amount_text(asks, amount),
        "unit": unit_text(asks, 2).split(" ", 1)[-1],
    }  # fmt: skip


def _amount_text(asks: str, amount: int) -> str:
    if asks == DAYS:
        return _("%(days)s days", days=f"{amount / 2:g}")
    return unit_text(asks, amount)

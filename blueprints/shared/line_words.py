"""Why a dated line of a person was refused: one sentence for each exception of the lines."""

from flask_babel import gettext as _

from blueprints.shared.clock import full_day_text
from domain.people.spans import ClosedOn, DaysOutOfOrder, LinesOverlap, PersonGone
from models import Branch, BranchMembership


def _overlap(error: LinesOverlap) -> str:
    line = error.line
    if line is None:
        return _("Somebody else changed this record at the same moment. Look again, then save.")
    days = {"from_day": full_day_text(line.from_on), "to_day": full_day_text(line.to_on)}
    if line.superseded_at is not None:
        return _("That line was changed meanwhile. Go back and choose it again.")
    if isinstance(line, BranchMembership):
        return _(
            "A branch line from %(from_day)s to %(to_day)s is in the way. Correct it first.",
            **days | {"to_day": days["to_day"] or _("now")},
        )
    return _(
        "A post line from %(from_day)s to %(to_day)s is in the way. Correct it first.",
        **days | {"to_day": days["to_day"] or _("now")},
    )


def _closed(error: ClosedOn) -> str:
    closed = full_day_text(error.record.closed_on)
    if isinstance(error.record, Branch):
        return _("This branch was closed on %(day)s.", day=closed)
    return _("This post was closed on %(day)s.", day=closed)


def _gone(error: PersonGone) -> str:
    if error.person.merged_into_id is not None:
        return _("This record was merged into another one.")
    day = full_day_text(error.person.left_on)
    return _("%(name)s is not here from %(day)s on.", name=error.person.name, day=day)


LINE_TEXTS = {
    ClosedOn: _closed,
    DaysOutOfOrder: lambda _error: _("The last day comes before the first."),
    LinesOverlap: _overlap,
    PersonGone: _gone,
}

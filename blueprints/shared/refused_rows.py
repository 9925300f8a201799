"""The rows of a roster that were refused, as a workbook to be corrected and chosen again."""

from flask_babel import gettext as _

from blueprints.shared.exports import workbook
from blueprints.shared.roster_words import heading_text, refusals_text
from domain.roster.plans import Plan, RowKind
from domain.roster_columns import ROSTER_COLUMNS, Roster


def refused_rows_workbook(roster: Roster, plan: Plan) -> bytes:
    """The refused rows as they were written, under the file's own columns, and why.

    The last two columns, the row in the file and the reason, are passed over when the workbook
    is brought in again.
    """
    written = {row.number: row.written for row in roster.rows}
    known = next(iter(written.values()), {})
    keys = [column.key for column in ROSTER_COLUMNS if column.key in known]
    lines = [
        [*(written[row.number].get(key, "") for key in keys), row.number, refusals_text(row)]
        for row in plan.of_kind(RowKind.REFUSED)
    ]
    headings = [*map(heading_text, keys), _("Row in the file"), _("Why it was refused")]
    return workbook([(_("Refused rows"), headings, lines)])

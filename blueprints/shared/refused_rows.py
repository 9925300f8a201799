"""The rows of a file that were refused, as a workbook to be corrected and chosen again."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from blueprints.shared.exports import workbook
from blueprints.shared.file_words import column_heading
from domain.sheets import Column


def refused_rows_workbook(
    columns: Sequence[Column],
    written: Mapping[int, Mapping[str, str]],
    refused: Sequence[tuple[int, str]],
) -> bytes:
    """The refused rows as they were written, under the file's own columns, and why.

    ``written`` is the text of every row by its number; ``refused`` numbers and reasons. The last
    two columns, the row in the file and the reason, are passed over when the workbook is brought
    in again.
    """
    known = next(iter(written.values()), {})
    keys = [column.key for column in columns if column.key in known]
    lines = [
        [*(written[number].get(key, "") for key in keys), number, why] for number, why in refused
    ]
    headings = [column_heading(columns, key) for key in keys]
    headings += [_("Row in the file"), _("Why it was refused")]
    return workbook([(_("Refused rows"), headings, lines)])

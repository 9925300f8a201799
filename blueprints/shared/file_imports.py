"""A file that is brought in: chosen, kept for its preview, applied by whoever chose it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.shared.access import begin_writing
from blueprints.shared.clock import now, today
from blueprints.shared.exports import send_workbook
from blueprints.shared.file_words import file_refusal_text
from blueprints.shared.forms import RecordForm
from blueprints.shared.paging import Page, page_number
from blueprints.shared.saving import saved
from domain.sheets import SheetRefused
from domain.uploads import find_upload, keep_upload
from models import ImportFile

ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class FileImport:
    """``kind`` as ``domain.uploads`` names it; the page on which a file is chosen; its reader."""

    kind: str
    template: str
    read_file: Callable[[bytes, str], Any]

    def keep(
        self, form: RecordForm, preview_url: Callable[[ImportFile], str], *,
        create_missing: bool = False,
    ) -> Response | tuple[str, int]:  # fmt: skip
        """Read the file before the gate; keep it for the preview if it can be read at all."""
        if not form.validate_on_submit():
            return self._refused(form)
        content, filename = form.file.data.read(), form.file.data.filename or ""
        try:
            self.read_file(content, filename)
        except SheetRefused as refused:
            form.file.errors = [file_refusal_text(refused)]
            return self._refused(form)
        instead = begin_writing()
        if instead is not None:
            return instead
        kept = keep_upload(
            self.kind, content, filename, create_missing=create_missing,
            account_id=current_user.account_id, actor=current_user.actor, now=now(),
        )  # fmt: skip
        return saved(preview_url(kept))

    def own_or_404(self, upload_id: int, *, hold: bool = False) -> ImportFile:
        """The file, if this visitor chose it; ``hold`` keeps its row until the commit."""
        found = find_upload(self.kind, upload_id, current_user.account_id, hold=hold)
        return found or abort(404)

    def read(self, kept: ImportFile) -> Any:
        return self.read_file(kept.content, kept.filename)

    def send_refused(self, kept: ImportFile, refused: Callable[[], bytes]) -> Response:
        """The refused rows as they were written: as they were applied, or as they are now."""
        content = refused() if kept.applied_at is None else kept.content or abort(404)
        return send_workbook(content, f"{_('Refused rows')} {today()}.xlsx")

    def _refused(self, form: RecordForm) -> tuple[str, int]:
        return render_template(self.template, form=form), 422


def page_of(rows: Sequence[Any]) -> tuple[Page, Sequence[Any]]:
    """The page asked for, and its rows; the last one where there are fewer by now."""
    last = max(1, -(-len(rows) // ROWS_A_PAGE))
    page = Page(min(page_number(), last), len(rows), ROWS_A_PAGE)
    first = (page.number - 1) * ROWS_A_PAGE
    return page, rows[first : first + ROWS_A_PAGE]

"""Files sent as proof: read, checked and put into the store, or refused in words."""

from collections.abc import Iterable
from pathlib import Path

from flask import current_app, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from domain.attachments import MOST_PROOFS
from domain.files.checking import take_in
from domain.files.names import shown_name
from domain.files.refusals import MOST_BYTES, MOST_PAGES, MOST_PIXELS, Checked, FileRefused, Reason
from domain.files.store import Store

MEGABYTE = 1024 * 1024
MILLION = 1_000_000
REASONS = {
    Reason.TOO_LARGE: _l(
        "“%(file)s” is larger than %(megabytes)d MB. Make it smaller, or take a picture of it."
    ),
    Reason.EMPTY: _l("“%(file)s” is empty. Choose the file again."),
    Reason.NOT_ALLOWED: _l(
        "“%(file)s” is none of the kinds that are taken: pictures (JPEG, PNG, HEIC), PDF, Word "
        "(.docx) and Excel (.xlsx)."
    ),
    Reason.OLD_OFFICE: _l(
        "“%(file)s” is a Word or Excel file of the old kind. Save it as .docx or .xlsx and choose "
        "that."
    ),
    Reason.MISNAMED: _l(
        "The name “%(file)s” does not end as a file of its kind does. Rename it and choose it "
        "again."
    ),
    Reason.DAMAGED: _l(
        "“%(file)s” is damaged or was cut short. Open it, save it anew and choose that."
    ),
    Reason.ENCRYPTED: _l(
        "“%(file)s” is protected by a password. Save it without one and choose it again."
    ),
    Reason.TOO_MANY_PIXELS: _l(
        "The picture “%(file)s” has more than %(pixels)d million pixels. Make it smaller."
    ),
    Reason.TOO_MANY_PAGES: _l(
        "“%(file)s” has more than %(pages)d pages. Keep those that prove it."
    ),
    Reason.BOMB: _l(
        "“%(file)s” unpacks to far more than a file of its size should and was not opened. Copy "
        "what it says into a new file."
    ),
    Reason.ACTIVE: _l(
        "“%(file)s” carries macros, scripts, embedded files or content from elsewhere. Print it to "
        "a new PDF and choose that."
    ),
    Reason.POLYGLOT: _l(
        "“%(file)s” holds a second file inside. Open it, save it anew and choose that."
    ),
    Reason.TOO_SLOW: _l(
        "“%(file)s” takes too long to read. Print it to a new PDF, or take a picture of it."
    ),
    Reason.BUSY: _l("Many files are being read just now, and “%(file)s” was not. Send it again."),
}


class ProofRefused(Exception):
    """A file was refused; the message is a sentence for the reader that names it."""


def read_proofs(files: Iterable[FileStorage]) -> list[Checked]:
    """Check the files sent, re-encode pictures, and put all into the store.

    Call it outside the gate, when the rest of the form is in order; then ``attach``. Fields in
    which no file was chosen are passed over. What is in the store and hangs on nothing does no
    harm. Seconds for each file at worst.

    Raises:
        ProofRefused: with a sentence in the reader's language; no row was written.
    """
    chosen = [file for file in files if file.filename]
    if len(chosen) > MOST_PROOFS:
        raise ProofRefused(too_many_text(MOST_PROOFS))
    store = Store(Path(current_app.config["INSTANCE"]))
    return [_read(file, store) for file in chosen]


def too_many_text(room: int) -> str:
    """What to say where more files are sent than an entry still takes."""
    if room == 0:
        return _("There are %(most)d files on it already, the most there can be.", most=MOST_PROOFS)
    return ngettext(
        "Choose at most %(num)d file: an entry takes %(most)d in all.",
        "Choose at most %(num)d files: an entry takes %(most)d in all.",
        room, most=MOST_PROOFS,
    )  # fmt: skip


def say_what_is_twice(checked: Iterable[Checked]) -> None:
    """Flash which files are the same as another of them: an entry takes each once."""
    first: dict[str, str] = {}
    for one in checked:
        if one.sha256 in first:
            text = _(
                "“%(file)s” is the same file as “%(first)s”: it is kept once.",
                file=one.name, first=first[one.sha256],
            )  # fmt: skip
            flash(text, "quiet")
        first.setdefault(one.sha256, one.name)


def _read(file: FileStorage, store: Store) -> Checked:
    content = file.stream.read(MOST_BYTES + 1)
    try:
        return take_in(content, file.filename or "", store)
    except FileRefused as refused:
        raise ProofRefused(refused_text(refused.reason, file.filename or "")) from refused


def refused_text(reason: Reason, filename: str) -> str:
    """Why the file was not taken, in a sentence that names it."""
    values = {
        "file": shown_name(filename), "megabytes": MOST_BYTES // MEGABYTE,
        "pixels": MOST_PIXELS // MILLION, "pages": MOST_PAGES,
    }  # fmt: skip
    return str(REASONS[reason]) % values

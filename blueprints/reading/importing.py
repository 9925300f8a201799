"""Word and PDF files brought in as materials: converted, cleaned, shown before they are saved."""

from contextlib import closing
from pathlib import Path

from flask import current_app, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.reading.blueprint import bp
from blueprints.reading.forms import FileForm, MaterialForm
from blueprints.reading.loading import class_or_404
from blueprints.reading.writing import Beside, material_page
from blueprints.shared.access import allow
from blueprints.shared.limits import takes_files
from blueprints.shared.proofs import refused_text
from domain.files.checking import take_in
from domain.files.refusals import MOST_BYTES, FileRefused, Reason
from domain.files.store import Store
from domain.reading.bringing_in import Brought, NoText, bring_in_pdf, bring_in_word, is_pdf
from domain.reading.class_file import LONGEST_TITLE
from domain.reading.drafting import LONGEST_TEXT
from models import ReadingClass


class TooLong(Exception):
    """The file says more than a material holds."""


@bp.get("/<slug>/materials/import")
@allow("reading.run")
def import_material(slug: str):
    return _page(class_or_404(slug), FileForm())


@bp.post("/<slug>/materials/import")
@takes_files
@allow("reading.run", gate="free")
def read_file(slug: str):
    """Convert the file and show what came of it in the form of a new material."""
    reading, form = class_or_404(slug), FileForm()
    if not form.validate_on_submit():
        return _page(reading, form)
    with closing(form.file.data) as sent:
        content = sent.stream.read(MOST_BYTES + 1)
    filename = form.file.data.filename or ""
    try:
        beside, brought = _read(content, filename, as_pdf=form.way.data == "pdf")
    except FileRefused as refused:
        form.file.errors = [_why(refused, filename)]
    except NoText:
        form.way.data = "pdf"
        form.file.errors = [
            _("The pages of this PDF are pictures: there is no text in it. Choose it once more to "
              "add it as a PDF that is read page by page.")
        ]  # fmt: skip
    except TooLong:
        form.file.errors = [
            _("The file says more than %(most)d characters. Divide it.", most=LONGEST_TEXT)
        ]
    else:
        return _shown(reading, beside, brought, filename)
    return _page(reading, form)


def _read(content: bytes, filename: str, *, as_pdf: bool) -> tuple[Beside, Brought]:
    """What the page shows beside the form, and what the file says.

    Raises:
        FileRefused, NoText, TooLong.
    """
    store = Store(Path(current_app.config["INSTANCE"]))
    if len(content) > MOST_BYTES:
        raise FileRefused(Reason.TOO_LARGE)
    pdf = is_pdf(content)
    if as_pdf:
        if not pdf:
            raise FileRefused(Reason.NOT_ALLOWED)
        return Beside(kept=[take_in(content, filename, store)]), Brought("", "")
    brought = bring_in_pdf(content) if pdf else bring_in_word(content, store)
    if len(brought.markdown) > LONGEST_TEXT:
        raise TooLong
    return Beside(kept=list(brought.pictures), notes=_notes(brought)), brought


def _notes(brought: Brought) -> list[str]:
    """What came along, and what was left out."""
    told = [
        _("Nothing is saved yet: look through the text, put right what is wrong, then save it.")
    ]
    if brought.pictures:
        told.append(
            ngettext(
                "%(num)d picture comes along and is shown once the material is saved.",
                "%(num)d pictures come along and are shown once the material is saved.",
                len(brought.pictures),
            )
        )
    if brought.pictures_left_out:
        told.append(
            ngettext(
                "%(num)d picture was left out: of a kind that is not shown, or too many.",
                "%(num)d pictures were left out: of a kind that is not shown, or too many.",
                brought.pictures_left_out,
            )
        )
    if brought.links_dropped:
        told.append(
            ngettext(
                "%(num)d link to elsewhere became plain words.",
                "%(num)d links to elsewhere became plain words.",
                brought.links_dropped,
            )
        )
    return told


def _shown(reading: ReadingClass, beside: Beside, brought: Brought, filename: str):
    form = MaterialForm(formdata=None)
    del form.reason
    form.title.data = (brought.title or Path(filename).stem)[:LONGEST_TITLE]
    form.zh.data = brought.markdown
    form.required.data = True
    return material_page(reading, None, form, beside, status=200)


def _why(refused: FileRefused, filename: str) -> str:
    if refused.reason in {Reason.NOT_ALLOWED, Reason.MISNAMED}:
        return _("Choose a Word file (.docx) or a PDF; to be read page by page, a PDF.")
    return refused_text(refused.reason, filename)


def _page(reading: ReadingClass, form: FileForm):
    page = render_template("reading/import.html", form=form, reading=reading)
    return page, 422 if form.errors else 200

"""Writing materials in the browser: new and changed, with a preview; nobody's words are lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.reading import words
from blueprints.reading.blueprint import bp
from blueprints.reading.draft_words import draft_refused_text, left_out_texts
from blueprints.reading.editing import refuse
from blueprints.reading.forms import MaterialForm
from blueprints.reading.loading import class_or_404, material_or_404
from blueprints.reading.words import REFUSALS
from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now
from blueprints.shared.kept_proofs import kept_before, signed
from blueprints.shared.paging import whole_number
from blueprints.shared.proofs import ProofRefused, refused_text
from blueprints.shared.saving import saved, step_back
from domain.files.refusals import Checked, FileRefused, Reason
from domain.files.store import Store
from domain.reading import materials, pictures
from domain.reading.bringing_in import page_texts
from domain.reading.classes import FILES
from domain.reading.differences import differences
from domain.reading.drafting import (
    LONGEST_TEXT,
    NestedTooDeep,
    NothingToSee,
    draft_of,
    previewed,
)
from domain.reading.links import links_in
from domain.reading.materials import MaterialText
from domain.reading.questions import QuestionRefused
from domain.reading.revisions import Draft
from domain.reading.texts import left_out
from domain.text import kept_markup
from domain.versions import Stale
from models import ReadingClass, ReadingMaterial

PDF, SHOWN = "application/pdf", frozenset({"image/jpeg", "image/png"})
LANGUAGES = ("zh", "en")
DRAFT_REFUSED = (QuestionRefused, NestedTooDeep, NothingToSee)


@dataclass(slots=True)
class Beside:
    """What the page shows beside the form: previews, what was brought in, what stands stored."""

    previews: dict[str, object] = field(default_factory=dict)
    kept: list[Checked] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stored: dict[str, object] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)  # what those of a new PDF say


@bp.route("/<slug>/materials/new", methods=["GET", "POST"])
@allow("reading.run", gate="free")
def new_material(slug: str):
    """A new material, typed or brought in; its files are named by the form, signed."""
    reading, form, beside = class_or_404(slug), MaterialForm(), Beside()
    del form.reason
    if request.method == "GET":
        return material_page(reading, None, form, beside)
    return _sent(reading, None, form, beside, _write)


@bp.route("/<slug>/materials/<material>", methods=["GET", "POST"])
@allow("reading.run", gate="free")
def write_material(slug: str, material: str):
    """Change a material; what comes from files is shown and cannot be changed."""
    reading, row = material_or_404(slug, material)
    form, beside = MaterialForm(), Beside()
    if request.method == "GET":
        _fill(form, row)
        return material_page(reading, row, form, beside)
    return _sent(reading, row, form, beside, _change)


@bp.post("/preview")
@allow("reading.run", gate="free")
def preview():
    """A text as it would be shown; nothing is written."""
    text = request.form.get("text", "").replace("\r\n", "\n")[:LONGEST_TEXT]
    reading = class_or_404(request.form["slug"]) if request.form.get("slug") else None
    addresses = pictures.addresses_of(reading) if reading is not None else {}
    beside = Beside()
    _take_files(MaterialForm(), beside)
    shown, wrong, told = _preview(text, addresses, reading, beside)
    return render_template("reading/_preview.html", html=shown, wrong=wrong, told=told)


def material_page(
    reading: ReadingClass, row: ReadingMaterial | None, form: MaterialForm, beside: Beside,
    *, status: int = 0,
):  # fmt: skip
    """The form with its text; 409 with what is stored, where somebody saved first."""
    page = render_template(
        "reading/material.html", reading=reading, material=row, form=form, words=words,
        beside=beside, kept=signed(beside.kept), preview_url=url_for("reading.preview"),
        is_pdf=_is_pdf(row, beside), read_only=row is not None and row.origin == FILES,
    )  # fmt: skip
    return page, status or (422 if form.errors else 200)


def _sent(
    reading: ReadingClass, row: ReadingMaterial | None, form: MaterialForm, beside: Beside,
    write: Callable,
):  # fmt: skip
    """Render what was typed before the gate; then save it, or say why not."""
    addresses = pictures.addresses_of(reading)
    valid = form.validate() & _take_files(form, beside)
    if request.form.get("step") == "preview":
        for language in LANGUAGES:
            if form[language].data:
                beside.previews[language] = _preview(
                    form[language].data, addresses, reading, beside
                )
        return material_page(reading, row, form, beside, status=200)
    drafts = _drafts(form, reading, beside, addresses) if valid else []
    if valid and row is None:
        _read_pages(form, beside)
    if form.errors:
        return material_page(reading, row, form, beside)
    return begin_writing() or write(reading, row, form, beside, drafts)


def _write(
    reading: ReadingClass, _row: None, form: MaterialForm, beside: Beside, drafts: list[Draft]
):
    try:
        made = materials.write_material(
            reading, _text(form), drafts, actor=current_user.actor, now=now(),
            pdf=_pdf_of(beside), pages=beside.pages,
        )  # fmt: skip
    except REFUSALS as refused:
        refuse(form, refused, {materials.NothingWritten: "zh"})
        return material_page(class_or_404(reading.slug), None, form, beside)
    for one in beside.kept:
        if one.media_type in SHOWN:
            pictures.keep_picture(reading, one.name, one, now=now())
    text = _("“%(title)s” is on the syllabus.", title=made.title)
    return saved(url_for("reading.syllabus_page", slug=reading.slug), text)


def _change(
    reading: ReadingClass, row: ReadingMaterial, form: MaterialForm, beside: Beside,
    drafts: list[Draft],
):  # fmt: skip
    slug = row.slug
    try:
        materials.edit_material(
            reading, row, _text(form), drafts, version=whole_number(form.version.data),
            reason=form.reason.data, actor=current_user.actor, now=now(),
        )  # fmt: skip
    except Stale:
        step_back()
        reading, row = material_or_404(reading.slug, slug)
        beside.stored = _stored(form, row)
        form.version.data = str(row.version)
        return material_page(reading, row, form, beside, status=409)
    except REFUSALS as refused:
        refuse(form, refused, {materials.NothingWritten: "zh"})
        return material_page(*material_or_404(reading.slug, slug), form, beside)
    place = url_for("reading.write_material", slug=reading.slug, material=slug)
    return saved(place, _("Saved. Notes of readers moved along with the text."))


def _take_files(form: MaterialForm, beside: Beside) -> bool:
    try:
        beside.kept = kept_before()
    except ProofRefused as refused:
        form.form_errors.append(str(refused))
        return False
    return True


def _pdf_of(beside: Beside) -> Checked | None:
    return next((one for one in beside.kept if one.media_type == PDF), None)


def _read_pages(form: MaterialForm, beside: Beside) -> None:
    """What the pages of a new PDF say; one whose words cannot be read is read as pictures."""
    pdf = _pdf_of(beside)
    if pdf is None:
        return
    store = Store(Path(current_app.config["INSTANCE"]))
    try:
        beside.pages = page_texts(store.read(pdf.sha256))
    except FileRefused as refused:
        if refused.reason is Reason.BUSY:
            form.form_errors.append(refused_text(refused.reason, pdf.name))


def _drafts(
    form: MaterialForm, reading: ReadingClass, beside: Beside, addresses: dict[str, str]
) -> list[Draft]:
    """The texts ready to be kept; what is wrong with one stands at its field."""
    new = {one.name: pictures.picture_address(reading.slug, one.name) for one in beside.kept}
    found = []
    for language in LANGUAGES:
        text = form[language].data
        if not text:
            continue
        try:
            found.append(draft_of(language, text, {**addresses, **new}, links_in(reading, text)))
        except DRAFT_REFUSED as refused:
            form[language].errors = [*form[language].errors, draft_refused_text(refused)]
    return found


def _preview(
    text: str, addresses: dict[str, str], reading: ReadingClass | None, beside: Beside
) -> tuple[object, str, list[str]]:
    """The text as it would be shown, what is wrong with it, and what of it is left out."""
    links = links_in(reading, text) if reading is not None else {}
    brought = {one.name: "" for one in beside.kept}  # shown once the material is saved
    try:
        shown = kept_markup(previewed(text, addresses, links).html)
    except DRAFT_REFUSED as refused:
        return "", draft_refused_text(refused), []
    return shown, "", left_out_texts(left_out(text, {**addresses, **brought}, links))


def _text(form: MaterialForm) -> MaterialText:
    return MaterialText(
        title=form.title.data, title_en=form.title_en.data, required=form.required.data,
        minutes=form.minutes.data or 0, day=form.day.data or 0,
        strands=";".join(sorted(form.strands.data or [])), source=form.source.data,
    )  # fmt: skip


def _is_pdf(row: ReadingMaterial | None, beside: Beside) -> bool:
    if row is not None:
        return row.form == "pdf"
    return _pdf_of(beside) is not None


def _values(row: ReadingMaterial) -> dict[str, object]:
    """Field -> value of a material, to be shown or compared."""
    found = {name: getattr(row, name) for name in MaterialText.__slots__}
    texts = materials.texts_of(row)
    found |= {one: texts[one].markdown if one in texts else "" for one in LANGUAGES}
    return {**found, "strands": [one for one in row.strands.split(";") if one]}


def _fill(form: MaterialForm, row: ReadingMaterial) -> None:
    for name, value in _values(row).items():
        form[name].data = value
    form.version.data = str(row.version)


def _stored(form: MaterialForm, row: ReadingMaterial) -> dict[str, object]:
    """What is stored now of the fields in which something else was typed."""
    found = {
        name: value for name, value in _values(row).items()
        if (form[name].data or "") != (value or "")
    }  # fmt: skip
    return {
        name: differences(value, form[name].data) if name in LANGUAGES else value
        for name, value in found.items()
    }

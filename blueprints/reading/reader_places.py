"""What a page tells while somebody reads: where they are, and which section they have read."""

from flask import jsonify, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from blueprints.reading.blueprint import bp
from blueprints.reading.loading import material_or_404
from blueprints.reading.reader import log_url, text_language
from blueprints.reading.reader_words import in_language
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import commit, saved
from domain.reading import places, readings
from domain.reading.places import Where


@bp.post("/<slug>/<material>/place")
@allow("reading.read")
def keep_place(slug: str, material: str):
    """Keep where the reader is, and answer with what the time suggests. Not in the trail."""
    _reading, row = material_or_404(slug, material)
    title = in_language(row.title, row.title_en, text_language())
    place = places.keep_place(
        current_user.person_id, row.id, _where(),
        seconds=whole_number(request.form.get("seconds")), now=now(),
    )  # fmt: skip
    minutes = places.minutes_on(place, today())
    answer = jsonify(said=read_for(minutes) if minutes else "", log=log_url(title, minutes))
    commit()
    return answer


def _where() -> Where | None:
    """Where the page says the reader is; nothing where nobody has moved on it."""
    given = request.form
    if not given.get("section") and not given.get("page"):
        return None
    return Where(
        given.get("section", ""), whole_number(given.get("permille")),
        whole_number(given.get("page")),
    )  # fmt: skip


def read_for(minutes: int) -> str:
    """What the time before the page suggests, as a sentence."""
    return ngettext(
        "You read about %(num)d minute here today", "You read about %(num)d minutes here today",
        minutes,
    )  # fmt: skip


@bp.post("/<slug>/<material>/sections")
@allow("reading.read")
def read_section(slug: str, material: str):
    """A section, or a page of a PDF, is read: by the button at its end, or because it was seen.

    The button keeps the place as well, so that it works on every device without a script.
    """
    _reading, row = material_or_404(slug, material)
    section = request.form.get("section", "")
    keys = readings.keys_of(row)
    try:
        readings.read_section(
            row, current_user.person_id, section, actor=current_user.actor, now=now()
        )
    except readings.NoSuchSection:
        return _no_such_section(slug, material)
    if request.headers.get("Accept") == "application/json":
        answer = jsonify(said=_("Read"))
        commit()
        return answer
    return _and_on(slug, row, keys, keys.index(section))


def _no_such_section(slug: str, material: str):
    said = _("The text was changed meanwhile. Read on in it as it stands now.")
    if request.headers.get("Accept") == "application/json":
        return jsonify(said=said), 409
    return saved(url_for("reading.read", slug=slug, material=material), said, "due")


def _and_on(slug: str, row, keys: list[str], at: int):
    """To the section after the one that was read; that is where the reader is now."""
    following = keys[min(at + 1, len(keys) - 1)]
    page = whole_number(following.partition("-")[2]) if row.form == "pdf" else 0
    where = Where(following, 1000 * (at + 1) // len(keys), page)
    places.keep_place(current_user.person_id, row.id, where, seconds=0, now=now())
    asked = {"page": page} if page else {"text": text_language(), "_anchor": f"s-{following}"}
    return saved(url_for("reading.read", slug=slug, material=row.slug, **asked))

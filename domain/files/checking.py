"""A file as it was sent becomes one that may be kept, or is refused."""

from domain.files.apart import decode
from domain.files.kinds import PICTURES, Kind, kind_of, refuse_second_reading
from domain.files.names import safe_name
from domain.files.office import check_office
from domain.files.refusals import MOST_BYTES, Checked, FileRefused, Reason
from domain.files.store import Store

PAGE_SIDES = {"small": 240, "large": 1200, "reading": 1600}  # pixels of the longest side


def take_in(content: bytes, filename: str, store: Store) -> Checked:
    """Check a file, make pictures anew, and put what is kept into the store.

    Call it outside the gate: it may take seconds. A row that names the file comes later, or
    never; without one it does no harm.

    Raises:
        FileRefused: with the reason; nothing was kept.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused(Reason.TOO_LARGE)
    media_type, pages, kept = _checked(content, kind_of(content))
    name = safe_name(filename, media_type)
    return Checked(store.put(kept), media_type, len(kept), pages, name)


def page_of(store: Store, sha256: str, media_type: str, number: int, size: str) -> bytes:
    """A picture of a page (the first is 1) or of a picture, as JPEG; made once, then kept.

    ``size`` is a key of ``PAGE_SIDES``.

    Raises:
        FileRefused: as ``decode``; there are no pictures of Word and Excel files.
    """
    side = str(PAGE_SIDES[size])
    task = "page" if media_type == "application/pdf" else "scaled"
    return store.picture(
        f"{sha256}-{number}-{side}.jpg",
        lambda: decode(store.read(sha256), task, str(number), side)[1],
    )


def _checked(content: bytes, kind: Kind) -> tuple[str, int, bytes]:
    """Media type, pages and the bytes to keep."""
    if kind is Kind.OFFICE:
        return check_office(content), 0, content
    refuse_second_reading(content, kind)
    if kind in PICTURES:
        facts, result = decode(content, "picture", kind.value)
        return str(facts["media_type"]), 0, result
    facts, _ = decode(content, "document")
    return "application/pdf", int(facts["pages"]), content

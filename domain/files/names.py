"""What a file is called once nothing in its name can mislead a person, a path or a header."""

import re
import unicodedata

from domain.files.refusals import FileRefused, Reason

MOST_CHARACTERS = 120  # of the column
SHOWN_CHARACTERS = 60
PICTURES = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "heic", "heif"})
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The ending that a type gets, and those that a file of it may come with.
ENDINGS = {
    "image/jpeg": ("jpg", PICTURES),
    "image/png": ("png", PICTURES),
    "application/pdf": ("pdf", frozenset({"pdf"})),
    WORD: ("docx", frozenset({"docx"})),
    EXCEL: ("xlsx", frozenset({"xlsx"})),
}
LOOKS_LIKE_AN_ENDING = re.compile(r"[a-z][a-z0-9]{0,7}")
FORBIDDEN = re.compile(r'[<>:"|?*;%$`\']')  # of Windows, of headers and of shells
KEPT_BY_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def safe_name(filename: str, media_type: str) -> str:
    """The name without path, marks and control characters, ending as its type does.

    At most 120 characters. A name without an ending gets one.

    Raises:
        FileRefused: MISNAMED, when it ends like a file of quite another kind (``.exe``).
    """
    ending, allowed = ENDINGS[media_type]
    name = _clean(filename)
    stem, dot, last = name.rpartition(".")
    if dot and last.lower() in allowed:
        name = stem
    elif dot and LOOKS_LIKE_AN_ENDING.fullmatch(last.lower()):
        raise FileRefused(Reason.MISNAMED)
    stem = name[: MOST_CHARACTERS - len(ending) - 1].strip(" .")
    if not stem or KEPT_BY_WINDOWS.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem}.{ending}"


def shown_name(filename: str) -> str:
    """The name as a message may quote it: its beginning and its end."""
    name = _clean(filename) or "?"
    if len(name) <= SHOWN_CHARACTERS:
        return name
    return f"{name[: SHOWN_CHARACTERS - 12]}…{name[-11:]}"


def _clean(filename: str) -> str:
    """The last part of the path, without controls, format marks (RTL) and forbidden signs."""
    last = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    kept = "".join(" " if _is_hidden(one) else one for one in last)
    return " ".join(FORBIDDEN.sub("_", kept).split()).strip(" .")


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character)[0] in "CZ"

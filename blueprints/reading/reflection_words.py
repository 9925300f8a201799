"""Reflections in the words and parts of their pages."""

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from blueprints.shared.clock import is_chinese
from domain.reading.anchors import Place
from domain.reading.differences import Line, differences
from domain.reading.margins import Block, Marked, blocks_of
from domain.reading.reviews import Alike, Version
from domain.text import kept_markup, shown_words

STATES = {
    "draft": _l("draft"),
    "waiting": _l("waiting for an answer"),
    "returned": _l("given back"),
    "accepted": _l("accepted"),
}
STATE_TAGS = {"accepted": "done", "returned": "due"}
VERDICTS = {
    "": _l("not answered yet"),
    "accepted": _l("accepted"),
    "returned": _l("given back"),
    "taken_back": _l("taken back by the author"),
}
LONGEST_SHOWN = 400  # characters of a shared passage


@dataclass(frozen=True, slots=True)
class Note:
    """A margin answer as it is shown."""

    number: int
    id: int
    quote: str
    words: Markup | str
    name: str
    at: datetime
    account_id: int


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the text, and the margin answers to what begins in it."""

    start: int
    html: Markup
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Shown:
    """One version of a reflection, as a page shows it."""

    version: Version
    parts: list[Part]
    openings: list[tuple[int, str]]
    answer: Markup | str
    before: int = 0  # the version before it that the reader may see
    changes: list[Line] = field(default_factory=list)

    @property
    def has_notes(self) -> bool:
        return any(part.notes for part in self.parts)


@dataclass(frozen=True, slots=True)
class Side:
    """A passage that two texts share, as it stands in each."""

    here: str
    there: str


def class_title(title: str, title_en: str) -> str:
    return title if is_chinese() else title_en or title


def shown(versions: list[Version], number: int) -> Shown | None:
    """The version of the number, or the last one; ``None`` where nothing was handed in."""
    if not versions:
        return None
    at = next((n for n, one in enumerate(versions) if one.row.number == number), 0)
    version = versions[at]
    earlier = versions[at + 1] if at + 1 < len(versions) else None
    blocks = blocks_of(version.row.html, _marked(version))
    return Shown(
        version, [_part(one, version) for one in blocks],
        [(one.start, one.opening) for one in blocks if one.opening],
        shown_words(version.row.answer, version.row.answer_html),
        earlier.row.number if earlier else 0,
        differences(earlier.row.words, version.row.words) if earlier else [],
    )  # fmt: skip


def _marked(version: Version) -> list[Marked]:
    return [
        Marked(number, Place(one.answer.start, one.answer.length))
        for number, one in enumerate(version.margins, start=1)
    ]


def _part(block: Block, version: Version) -> Part:
    notes = [
        Note(
            number, one.answer.id, one.answer.quote,
            shown_words(one.answer.words, one.answer.words_html), one.name, one.answer.at,
            one.answer.account_id,
        )
        for number, one in enumerate(version.margins, start=1)
        if number in block.numbers
    ]  # fmt: skip
    return Part(block.start, kept_markup(block.html), notes)


def sides(plain: str, found: Alike) -> list[Side]:
    """The passages that the texts share, side by side."""
    other = found.version.plain
    return [
        Side(
            _cut(plain[one.start : one.start + one.length]),
            _cut(other[one.other_start : one.other_start + one.other_length]),
        )
        for one in found.likeness.passages
    ]


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


def length_text(characters: int, least: int) -> str:
    """How long a text is against the rule, where there is one."""
    if characters >= least:
        return ngettext("%(num)d character", "%(num)d characters", characters)
    return _(
        "%(num)d of at least %(least)d characters: %(missing)d missing", num=characters,
        least=least, missing=least - characters,
    )  # fmt: skip

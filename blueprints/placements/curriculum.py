"""The curriculum of a person as official papers write it, line by line, as a Word file.

``2019.03—2021.07  unit post（其间：2020.01—2020.12 挂职于…）``; the form is of domain.md,
Placements.
"""

from collections.abc import Sequence

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.placements.history_words import days_text, rank_text
from blueprints.shared.word_files import OFFICIAL, add_line, new_record, word_bytes
from domain.placements.histories import History, HistoryLine
from domain.placements.reach import SECONDMENT
from models import Person

DASH = "—"
DAYS_WIDE = 17 * 8  # pt: of `2019.03—2021.07` and what stands between it and the words


def curriculum_of(person: Person, history: History) -> tuple[bytes, str]:
    """The file and its title, in Chinese whoever asks for it."""
    with force_locale(OFFICIAL):
        title = _("Curriculum of %(name)s", name=person.name)
        document = new_record(title=title, author=current_app.config.get("ORGANISATION") or "")
        add_line(document, title, size=22, align="center", title=True, after=28)
        for days, words in curriculum_lines(history.lines):
            _add(document, days, words)
        return word_bytes(document), title


def curriculum_lines(lines: Sequence[HistoryLine]) -> list[tuple[str, str]]:
    """Days and words of each main post; what lay over it or beside it stands behind it."""
    mains = [line for line in lines if line.main]
    beside = [
        line for line in lines if line.kind == SECONDMENT or (line.tenure_id and not line.main)
    ]
    found = []
    for number, line in enumerate(mains):
        following = mains[number + 1].from_on if number + 1 < len(mains) else None
        meanwhile = [
            one for one in beside
            if (one.from_on >= line.from_on or number == 0)
            and (following is None or one.from_on < following)
        ]  # fmt: skip
        found.append((_days(line), _place(line) + _meanwhile(meanwhile)))
    return found


def _days(line: HistoryLine) -> str:
    """Open to the right for what still is: official papers leave the end empty."""
    return days_text(line, DASH) if line.to_on else f"{days_text(line, DASH).split(DASH)[0]}{DASH}"


def _place(line: HistoryLine) -> str:
    place = f"{''.join(line.unit)}{line.post}"
    return _("%(post)s, %(rank)s", post=place, rank=line.rank) if rank_text(line) else place


def _meanwhile(lines: Sequence[HistoryLine]) -> str:
    if not lines:
        return ""
    told = [
        _("%(days)s seconded to %(place)s", days=days_text(line, DASH), place=_place(line))
        if line.kind == SECONDMENT
        else _("%(days)s also %(place)s", days=days_text(line, DASH), place=_place(line))
        for line in lines
    ]
    return _("(meanwhile: %(lines)s)", lines=_("; ").join(told))


def _add(document, days: str, words: str) -> None:
    """The words hang to the right of the days."""
    from docx.shared import Pt  # noqa: PLC0415 - only these files need it

    paragraph = add_line(document, f"{days}\t{words}")
    form = paragraph.paragraph_format
    form.left_indent, form.first_line_indent = Pt(DAYS_WIDE), Pt(-DAYS_WIDE)
    form.tab_stops.add_tab_stop(Pt(DAYS_WIDE))

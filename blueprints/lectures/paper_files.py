"""Certificates, the poster and the sheets of account as PDF and Word: from a published snapshot."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.lectures.account_page import Account, account_of
from blueprints.lectures.result_page import judged_text, uncertain_places
from blueprints.lectures.result_words import one_decimal, place_text, ranked_text, speakers_text
from blueprints.shared.chinese_fonts import chinese_fonts
from blueprints.shared.clock import day_of, full_day_text
from blueprints.shared.word_files import (
    OFFICIAL,
    add_line,
    add_table,
    new_document,
    word_bytes,
)
from domain.lectures.awards import FIRST, SECOND, THIRD, Awarded
from domain.lectures.frozen import holder_of
from domain.lectures.snapshot import ResultRow, Snapshot
from models import LectureResult

if TYPE_CHECKING:
    from docx.document import Document

A3_TO_A4 = 2**0.5
A3 = (297, 420)  # mm
ROWS_OF_A_PAGE, LARGEST = 18, 1.5  # of a poster: what fits in its smallest type, and the largest


@dataclass(frozen=True, slots=True)
class Paper:
    """What every paper of a result begins with."""

    title: str
    series: str
    organisation: str
    day: str


def paper_of(snapshot: Snapshot, result: LectureResult, title: str) -> Paper:
    """``result`` is published: the day of that is the day of the paper."""
    published = day_of(result.decided_at) if result.decided_at else date.min
    organisation = current_app.config.get("ORGANISATION") or holder_of(result)
    return Paper(title, snapshot.told.title, organisation, full_day_text(published))


def certificates_pdf(
    snapshot: Snapshot, result: LectureResult, awarded: Sequence[Awarded]
) -> bytes:
    """One A4 page for each lecture.

    Raises:
        blueprints.shared.chinese_fonts.NoChineseFont: its characters would be blank.
    """
    return _typeset("certificates.typ", _certificates(snapshot, result, awarded))


def certificates_word(
    snapshot: Snapshot, result: LectureResult, awarded: Sequence[Awarded]
) -> bytes:
    said = _certificates(snapshot, result, awarded)
    document = new_document(title=said["title"], author=said["organisation"])
    for at, one in enumerate(said["certificates"]):
        if at:
            document.add_page_break()
        add_line(document, said["title"], size=36, align="center", title=True, after=48)
        add_line(document, one["who"], size=20, after=12)
        add_line(document, one["sentence"], size=20, indent=True, after=12)
        add_line(document, said["closing"], size=20, indent=True, after=72)
        add_line(document, said["organisation"], size=18, align="right")
        add_line(document, said["day"], size=18, align="right")
    return word_bytes(document)


def _certificates(
    snapshot: Snapshot, result: LectureResult, awarded: Sequence[Awarded]
) -> dict[str, Any]:
    with force_locale(OFFICIAL):
        paper = paper_of(snapshot, result, _("Certificate of honour"))
        return {
            "title": paper.title, "organisation": paper.organisation, "day": paper.day,
            "closing": _("This certificate is awarded in recognition."),
            "certificates": [
                {"who": f"{_who(one)}：", "sentence": _sentence(snapshot, one)} for one in awarded
            ],
        }  # fmt: skip


def _who(one: Awarded) -> str:
    speakers = _(", ").join(one.row.lecture.speakers)
    branch = one.row.lecture.branch
    return f"{speakers}（{branch}）" if speakers and branch else speakers or branch


def _sentence(snapshot: Snapshot, one: Awarded) -> str:
    values = {
        "series": snapshot.told.title, "topic": one.row.lecture.topic,
        "award": award_word(one.award), "place": one.row.place, "panel": one.row.panel,
    }  # fmt: skip
    if snapshot.connected:
        return _(
            "The lecture “%(topic)s” in “%(series)s” has won the %(award)s (rank %(place)d).",
            **values,
        )
    return _(
        "The lecture “%(topic)s” in “%(series)s” has won the %(award)s (rank %(place)d in group "
        "%(panel)d; each group is ranked by itself).",
        **values,
    )


def award_word(award: str) -> str:
    return {FIRST: _("first prize"), SECOND: _("second prize"), THIRD: _("third prize")}[award]


def poster_pdf(
    snapshot: Snapshot, result: LectureResult, awarded: Sequence[Awarded], paper: str
) -> bytes:
    """All places on A3 or A4, upright.

    Raises:
        blueprints.shared.chinese_fonts.NoChineseFont: its characters would be blank.
    """
    said = _poster(snapshot, result, awarded)
    return _typeset("poster.typ", {**said, "paper": paper, "scale": _scale(said, paper)})


def _scale(said: dict[str, Any], paper: str) -> float:
    """How large it is set: as its rows fill one sheet, neither small print nor shouting."""
    rows = sum(len(one["rows"]) + 2 for one in said["panels"])
    fills = min(LARGEST, max(1, ROWS_OF_A_PAGE / rows))
    return fills * (1 if paper == "a4" else A3_TO_A4)


def poster_word(
    snapshot: Snapshot, result: LectureResult, awarded: Sequence[Awarded], paper: str
) -> bytes:
    said = _poster(snapshot, result, awarded)
    document = new_document(title=said["title"], author=said["organisation"])
    scale = A3_TO_A4 if paper == "a3" else 1
    if paper == "a3":
        _enlarge(document)
    add_line(document, said["series"], size=18 * scale, align="center", after=6)
    add_line(document, said["title"], size=28 * scale, align="center", title=True, after=18)
    for panel in said["panels"]:
        if panel["name"]:
            add_line(document, panel["name"], size=16 * scale, after=6)
        add_table(
            document, said["headings"], panel["rows"], numbers_from=4, numbers_to=5,
            size=12 * scale, widths=[one * scale for one in (16, 20, 56, 40, 22)], sums=False,
        )  # fmt: skip
    for text in said["below"]:
        add_line(document, text, size=10.5 * scale, after=6)
    add_line(document, said["organisation"], size=14 * scale, align="right")
    add_line(document, said["day"], size=14 * scale, align="right")
    return word_bytes(document)


def _enlarge(document: "Document") -> None:
    from docx.shared import Mm  # noqa: PLC0415 - only these files need it

    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in A3)


def _poster(
    snapshot: Snapshot, result: LectureResult, awarded: Sequence[Awarded]
) -> dict[str, Any]:
    with force_locale(OFFICIAL):
        paper = paper_of(snapshot, result, _("Ranking"))
        awards = {one.row.slug: award_word(one.award) for one in awarded}
        below = [judged_text(snapshot), *uncertain_places(snapshot)]
        if not snapshot.connected:
            below.append(
                _("No judge links the groups: each is ranked by itself, and they are not compared.")
            )
        return {
            "title": paper.title, "series": paper.series, "organisation": paper.organisation,
            "day": paper.day, "below": below,
            "headings": [
                _("Ranked"), _("Prize"), _("Lecture"), _("Speakers of the lecture"),
                _("Official score"),
            ],
            "panels": [
                {
                    "name": "" if snapshot.connected else _panel(rows[0].panel),
                    "rows": [_poster_row(row, awards.get(row.slug, "")) for row in rows],
                }
                for rows in snapshot.panels
            ],
        }  # fmt: skip


def _poster_row(row: ResultRow, award: str) -> list[str]:
    return [place_text(row), award, row.lecture.topic, speakers_text(row), row.score or "–"]


def _panel(number: int | None) -> str:
    return _("Group %(number)d", number=number) if number else _("Without a rank")


def accounts_pdf(snapshot: Snapshot, result: LectureResult) -> bytes:
    """The sheet of account of every lecture.

    Raises:
        blueprints.shared.chinese_fonts.NoChineseFont: its characters would be blank.
    """
    with force_locale(OFFICIAL):
        paper = paper_of(snapshot, result, _("Sheets of account"))
        said = {
            "title": paper.title, "series": paper.series, "organisation": paper.organisation,
            "digest": f"SHA-256 {result.input_sha256}", "judge": _("Judge"), "sheet": _("Sheet"),
            "accounts": [_account(snapshot, account_of(snapshot, row)) for row in snapshot.rows],
        }  # fmt: skip
    return _typeset("accounts.typ", said)


def _account(snapshot: Snapshot, one: Account) -> dict[str, Any]:
    row = one.row
    adjusted = row.adjusted.estimate if row.adjusted else None
    return {
        "topic": row.lecture.topic, "who": speakers_text(row),
        "score": _("Official score %(score)s, rank %(place)s; adjusted score %(adjusted)s",
                   score=row.score or "–", place=ranked_text(snapshot, row),
                   adjusted=one_decimal(adjusted)),
        "criteria": [f"{name} {most}" for name, most in one.criteria],
        "sheets": [
            {"judge": sheet.judge, "marks": list(sheet.marks), "score": sheet.score,
             "dropped": sheet.dropped}
            for sheet in one.sheets
        ],
        "steps": list(one.steps),
    }  # fmt: skip


def _typeset(template: str, said: dict[str, Any]) -> bytes:
    import typst  # noqa: PLC0415 - only papers need it

    fonts = chinese_fonts()
    said |= {"text_fonts": fonts.text, "title_fonts": fonts.title}
    source = Path(current_app.root_path) / "templates" / "lectures" / template
    return typst.compile(
        source.read_bytes(), sys_inputs={"said": json.dumps(said)}, format="pdf",
        font_paths=list(fonts.folders), ignore_system_fonts=True,
    )  # fmt: skip

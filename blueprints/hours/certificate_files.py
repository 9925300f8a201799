"""The certificate as PDF and as Word file: the same words, all from the stored snapshot."""

import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import segno
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.shared.chinese_fonts import chinese_fonts
from blueprints.shared.clock import day_of, full_day_text, hours_text
from blueprints.shared.hours_words import pack_text, part_word
from blueprints.shared.word_files import add_line, add_table, new_document, word_bytes
from domain.hours.certificates import Issued

LANGUAGES = ("zh_Hans_CN", "en")
QR_MILLIMETRES = 30


def pdf_of(issued: Issued, address: str) -> bytes:
    """The certificate on one A4 page; the same bytes whenever it is asked for on this machine.

    Raises:
        blueprints.shared.chinese_fonts.NoChineseFont: its characters would be blank.
    """
    import typst  # noqa: PLC0415 - only certificates need it

    fonts = chinese_fonts()
    said = {**words_of(issued, address), "qr": _qr_svg(address)}
    said |= {"text_fonts": fonts.text, "title_fonts": fonts.title}
    source = Path(current_app.root_path) / "templates" / "hours" / "certificate.typ"
    return typst.compile(
        source.read_bytes(), sys_inputs={"certificate": json.dumps(said)}, format="pdf",
        font_paths=list(fonts.folders), ignore_system_fonts=True,
    )  # fmt: skip


def word_of(issued: Issued, address: str) -> bytes:
    """The same as a Word file on A4."""
    said = words_of(issued, address)
    document = new_document(title=said["title"], author=said["organisation"])
    add_line(document, said["organisation"], align="center", after=8)
    add_line(document, said["title"], size=26, align="center", title=True)
    add_line(document, said["title_en"], size=11, align="center", after=18)
    add_line(document, said["sentence"], indent=True, after=6)
    add_line(document, said["sentence_en"], size=11, after=12)
    rows = [[f"{row['part']}  {row['part_en']}", row["hours"]] for row in said["rows"]]
    rows.append([f"{said['total']}  {said['total_en']}", said["hours"]])
    headings = [said["part"], said["hours_label"]]
    add_table(document, headings, rows, numbers_from=1, numbers_to=2, size=14, widths=[115, 40])
    add_line(document, said["rules"], size=10.5, after=18)
    add_line(document, said["seal"], align="right")
    add_line(document, said["issued"], align="right", after=12)
    _add_qr(document, address)
    add_line(document, f"{said['code_label']}：{said['code']}", size=12)
    add_line(document, said["check"], size=10.5)
    add_line(document, said["address"], size=9)
    return word_bytes(document)


def words_of(issued: Issued, address: str) -> dict:
    """Everything that is printed. In Chinese, and below it in English, whoever downloads it."""
    title, title_en = _both(lambda: _("Certificate of study hours"))
    total, total_en = _both(lambda: _("Total"))
    sentence, sentence_en = _both(lambda: _sentence(issued))
    rules = " / ".join(_both(lambda: _("Rules: %(rules)s", rules=pack_text(issued.pack))))
    code_label, check = _chinese(lambda: (_("Certificate code"), _("Check it at the address:")))
    seal, day = _chinese(
        lambda: (_("(seal of the office)"), full_day_text(day_of(issued.issued_at)))
    )
    part, hours_label = _chinese(lambda: (_("Part"), _("Hours")))
    return {
        "organisation": issued.organisation, "title": title, "title_en": title_en,
        "sentence": sentence, "sentence_en": sentence_en, "rows": _rows(issued),
        "part": part, "hours_label": hours_label, "total": total, "total_en": total_en,
        "hours": hours_text(issued.hundredths), "rules": rules, "seal": seal, "issued": day,
        "code_label": code_label, "code": issued.code, "check": check, "address": address,
    }  # fmt: skip


def as_of(issued: Issued) -> date | None:
    """The day of issue where the year was not over on it: the certificate holds as of it."""
    day = day_of(issued.issued_at)
    return day if day.year <= issued.year else None


def _sentence(issued: Issued) -> str:
    values: Mapping[str, object] = {
        "name": issued.name, "year": issued.year, "hours": hours_text(issued.hundredths),
        "day": full_day_text(as_of(issued)),
    }  # fmt: skip
    if as_of(issued):
        return _(
            "This certifies that in %(year)d, as of %(day)s, %(name)s has completed "
            "%(hours)s credit hours of study.",
            **values,
        )
    return _(
        "This certifies that in %(year)d %(name)s completed %(hours)s credit hours of study.",
        **values,
    )


def _rows(issued: Issued) -> list[dict[str, str]]:
    rows = []
    for part, hundredths in issued.parts.items():
        chinese, english = _both(lambda part=part: part_word(issued.pack, part))
        rows.append({"part": chinese, "part_en": english, "hours": hours_text(hundredths)})
    return rows


def _both(say: Callable):
    said = []
    for language in LANGUAGES:
        with force_locale(language):
            said.append(say())
    return said


def _chinese(say: Callable):
    return _both(say)[0]


def _qr_svg(address: str) -> str:
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", border=0, svgclass=None)
    return stream.getvalue().decode()


def _add_qr(document, address: str) -> None:
    from docx.shared import Mm  # noqa: PLC0415 - only these files need it

    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="png", scale=8, border=1)
    stream.seek(0)
    document.add_picture(stream, width=Mm(QR_MILLIMETRES))

"""Word files in the office's own form: A4, its fonts, and what stands in where one is missing."""

import io
import re
from typing import TYPE_CHECKING

from flask import Response

from blueprints.shared.sent_files import send_saved

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

OFFICIAL = "zh_Hans_CN"  # official papers of the office are Chinese, whoever writes them
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, TEXT_FONT, LATIN_FONT = "方正小标宋简体", "仿宋_GB2312", "Times New Roman"
FIRST_FONT, SECOND_FONT, NUMBER_FONT = "黑体", "楷体_GB2312", "宋体"  # of headings, of page numbers
# Word takes the first of these that the machine has.
INSTEAD = {
    TITLE_FONT: "方正小标宋_GBK,FZXiaoBiaoSong-B05S,华文中宋,STZhongsong,宋体,SimSun",
    TEXT_FONT: "FangSong_GB2312,仿宋,FangSong,华文仿宋,STFangsong,宋体,SimSun",
    FIRST_FONT: "SimHei,华文黑体,STHeiti",
    SECOND_FONT: "KaiTi_GB2312,楷体,KaiTi,华文楷体,STKaiti",
    NUMBER_FONT: "SimSun,华文宋体,STSong",
}
FONTS_PART = "/word/fontTable.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A4 = (210, 297)  # mm
MARGINS = {"top": 37, "bottom": 30, "left": 28, "right": 26}  # mm, of official papers
# Of a record: a type area of 156 by 225 mm, 37 mm from the top and 28 mm from the left
# (GB/T 9704-2012, 5.2.1); a page number lies 7 mm below it (7.5).
RECORD_BOTTOM, NUMBER_ABOVE_EDGE, LINE = 35, 23, 28  # mm, mm, pt
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # no XML holds them
NARROW = {"top": 20, "bottom": 15, "left": 15, "right": 15}


def new_document(*, title: str, author: str, landscape: bool = False) -> "Document":
    """An empty A4 document; text is set in 仿宋_GB2312, 16 pt (landscape: 11 pt)."""
    from docx import Document  # noqa: PLC0415 - only these files need it
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    document = Document()
    section = document.sections[0]
    width, height = reversed(A4) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side, millimetres in (NARROW if landscape else MARGINS).items():
        setattr(section, f"{side}_margin", Mm(millimetres))
    normal = document.styles["Normal"]
    normal.font.size = Pt(11 if landscape else 16)
    normal.paragraph_format.space_after = Pt(0)
    _set_font(normal.element.get_or_add_rPr(), TEXT_FONT)
    document.core_properties.title, document.core_properties.author = title, author
    _name_what_stands_in(document)
    return document


def new_record(*, title: str, author: str) -> "Document":
    """An empty document in the layout of official records: lines of exactly 28 pt, pages counted.

    Source: GB/T 9704-2012, 5.2 and 7.5; the line is the office's own measure.
    """
    from docx.shared import Mm, Pt  # noqa: PLC0415

    document = new_document(title=title, author=author)
    section = document.sections[0]
    section.bottom_margin, section.footer_distance = Mm(RECORD_BOTTOM), Mm(NUMBER_ABOVE_EDGE)
    document.styles["Normal"].paragraph_format.line_spacing = Pt(LINE)
    document.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer.paragraphs[0], "right")
    _number_pages(section.even_page_footer.paragraphs[0], "left")
    return document


def _number_pages(paragraph: "Paragraph", align: str) -> None:
    """``— 1 —``, 14 pt, one character from the outer edge (7.5)."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    paragraph.alignment = _alignment(align)
    setattr(paragraph.paragraph_format, f"{align}_indent", Pt(14))
    for text in ("— ", "", " —"):
        run = paragraph.add_run(text)
        run.font.size = Pt(14)
        _set_font(run._r.get_or_add_rPr(), NUMBER_FONT)  # noqa: SLF001 - python-docx's own way
        if not text:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), "PAGE")
            field.append(run._r)  # noqa: SLF001
            paragraph._p.append(field)  # noqa: SLF001


def add_line(
    document: "Document", text: str, *, size: float = 16, align: str = "left",
    title: bool = False, indent: bool = False, after: float = 0, font: str = "",
) -> "Paragraph":  # fmt: skip
    """A paragraph; ``align`` is left, center or right, ``indent`` two characters, sizes in pt.

    ``font``: the Chinese one, where it is not that of the text.
    """
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = document.add_paragraph()
    paragraph.alignment = _alignment(align)
    paragraph.paragraph_format.space_after = Pt(after)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    add_words(paragraph, text, size=size, font=TITLE_FONT if title else font)
    return paragraph


def add_words(
    paragraph: "Paragraph", text: str, *, size: float = 16, font: str = "", bold: bool = False
) -> None:
    """Words at the end of a paragraph, in a font of their own where one is named."""
    from docx.shared import Pt  # noqa: PLC0415

    run = paragraph.add_run(UNSEEN.sub("", text))
    run.font.size = Pt(size)
    if bold:
        run.bold = True
    if font:
        _set_font(run._r.get_or_add_rPr(), font)  # noqa: SLF001 - python-docx's own way


def add_table(
    document: "Document", headings: list[str], rows: list[list[str]], *, numbers_from: int,
    numbers_to: int, size: float, widths: list[float], sums: bool = True,
) -> "Table":  # fmt: skip
    """A ruled table whose heading comes again on every page; with ``sums`` in its last row.

    Columns from ``numbers_from`` to before ``numbers_to`` stand to the right; ``widths`` in mm.
    """
    table = document.add_table(rows=0, cols=len(headings), style="Table Grid")
    table.alignment, table.autofit = 1, False  # in the middle
    strong = {0, len(rows)} if sums else {0}
    for number, texts in enumerate([headings, *rows]):
        cells = table.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            right = number > 0 and numbers_from <= column < numbers_to
            _fill(cell, text, size=size, right=right, bold=number in strong)
    for column, millimetres in enumerate(widths):
        _set_width(table, column, millimetres)
    _repeat_heading(table)
    return table


def word_bytes(document: "Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def send_word(content: bytes, filename: str) -> Response:
    """Answer with a .docx file to be saved under ``filename``, Chinese or not."""
    return send_saved(content, WORD_TYPE, filename)


def _alignment(align: str) -> int:
    return {"left": 0, "center": 1, "right": 2}[align]


def _fill(cell, text: str, *, size: float, right: bool, bold: bool) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = cell.paragraphs[0]
    paragraph.alignment = _alignment("right" if right else "left")
    run = paragraph.add_run(UNSEEN.sub("", text))
    run.font.size, run.bold = Pt(size), bold


def _set_width(table: "Table", column: int, millimetres: float) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    table.columns[column].width = Mm(millimetres)
    for cell in table.columns[column].cells:
        cell.width = Mm(millimetres)


def _repeat_heading(table: "Table") -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx's own way
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _set_font(properties, chinese: str) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415

    fonts = properties.get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), chinese)


def _name_what_stands_in(document: "Document") -> None:
    """Write the font table: each font of ours with the ones that may stand in for it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/></w:font>'
        for name, instead in INSTEAD.items()
    )
    for part in document.part.package.iter_parts():
        if str(part.partname) == FONTS_PART:
            part._blob = f'<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'.encode()  # noqa: SLF001

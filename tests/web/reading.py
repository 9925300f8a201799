"""What a file that was sent says: a spreadsheet, a Word file, a PDF."""

import io

import docx
import pypdfium2
import python_calamine


def rows_of(answer) -> list[list]:
    """The rows of the first sheet."""
    assert answer.status_code == 200, answer.status_code
    return python_calamine.load_workbook(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def word_of(answer) -> tuple[list[str], list[list[str]]]:
    """The paragraphs, and the rows of the first table."""
    assert answer.status_code == 200, answer.status_code
    document = docx.Document(io.BytesIO(answer.data))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    return [paragraph.text for paragraph in document.paragraphs], rows


def pdf_of(answer) -> str:
    """The text of all pages, on one line."""
    assert answer.status_code == 200, answer.status_code
    pages = pypdfium2.PdfDocument(answer.data)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    return " ".join(text.split())

"""Word and PDF files brought in: converted, cleaned, shown before saving; hostile ones refused."""

import html
import io
import re
from urllib.parse import quote

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from domain.files import documents
from models import MaterialPicture, MaterialRevision, ReadingMaterial, StoredFile, db
from tests.domain import made_files
from tests.domain.attacks import refused
from tests.factories import make_cadre, make_organiser
from tests.packs import load_pack
from tests.reading_classes import make_class
from tests.web.task_books import stored

PLACE = "/reading/craft/materials"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


@pytest.fixture
def client(login):
    found = login(make_organiser(name="许知微", staff_no="00411"))
    make_class()
    db.session.commit()
    return found


def files():
    db.session.expire_all()
    return db.session.query(StoredFile).all()


def pdf_saying(*pages: str) -> bytes:
    """A PDF of so many pages, each with a line."""
    first = 3 + 2 * len(pages)
    streams = [f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode() for words in pages]
    drawn = [b"<</Length %d>>\nstream\n%s\nendstream" % (len(one), one) for one in streams]
    return made_files.pdf(
        pages=len(pages), objects=(*drawn, "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"),
        page=lambda number: f"/Contents {3 + len(pages) + number} 0 R"
        f" /Resources <</Font <</F1 {first} 0 R>>>>",
    )  # fmt: skip


def sent(client, content, name="材料.docx", way="text"):
    """The form as a browser sends it, in one piece: the client's own leaves large files open."""
    head = f"Content-Disposition: form-data; name=file; filename*=UTF-8''{quote(name)}"
    choice = f"--x\r\nContent-Disposition: form-data; name=way\r\n\r\n{way}\r\n"
    body = f"{choice}--x\r\n{head}\r\n\r\n".encode() + content + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    return client.post(f"{PLACE}/import", data=body, content_type=kind)


def word_file() -> bytes:
    """A document with headings, lists, a table, bold, a picture and a link to elsewhere."""
    document = docx.Document()
    document.add_heading("起草的功夫", 1)
    paragraph = document.add_paragraph("先想")
    paragraph.add_run("清楚").bold = True
    paragraph.add_run("，再动笔。<script>ran()</script>")
    document.add_heading("三步", 2)
    document.add_paragraph("想明白", style="List Bullet")
    document.add_paragraph("写出来", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("项目", "要求", "标题", "准确|简明"), strict=True):
        cell.text = text
    document.add_picture(io.BytesIO(made_files.picture("PNG")))
    link(document.add_paragraph("见"), "https://elsewhere.example/", "原文")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def link(paragraph, address, words):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    relation = paragraph.part.relate_to(address, kind, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), relation)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = words
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def field(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1])


def test_a_word_file_is_shown_first_and_saved_with_its_picture(client):
    answer = sent(client, word_file())
    assert answer.status_code == 200
    text = field(answer.text, "zh")
    for part in (
        "先想**清楚**",
        "## 三步",
        "-   想明白",
        "| 项目 | 要求 |",
        "准确\\|简明",
        "见原文",
    ):
        assert part in text, (part, text)
    assert "elsewhere" not in text
    assert 'value="起草的功夫"' in answer.text
    assert "1 picture comes along" in answer.text
    assert "1 link to elsewhere became plain words." in answer.text
    assert stored(ReadingMaterial) == []
    name = re.search(r"!\[\]\(([0-9a-f]{16}\.png)\)", text)[1]
    kept = re.search(r'name="kept" value="([^"]+)"', answer.text)[1]
    typed = {"title": "起草的功夫", "zh": text, "kept": kept, "required": "y"}
    assert client.post(f"{PLACE}/new", data=typed).location == PLACE
    [revision] = stored(MaterialRevision)
    assert f'src="/reading/craft/pictures/{name}"' in revision.html
    assert "<script" not in revision.html
    [picture] = stored(MaterialPicture)
    assert picture.name == name
    assert [one.media_type for one in files()] == ["image/png"]


def test_nobody_brings_in_the_file_of_another(client, login):
    page = sent(client, word_file()).text
    kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
    other = login(make_organiser())
    answer = other.post(f"{PLACE}/new", data={"title": "题", "zh": "文", "kept": kept})
    assert (answer.status_code, "chosen again" in answer.text) == (422, True)
    assert stored(MaterialPicture) == []


def test_a_pdf_with_text_is_brought_in_as_text_or_page_by_page(client):
    content = pdf_saying("Think before you write it down.")
    answer = sent(client, content, "起草.pdf")
    assert answer.status_code == 200, answer.text
    assert "Think before you write it down." in field(answer.text, "zh")
    answer = sent(client, content, "起草.pdf", way="pdf")
    assert "read page by page" in answer.text
    kept = re.search(r'name="kept" value="([^"]+)"', answer.text)[1]
    assert client.post(f"{PLACE}/new", data={"title": "起草", "kept": kept}).status_code == 302
    [row] = stored(ReadingMaterial)
    assert (row.form, row.slug) == ("pdf", "qi-cao")
    assert files()[0].pages == 1
    place = f"{PLACE}/{row.slug}"
    assert "it has no text here" in client.get(place).text
    assert client.post(place, data={"title": "另一题", "version": "1"}).status_code == 302
    assert "1 page" in client.get("/reading/craft").text


def test_the_pages_of_a_pdf_are_found_page_by_page(client, login):
    def brought_in(content, title):
        page = sent(client, content, f"{title}.pdf", way="pdf").text
        kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
        typed = {"title": title, "title_en": "Field notes", "kept": kept}
        assert client.post(f"{PLACE}/new", data=typed).status_code == 302

    def found(words, *, by=client):
        hits = by.get("/search", query_string={"q": words, "kind": "material"}).text
        return sorted(set(re.findall(r'href="(/reading/craft/[^"]+)"', hits)))

    brought_in(pdf_saying("Think twice.", "Then write shortly."), "调研")
    brought_in(made_files.pdf(pages=2), "扫描")
    assert found("write shortly") == ["/reading/craft/field-notes?page=2"]
    assert found("think") == ["/reading/craft/field-notes?page=1"]
    assert found("调研") == ["/reading/craft/field-notes"]
    assert found("field notes") == ["/reading/craft/field-notes", "/reading/craft/field-notes-2"]
    assert found("write shortly", by=login(make_cadre())) == []
    place = f"{PLACE}/field-notes"
    typed = {"title": "走访", "title_en": "Visits", "version": "1"}
    assert client.post(place, data=typed).status_code == 302
    assert (found("调研"), found("field notes")) == ([], ["/reading/craft/field-notes-2"])
    for words, page in (("走访", ""), ("visits", ""), ("write shortly", "?page=2")):
        assert found(words) == [f"/reading/craft/field-notes{page}"]
    assert "走访" in client.get("/search?q=shortly").text
    client.post(f"{place}/removal")
    assert found("write shortly") == []
    client.post(f"{place}/return")
    assert found("write shortly") == ["/reading/craft/field-notes?page=2"]


def test_no_more_of_a_pdf_is_read_than_a_search_can_keep(monkeypatch):
    monkeypatch.setattr(documents, "MOST_TEXT", 10)
    assert documents.page_texts(pdf_saying("Think twice", "and write")) == ["Think twic", ""]


def test_a_scanned_pdf_says_so_and_offers_to_add_it_page_by_page(client):
    answer = sent(client, made_files.pdf(), "扫描.pdf")
    assert answer.status_code == 422
    assert "The pages of this PDF are pictures" in answer.text
    assert re.search(r'<input checked[^>]*value="pdf"', answer.text)


@pytest.mark.parametrize("title", sorted(refused()))
def test_a_hostile_file_is_refused_and_named(client, title):
    name, content, reason = refused()[title]
    for way in ("text", "pdf") if content.startswith(b"%PDF") else ("text",):
        answer = sent(client, content, name, way)
        if answer.status_code == 200:  # its text alone is taken, whatever it is called
            assert (reason, way) == ("misnamed", "text")
            continue
        assert answer.status_code == 422, (title, answer.status_code)
        assert 'class="why"' in answer.text
    assert files() == []
    assert stored(ReadingMaterial) == []


def test_no_file_and_no_role_are_refused(client, login):
    assert client.post(f"{PLACE}/import", data={"way": "text"}).status_code == 422
    assert login(make_cadre()).get(f"{PLACE}/import").status_code == 403

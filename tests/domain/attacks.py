"""Files that people might send as proof: a corpus of hostile ones, and some that only look so.

``refused`` must be turned away with its reason; ``tamed`` is let in, and what made it hostile
must be gone from what is kept. Everything is made here, nothing is stored.
"""

from functools import cache

from PIL.PngImagePlugin import PngInfo

from domain.files.refusals import MOST_BYTES, Reason
from tests.domain.made_files import (
    SCRIPT,
    SVG,
    declares_external_entity,
    docx,
    heic,
    huge_xml,
    pdf,
    pdf_with_hidden_script,
    photograph,
    picture,
    png_bomb,
    related,
    rezipped_relations,
    rezipped_types,
    utf16_doctype,
    with_gap,
    zipped_page,
)
from tests.domain.spreadsheets import compound, xlsx, zip_of


@cache
def refused() -> dict[str, tuple[str, bytes, Reason]]:
    """What must be turned away: title -> file name, content, reason."""
    jpeg, png, plain_pdf = picture(), picture("PNG"), pdf()
    launch = "<</S /Launch /F (cmd.exe)>>"
    script = "<</S /JavaScript /JS (app.alert\\(1\\))>>"
    inside = b"<</Type /EmbeddedFile /Length 3>>\nstream\nMZ!\nendstream"
    macro = "application/vnd.ms-office.vbaProject"
    macro_kind = f'<Override PartName="/word/vbaProject.bin" ContentType="{macro}"/>'
    word_macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    nested = zip_of({"a": b"0" * 10_000})
    many = {f"word/media/image{n}.png": b"" for n in range(2100)}
    return {
        "empty": ("空.jpg", b"", Reason.EMPTY),
        "blank": ("空.pdf", b"\0" * 5000 + b"\r\n", Reason.EMPTY),
        "too large": ("大.jpg", jpeg + b"\0" * MOST_BYTES, Reason.TOO_LARGE),
        "text": ("a.jpg", b"just text", Reason.NOT_ALLOWED),
        "html": ("a.html", SCRIPT, Reason.NOT_ALLOWED),
        "html as jpg": ("a.jpg", SCRIPT, Reason.NOT_ALLOWED),
        "svg": ("a.svg", SVG, Reason.NOT_ALLOWED),
        "svg as png": ("a.png", SVG, Reason.NOT_ALLOWED),
        "svg with a declaration": ("a.png", b'<?xml version="1.0"?>' + SVG, Reason.NOT_ALLOWED),
        "gif": ("a.gif", picture("GIF", mode="L", colour=3), Reason.NOT_ALLOWED),
        "gifar": ("a.jpg", picture("GIF", mode="L", colour=3) + zipped_page(), Reason.NOT_ALLOWED),
        "webp": ("a.webp", picture("WEBP"), Reason.NOT_ALLOWED),
        "program": ("a.pdf", b"MZ" + b"\0" * 200, Reason.NOT_ALLOWED),
        "script file": ("a.docx", b"#!/bin/sh\necho ran\n", Reason.NOT_ALLOWED),
        "archive": ("a.docx", zipped_page(), Reason.NOT_ALLOWED),
        "archive that says it is none": (
            "a.docx", zip_of({"[Content_Types].xml": "<Types/>"}), Reason.NOT_ALLOWED,
        ),
        "avif brand": ("a.heic", b"\0\0\0\x14ftypavif\0\0\0\0avif", Reason.NOT_ALLOWED),
        "old word": ("a.doc", compound({"WordDocument": b"\xec\xa5"}), Reason.OLD_OFFICE),
        "old excel": ("a.xls", compound({"Workbook": b"\x09\x08"}), Reason.OLD_OFFICE),
        "other compound": ("a.msg", compound({"__substg": b"x"}), Reason.NOT_ALLOWED),
        "word with a password": (
            "a.docx", compound({"EncryptedPackage": b"\1"}), Reason.ENCRYPTED,
        ),
        "page in its name": ("photo.jpg.html", jpeg, Reason.MISNAMED),
        "picture named svg": ("photo.svg", png, Reason.MISNAMED),
        "program in its name": ("report.pdf.exe", plain_pdf, Reason.MISNAMED),
        "program named backwards": ("cod\u202exslx.exe", xlsx(["1"]), Reason.MISNAMED),
        "pdf named as a picture": ("a.jpg", plain_pdf, Reason.MISNAMED),
        "word named as excel": ("a.xlsx", docx(), Reason.MISNAMED),
        "macro name": ("a.docm", docx(), Reason.MISNAMED),
        "cut jpeg": ("a.jpg", photograph(size=(640, 480))[:900], Reason.DAMAGED),
        "jpeg head": ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 40, Reason.DAMAGED),
        "cut png": ("a.png", picture("PNG", (640, 480))[:-40], Reason.DAMAGED),
        "cut heic": ("a.heic", heic()[: len(heic()) // 2], Reason.DAMAGED),
        "cut pdf": ("a.pdf", plain_pdf[:60], Reason.DAMAGED),
        "pdf head": ("a.pdf", b"%PDF-1.7\n%%EOF\n", Reason.DAMAGED),
        "cut docx": ("a.docx", docx()[:-300], Reason.DAMAGED),
        "png bomb": ("a.png", png_bomb(), Reason.TOO_MANY_PIXELS),
        "too many pages": ("a.pdf", pdf(pages=201), Reason.TOO_MANY_PAGES),
        "zip bomb by ratio": (
            "a.docx", docx(add={"word/huge.xml": huge_xml()}), Reason.BOMB,
        ),
        "zip bomb by entries": ("a.docx", docx(add=many), Reason.BOMB),
        "zip in zip": ("a.docx", docx(add={"word/media/a.zip": nested}), Reason.ACTIVE),
        "jpeg with an archive": ("a.jpg", jpeg + zipped_page(), Reason.POLYGLOT),
        "jpeg with a page": ("a.jpg", jpeg + SCRIPT, Reason.POLYGLOT),
        "jpeg with a pdf": ("a.jpg", jpeg + plain_pdf, Reason.POLYGLOT),
        "jpeg with a page in its comment": ("a.jpg", picture(comment=SCRIPT), Reason.POLYGLOT),
        "png with a page": ("a.png", png + SCRIPT, Reason.POLYGLOT),
        "png with php": ("a.png", png + b"<?php system($_GET[0]);", Reason.POLYGLOT),
        "png with an archive": ("a.png", png + zipped_page(), Reason.POLYGLOT),
        "heic with a page": ("a.heic", heic() + SCRIPT, Reason.POLYGLOT),
        "pdf with an archive": ("a.pdf", plain_pdf + zipped_page(), Reason.POLYGLOT),
        "pdf with a page": ("a.pdf", plain_pdf + SCRIPT, Reason.POLYGLOT),
        "pdf with a program": ("a.pdf", plain_pdf + b"MZ" + b"\x90" * 50, Reason.POLYGLOT),
        "archive with a page before it": ("a.docx", with_gap(docx()), Reason.NOT_ALLOWED),
        "docx with a page behind it": ("a.docx", docx() + SCRIPT, Reason.POLYGLOT),
        "docx in a picture": ("a.jpg", jpeg + docx(), Reason.POLYGLOT),
        "pdf that opens with a script": (
            "a.pdf", pdf(catalog="/OpenAction 4 0 R", objects=[script]), Reason.ACTIVE,
        ),
        "pdf with a named script": (
            "a.pdf",
            pdf(catalog=f"/Names <</JavaScript <</Names [(a) {script}]>> >>"),
            Reason.ACTIVE,
        ),
        "pdf with a script spelled otherwise": (
            "a.pdf", pdf(page=f"/AA <</O {script.replace('Java', '#4aava')}>>"), Reason.ACTIVE,
        ),
        "pdf with a hidden script": ("a.pdf", pdf_with_hidden_script(), Reason.ACTIVE),
        "pdf that starts a program": (
            "a.pdf", pdf(catalog="/OpenAction 4 0 R", objects=[launch]), Reason.ACTIVE,
        ),
        "pdf with a file inside": (
            "a.pdf",
            pdf(
                catalog="/Names <</EmbeddedFiles <</Names [(a) 4 0 R]>> >>",
                objects=["<</Type /Filespec /F (a.exe) /EF <</F 5 0 R>> >>", inside],
            ),
            Reason.ACTIVE,
        ),
        "pdf with a script for a link": (
            "a.pdf",
            pdf(page="/Annots [<</Type /Annot /Subtype /Link /Rect [0 0 9 9] "
                     "/A <</S /URI /URI (javascript:alert\\(1\\))>> >>]"),
            Reason.ACTIVE,
        ),
        "docx with macros": (
            "a.docx", docx(add={"word/vbaProject.bin": b"x"}, kinds=macro_kind), Reason.ACTIVE,
        ),
        "docm as docx": (
            "a.docx",
            rezipped_types(docx(), "document.main+xml", word_macros),
            Reason.ACTIVE,
        ),
        "docx with macros nobody names": (
            "a.docx", docx(add={"word/vbaProject.bin": b"x"}), Reason.ACTIVE,
        ),
        "docx with an object": (
            "a.docx",
            docx(
                add={"word/embeddings/oleObject1.bin": compound({"Package": b"MZ"})},
                relation=related("oleObject", "embeddings/oleObject1.bin"),
            ),
            Reason.ACTIVE,
        ),
        "docx with a page inside": (
            "a.docx",
            docx(add={"word/a.html": SCRIPT}, relation=related("aFChunk", "a.html")),
            Reason.ACTIVE,
        ),
        "docx with a picture that is a script": (
            "a.docx", docx(add={"word/media/a.svg": SVG}), Reason.ACTIVE,
        ),
        "docx with a template from elsewhere": (
            "a.docx",
            docx(relation=related("attachedTemplate", "https://evil.example/t", elsewhere=True)),
            Reason.ACTIVE,
        ),
        "docx with a picture from elsewhere": (
            "a.docx",
            docx(relation=related("image", "https://evil.example/i.png", elsewhere=True)),
            Reason.ACTIVE,
        ),
        "docx with a script for a link": (
            "a.docx",
            docx(relation=related("hyperlink", "javascript:alert(1)", elsewhere=True)),
            Reason.ACTIVE,
        ),
        "docx with a doctype": ("a.docx", declares_external_entity(docx()), Reason.ACTIVE),
        "docx with a wide doctype": (
            "a.docx", docx(add={"word/extra.xml": utf16_doctype()}), Reason.ACTIVE,
        ),
        "xlsx that reads another workbook": (
            "a.xlsx",
            rezipped_relations(
                xlsx(["1"]), related("externalLink", "externalLinks/externalLink1.xml")
            ),
            Reason.ACTIVE,
        ),
    }  # fmt: skip


@cache
def tamed() -> dict[str, tuple[str, bytes]]:
    """What is let in and made harmless: title -> file name, content."""
    text = PngInfo()
    text.add_text("Comment", "javascript:alert('ran')")
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>alert('ran')</x:xmpmeta>")
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"film" * 4000
    link = related("hyperlink", "https://www.example.com/", elsewhere=True)
    return {
        "photograph that says where": ("IMG_0001.JPG", photograph(size=(640, 480))),
        "photograph with a film behind it": ("MVIMG.jpg", picture() + film),
        "png with texts": ("截图.png", picture("PNG", pnginfo=text)),
        "heic": ("IMG_0002.HEIC", heic()),
        "png under the name of a jpeg": ("mmexport1.jpg", picture("PNG")),
        "script for a name": ("<img src=x onerror=alert('ran')>.png", picture("PNG")),
        "pdf": ("证书.pdf", pdf(pages=3)),
        "docx with a link": ("心得.docx", docx(relation=link)),
        "xlsx": ("名单.xlsx", xlsx(["=1+1", "<script>alert('ran')</script>"])),
    }

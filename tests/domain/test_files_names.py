"""Names that people give to files, and what is left of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.files.names import EXCEL, WORD, safe_name, shown_name
from domain.files.refusals import FileRefused, Reason

TYPES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", WORD: "docx"}


@pytest.mark.parametrize(
    ("given_name", "media_type", "kept"),
    [
        ("证书.PDF", "application/pdf", "证书.pdf"),
        ("IMG_0001.HEIC", "image/jpeg", "IMG_0001.jpg"),
        ("image", "image/png", "image.png"),
        ("", "image/png", "_.png"),
        ("2026.11.20", "application/pdf", "2026.11.20.pdf"),
        ("../../etc/cron.d/x.pdf", "application/pdf", "x.pdf"),
        ("C:\\Users\\me\\a.pdf", "application/pdf", "a.pdf"),
        ('a".pdf', "application/pdf", "a_.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "application/pdf", "a Set-Cookie_ x=1.pdf"),
        ("a\u202efdp.pdf", "application/pdf", "a fdp.pdf"),
        ("a\0b.pdf", "application/pdf", "a b.pdf"),
        ("con.pdf", "application/pdf", "_con.pdf"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ("...pdf", "application/pdf", "pdf.pdf"),
        ("会议 纪要 .docx", WORD, "会议 纪要.docx"),
        ("名单.xlsx", EXCEL, "名单.xlsx"),
        ("长" * 300 + ".pdf", "application/pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_name_keeps_what_is_harmless_and_ends_as_its_type_does(given_name, media_type, kept):
    assert safe_name(given_name, media_type) == kept


@pytest.mark.parametrize(
    "name", ["photo.jpg.html", "photo.jpg.exe", "a.svg", "a.JS", "cod\u202egpj.exe", "a.php5"]
)
def test_a_name_that_ends_as_another_kind_of_file_is_refused(name):
    with pytest.raises(FileRefused) as refused:
        safe_name(name, "image/jpeg")
    assert refused.value.reason is Reason.MISNAMED


@given(st.text(max_size=400), st.sampled_from(sorted(TYPES)))
def test_no_name_can_leave_its_place_or_its_header(name, media_type):
    try:
        kept = safe_name(name, media_type)
    except FileRefused:
        return
    assert kept.endswith(f".{TYPES[media_type]}")
    assert 0 < len(kept) <= 120
    assert not set(kept) & set('/\\<>:"|?*;%$`')
    assert not any(unicodedata.category(one)[0] == "C" for one in kept)
    assert kept == kept.strip(" .")


@given(st.text(max_size=400))
def test_a_message_quotes_at_most_sixty_characters_of_a_name(name):
    shown = shown_name(name)
    assert 0 < len(shown) <= 60
    assert not any(unicodedata.category(one)[0] == "C" for one in shown)

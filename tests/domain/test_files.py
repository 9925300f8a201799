"""What is taken as proof, what is refused, and what is left of what was taken."""

import io
import os
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.files import apart, documents, pictures
from domain.files.checking import page_of, take_in
from domain.files.kinds import Kind
from domain.files.names import EXCEL, WORD
from domain.files.refusals import FileRefused, Reason
from domain.files.store import UNFINISHED, Store
from tests.domain.attacks import refused, tamed
from tests.domain.made_files import (
    CAMERA,
    SCRIPT,
    docx,
    pdf,
    pdf_with_hidden_script,
    photograph,
    picture,
    png_bomb,
    zipped_page,
)
from tests.domain.spreadsheets import xlsx


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def kept_files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("title", refused())
def test_a_hostile_file_is_refused_with_its_reason_and_nothing_is_kept(store, tmp_path, title):
    filename, content, reason = refused()[title]
    with pytest.raises(FileRefused) as why:
        take_in(content, filename, store)
    assert why.value.reason is reason
    assert kept_files(tmp_path) == []


@pytest.mark.parametrize("title", tamed())
def test_what_only_looks_hostile_is_taken_without_what_made_it_so(store, title):
    filename, content = tamed()[title]
    taken = take_in(content, filename, store)
    kept = store.read(taken.sha256)
    assert taken.size == len(kept)
    if taken.media_type.startswith("image/"):
        for trace in (b"alert", b"script", b"film", b"Exif", b"xmp", CAMERA.encode()):
            assert trace not in kept
    else:
        assert kept == content


def test_a_photograph_is_turned_upright_and_says_no_more_where_it_was_taken(store):
    taken = take_in(photograph(size=(640, 480)), "IMG_0001.JPG", store)
    assert (taken.media_type, taken.name) == ("image/jpeg", "IMG_0001.jpg")
    with Image.open(store.path_of(taken.sha256)) as image:
        assert image.size == (480, 640)
        assert dict(image.getexif()) == {}
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)), "图.png", "image/png"),
        (picture("PNG", mode="P", colour=3), "图.png", "image/png"),
        (picture("JPEG", mode="CMYK", colour=(9, 9, 9, 9)), "图.jpeg", "image/jpeg"),
        (picture("PNG", mode="I;16", colour=900), "图.png", "image/png"),
        (xlsx(["学时"]), "表.xlsx", EXCEL),
        (docx(), "文.docx", WORD),
    ],
)
def test_every_kind_that_is_offered_is_taken(store, content, name, media_type):
    assert take_in(content, name, store).media_type == media_type


def test_a_large_picture_is_made_smaller_and_what_is_transparent_white(store):
    large = picture("PNG", (5000, 100), "RGBA", (0, 0, 0, 0))
    taken = take_in(large, "图.png", store)
    with Image.open(store.path_of(taken.sha256)) as image:
        assert image.size == (2400, 48)
        assert image.getpixel((5, 5)) == (255, 255, 255)


def test_a_png_of_a_photograph_is_kept_as_jpeg(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_PNG", 10)
    media_type, content = pictures.reencode(picture("PNG"), Kind.PNG)
    assert (media_type, content[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_pixels_that_spell_a_page_once_encoded_are_refused(monkeypatch):
    monkeypatch.setattr(pictures, "_written", lambda *_: picture() + SCRIPT)
    with pytest.raises(FileRefused) as why:
        pictures.reencode(picture(), Kind.JPEG)
    assert why.value.reason is Reason.POLYGLOT


def test_a_hidden_script_is_found_only_where_the_document_is_written_anew():
    content = pdf_with_hidden_script()
    assert not documents._names_an_action(content)
    document = documents._opened(content)
    assert documents._names_an_action(documents._written_anew(document))


def test_pages_are_counted_and_drawn_as_pictures_of_the_size_asked_for(store):
    taken = take_in(pdf(pages=3), "证书.pdf", store)
    assert taken.pages == 3
    with Image.open(io.BytesIO(page_of(store, taken.sha256, taken.media_type, 2, "large"))) as page:
        assert (page.format, page.size) == ("JPEG", (800, 1200))
    with pytest.raises(FileRefused):
        page_of(store, taken.sha256, taken.media_type, 4, "large")


def test_a_picture_is_drawn_once_and_then_found(store, tmp_path, monkeypatch):
    taken = take_in(picture(size=(900, 600)), "图.jpg", store)
    first = page_of(store, taken.sha256, taken.media_type, 1, "small")
    with Image.open(io.BytesIO(first)) as small:
        assert small.size == (240, 160)
    monkeypatch.setattr(apart.subprocess, "run", None)
    assert page_of(store, taken.sha256, taken.media_type, 1, "small") == first
    assert [path.parts[-3] for path in kept_files(tmp_path / "cache")] == ["cache"]


def test_the_same_content_is_kept_once_for_its_owner_alone(store, tmp_path):
    first, second = (take_in(docx(), name, store) for name in ("一.docx", "二.docx"))
    assert first.sha256 == second.sha256
    [path] = kept_files(tmp_path / "files")
    assert path == tmp_path / "files" / first.sha256[:2] / first.sha256
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_cut_short_on_the_disk_is_written_again(store):
    digest = store.put(b"whole")
    store.path_of(digest).write_bytes(b"who")
    assert store.put(b"whole") == digest
    assert store.read(digest) == b"whole"


def test_a_file_is_on_the_disk_before_it_has_its_name(store, tmp_path, monkeypatch):
    events, fsync, replace = [], os.fsync, type(tmp_path).replace
    monkeypatch.setattr(os, "fsync", lambda number: (events.append("synced"), fsync(number)))
    monkeypatch.setattr(
        type(tmp_path), "replace",
        lambda path, target: (events.append("named"), replace(path, target))[1],
    )  # fmt: skip
    store.put(b"proof")
    assert events[:3] == ["synced", "named", "synced"]


def test_a_write_that_fails_leaves_nothing_behind(store, tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(b"proof")
    assert not [path for path in kept_files(tmp_path) if path.name.startswith(UNFINISHED)]


def test_a_decoder_that_takes_too_long_or_breaks_says_so(monkeypatch):
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.001)
    with pytest.raises(FileRefused) as slow:
        apart.decode(picture(), "picture", "JPEG")
    assert slow.value.reason is Reason.TOO_SLOW
    monkeypatch.setattr(apart, "MOST_SECONDS", 15)
    with pytest.raises(FileRefused) as broken:
        apart.decode(picture(), "no such task")
    assert broken.value.reason is Reason.DAMAGED


def test_nobody_waits_for_ever_for_a_turn(monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE_SECONDS", 0)
    for _ in range(apart.MOST_AT_ONCE):
        apart._turns.acquire()
    try:
        with pytest.raises(FileRefused) as busy:
            apart.decode(picture(), "picture", "JPEG")
        assert busy.value.reason is Reason.BUSY
    finally:
        for _ in range(apart.MOST_AT_ONCE):
            apart._turns.release()


def test_the_decoder_has_neither_our_secrets_nor_room_to_write(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    seen = {}
    run = apart.subprocess.run

    def note(command, **options):
        seen.update(options)
        return run(command, **options)

    monkeypatch.setattr(apart.subprocess, "run", note)
    apart.decode(picture(), "picture", "JPEG")
    assert set(seen["env"]) == {"PATH", "LANG"}


@settings(max_examples=60)
@given(
    st.sampled_from([docx(), xlsx(["1"]), docx() + zipped_page()]),
    st.integers(0, 2_000), st.binary(min_size=1, max_size=8),
)  # fmt: skip
def test_a_changed_office_file_is_refused_or_whole_and_never_breaks_us(content, at, patch):
    place = len(content) * at // 2_000
    changed = content[:place] + patch + content[place + len(patch) :]
    try:
        take_in(changed, "a", _Nowhere())
    except FileRefused:
        return
    assert zipfile.ZipFile(io.BytesIO(changed)).testzip() is None


class _Nowhere:
    def put(self, content):
        return "0" * 64


def test_a_bomb_is_told_by_what_it_says_of_itself():
    assert len(png_bomb()) < 50_000

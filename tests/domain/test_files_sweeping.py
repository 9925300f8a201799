"""What no row names leaves the store, unless it is being sent; the cache keeps its size."""

import json
import os
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from domain.files import store as storing
from domain.files.store import UNFINISHED, Store
from domain.files.sweeping import Swept, sweep, sweep_one_folder
from models import StoredFile, db
from tests.conftest import NOON

AGES_AGO = (NOON - timedelta(days=3)).timestamp()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def put(store, content, *, named=False, sent_at=AGES_AGO):
    sha256 = store.put(content)
    os.utime(store.path_of(sha256), (sent_at, sent_at))
    if named:
        row = StoredFile(sha256=sha256, media_type="image/png", size=len(content), stored_at=NOON)
        db.session.add(row)
        db.session.flush()
    return sha256


def test_only_old_files_that_no_row_names_go(database, store):
    named, new = put(store, b"named", named=True), put(store, b"new", sent_at=NOON.timestamp())
    left, other = put(store, b"left over"), put(store, b"another")
    assert sweep(store, now=NOON) == Swept(2, 16)
    assert [store.size_of(one) for one in (named, new, left, other)] == [5, 3, None, None]
    assert sweep(store, now=NOON) == Swept(0, 0)


def test_the_pictures_of_a_file_go_with_it_and_so_does_what_was_never_finished(
    database, store, tmp_path
):
    sha256 = put(store, b"left over")
    store.picture(f"{sha256}-1-240.jpg", lambda: b"its page")
    begun = store.path_of(sha256).with_name(f"{UNFINISHED}0123")
    writing = begun.with_name(f"{UNFINISHED}4567")
    for path in (begun, writing):
        path.write_bytes(b"half")
    os.utime(begun, (AGES_AGO, AGES_AGO))
    os.utime(writing, (NOON.timestamp(), NOON.timestamp()))
    sweep(store, now=NOON)
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [writing]


def test_what_is_sent_again_stays_until_its_form_is_through(database, store):
    sha256 = put(store, b"the same picture")
    real = datetime.fromtimestamp(store.path_of(sha256).stat().st_mtime, UTC)
    assert store.put(b"the same picture") == sha256
    seen = store.path_of(sha256).stat().st_mtime
    assert seen > real.timestamp()
    assert store.discard(sha256, before=seen) is None
    assert store.read(sha256) == b"the same picture"


def test_a_file_that_is_sent_while_it_is_swept_is_there_afterwards(database, store, monkeypatch):
    """Whoever sends waits for the removal, and writes the file anew."""
    sha256 = put(store, b"the same picture")
    unlinking, sent = Event(), []
    unlink = type(store.path_of(sha256)).unlink

    def slowly(path, **how):
        if path == store.path_of(sha256) and not unlinking.is_set():
            sender.start()
            unlinking.set()
            sender.join(0.2)
            assert sent == []
        unlink(path, **how)

    sender = Thread(target=lambda: sent.append(store.put(b"the same picture")))
    monkeypatch.setattr(type(store.path_of(sha256)), "unlink", slowly)
    assert sweep(store, now=NOON).files == 1
    sender.join(10)
    assert sent == [sha256]
    assert store.read(sha256) == b"the same picture"


def test_one_folder_is_looked_at_a_minute_and_all_of_them_in_turn(database, store):
    many = [put(store, str(number).encode()) for number in range(9)]
    assert sweep_one_folder(Store(store.path_of("").parent / "none"), now=NOON) == Swept(0, 0)
    for minute in range(len(store.folders())):
        sweep_one_folder(store, now=NOON + timedelta(minutes=minute))
    assert [store.size_of(one) for one in many] == [None] * 9


def test_the_command_says_what_it_removed(app, database, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "INSTANCE", tmp_path)
    put(Store(tmp_path), b"left over")
    told = app.test_cli_runner().invoke(args=["files", "sweep", "--json"])
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"files": 1, "bytes": 9})
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    again = app.test_cli_runner().invoke(args=["files", "sweep"])
    assert "Files removed: 0; bytes freed: 0." in again.stderr


def test_of_pictures_the_oldest_give_way_and_the_last_one_never(store, tmp_path, monkeypatch):
    monkeypatch.setattr(storing, "MOST_CACHED", 20)
    for number in range(5):
        store.picture(f"ab{number}-1-240.jpg", lambda: b"nine byte")
        path = tmp_path / "cache" / "ab" / f"ab{number}-1-240.jpg"
        os.utime(path, (AGES_AGO + number, AGES_AGO + number))
    kept = sorted(path.name[:3] for path in (tmp_path / "cache" / "ab").iterdir())
    assert kept == ["ab3", "ab4"]
    assert store.picture("ab9-1-240.jpg", lambda: b"x" * 21) == b"x" * 21
    assert [path.name[:3] for path in (tmp_path / "cache" / "ab").iterdir()] == ["ab9"]

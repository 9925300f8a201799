"""An archive that is not, byte for byte, what was written is refused before it is used."""

import hashlib
import tarfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import audit
from domain.audit import Actor
from domain.backup.check import check_backup
from domain.backup.create import Instance, create_backup
from domain.backup.manifest import ArchiveDamaged, Damage, Manifest
from domain.backup.seal import seal
from models import db
from tests.factories import make_entry, make_person
from tests.instances import REVISION, new_instance

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
SAME_FOLDER = [HealthCheck.function_scoped_fixture]  # each example overwrites the one file


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> bytes:
    """The bytes of a small archive."""
    folder = tmp_path_factory.mktemp("sound")
    with new_instance("sqlite", "sound", folder / "from") as app, app.app_context():
        audit.record(
            Actor(None), "entry.submitted", "study_entry", make_entry(make_person()).id, at=NOW
        )
        db.session.commit()
        create_backup(Instance(db.engine, folder / "from", "0.1.0"), folder / "b.tar.gz", now=NOW)
        db.session.remove()
    return (folder / "b.tar.gz").read_bytes()


@given(data=st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_byte_changed_anywhere_is_refused(sound, tmp_path, data):
    place = data.draw(st.integers(0, len(sound) - 1))
    other = data.draw(st.integers(1, 255))
    damaged = bytearray(sound)
    damaged[place] ^= other
    (tmp_path / "damaged.tar.gz").write_bytes(damaged)
    with pytest.raises(ArchiveDamaged):
        check_backup(tmp_path / "damaged.tar.gz")


@pytest.mark.parametrize("left", [0, 1, 40, 61, 62, 63, 500, -1, -62, -63])
def test_an_archive_that_was_cut_short_is_refused(sound, tmp_path, left):
    (tmp_path / "cut.tar.gz").write_bytes(sound[:left])
    with pytest.raises(ArchiveDamaged) as refused:
        check_backup(tmp_path / "cut.tar.gz")
    assert refused.value.damage is Damage.CHANGED


def test_an_archive_with_something_after_its_end_is_refused(sound, tmp_path):
    (tmp_path / "longer.tar.gz").write_bytes(sound + b"\0")
    with pytest.raises(ArchiveDamaged):
        check_backup(tmp_path / "longer.tar.gz")


def _sealed(path: Path, members: dict[str, bytes], kind: bytes = tarfile.REGTYPE) -> Path:
    """An archive that somebody made by hand, with a seal that fits."""
    with path.open("w+b") as file:
        with tarfile.open(fileobj=file, mode="w:gz") as tar:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                info.type = tarfile.REGTYPE if name == "manifest.json" else kind
                info.linkname = "/etc/passwd"
                tar.addfile(info, BytesIO(content))
        seal(file)
    return path


def _manifest(**members: str) -> bytes:
    manifest = Manifest("0.1.0", REVISION, "sqlite", NOW.isoformat(), {}, 0, "0" * 64, members)
    return manifest.as_json().encode()


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/outside",
        "files/files/../../outside",
        "files/secret_key",
        "files/other/x",
    ],
)
def test_a_member_that_would_land_elsewhere_is_refused(tmp_path, name):
    content = b"somewhere else"
    manifest = _manifest(**{name: hashlib.sha256(content).hexdigest()})
    path = _sealed(tmp_path / "forged.tar.gz", {"manifest.json": manifest, name: content})
    with pytest.raises(ArchiveDamaged) as refused:
        check_backup(path)
    assert (refused.value.damage, refused.value.member) == (Damage.MEMBER_UNKNOWN, name)


def test_a_link_in_an_archive_is_refused(tmp_path):
    name = "files/files/link"
    members = {"manifest.json": _manifest(**{name: "0" * 64}), name: b""}
    path = _sealed(tmp_path / "forged.tar.gz", members, tarfile.SYMTYPE)
    with pytest.raises(ArchiveDamaged) as refused:
        check_backup(path)
    assert refused.value.damage is Damage.MEMBER_UNKNOWN


def test_a_member_that_is_missing_added_or_another_is_named(tmp_path):
    asked = _manifest(**{"tables/people.jsonl": "0" * 64})
    for members, damage in (
        ({"manifest.json": asked}, Damage.MEMBER_MISSING),
        ({"manifest.json": asked, "tables/people.jsonl": b"{}"}, Damage.MEMBER_DIFFERS),
        ({"manifest.json": _manifest(), "tables/people.jsonl": b"{}"}, Damage.MEMBER_UNKNOWN),
        ({"manifest.json": b'{"application": "rigong", "format": 9}'}, Damage.OTHER_FORMAT),
        ({"manifest.json": b"{"}, Damage.NOT_AN_ARCHIVE),
        ({"other.json": b"{}"}, Damage.NOT_AN_ARCHIVE),
    ):
        with pytest.raises(ArchiveDamaged) as refused:
            check_backup(_sealed(tmp_path / "forged.tar.gz", members))
        assert refused.value.damage is damage

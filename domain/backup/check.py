"""Reading an archive: every byte is checked before anything is done with any of them."""

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from domain.backup.manifest import (
    FILES,
    FOLDERS,
    MANIFEST,
    TABLES,
    ArchiveDamaged,
    Damage,
    Manifest,
    parse_manifest,
)
from domain.backup.seal import is_sealed


def check_backup(path: Path) -> Manifest:
    """Read the whole archive and compare every checksum.

    Raises:
        ArchiveDamaged: it is not an archive of ours, or not as it was written.
        OSError: the file cannot be read.
    """
    if not is_sealed(path):
        raise ArchiveDamaged(Damage.CHANGED)
    with open_archive(path) as tar:
        names = iter(tar)
        first = next(names, None)
        if first is None or first.name != MANIFEST:
            raise ArchiveDamaged(Damage.NOT_AN_ARCHIVE, MANIFEST)
        manifest = parse_manifest(_content(tar, first))
        found = {member.name: _checked(tar, member, manifest) for member in names}
    if lacking := sorted(manifest.members.keys() - found.keys()):
        raise ArchiveDamaged(Damage.MEMBER_MISSING, lacking[0])
    return manifest


@contextmanager
def open_archive(path: Path) -> Iterator[tarfile.TarFile]:
    """The archive as tar.

    Raises:
        ArchiveDamaged: it is none.
    """
    try:
        with tarfile.open(path, mode="r:gz") as tar:
            yield tar
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise ArchiveDamaged(Damage.NOT_AN_ARCHIVE) from None


def _checked(tar: tarfile.TarFile, member: tarfile.TarInfo, manifest: Manifest) -> str:
    """The hash of a member that the manifest names, that is a plain file, and stays inside."""
    if member.name not in manifest.members or not member.isreg() or not _is_inside(member.name):
        raise ArchiveDamaged(Damage.MEMBER_UNKNOWN, member.name)
    digest = hashlib.sha256()
    file = tar.extractfile(member)
    while file is not None and (chunk := file.read(1 << 20)):
        digest.update(chunk)
    if digest.hexdigest() != manifest.members[member.name]:
        raise ArchiveDamaged(Damage.MEMBER_DIFFERS, member.name)
    return digest.hexdigest()


def _is_inside(name: str) -> bool:
    """Whether a member is a table, or a file in a folder that is backed up."""
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/"):
        return False
    if name.startswith(FILES):
        return len(parts) > 2 and parts[1] in FOLDERS  # noqa: PLR2004 - files/<folder>/<file>
    return name.startswith(TABLES)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    return file.read() if file is not None else b""

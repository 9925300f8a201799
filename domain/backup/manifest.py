"""What an archive says of itself, and why one is refused."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

FORMAT = 1
MANIFEST = "manifest.json"
TABLES, FILES = "tables/", "files/"
FOLDERS = ("files", "content")  # of the instance; never its secret key or demo password


class Damage(StrEnum):
    """Why an archive is refused before anything is touched."""

    NOT_AN_ARCHIVE = "not_an_archive"
    CHANGED = "changed"  # its seal does not fit
    OTHER_FORMAT = "other_format"
    MEMBER_DIFFERS = "member_differs"
    MEMBER_MISSING = "member_missing"
    MEMBER_UNKNOWN = "member_unknown"


class Obstacle(StrEnum):
    """Why a sound archive cannot be restored here."""

    OTHER_REVISION = "other_revision"  # the program here is older or newer
    DATABASE_IN_USE = "database_in_use"  # it holds rows
    FILES_IN_THE_WAY = "files_in_the_way"
    COUNTS_DIFFER = "counts_differ"  # after loading; everything is rolled back
    HEAD_DIFFERS = "head_differs"


class ArchiveDamaged(Exception):
    """The archive is not what was written; ``member`` names the part where that is known."""

    def __init__(self, damage: Damage, member: str = "") -> None:
        super().__init__(damage, member)
        self.damage, self.member = damage, member


class CannotRestore(Exception):
    """The archive is sound and this is not the place for it; ``found`` is what is in the way."""

    def __init__(self, obstacle: Obstacle, found: str = "") -> None:
        super().__init__(obstacle, found)
        self.obstacle, self.found = obstacle, found


@dataclass(frozen=True, slots=True)
class Manifest:
    """``rows`` by table, ``members`` by name to SHA-256; ``made_at`` is ISO 8601 in UTC."""

    version: str
    revision: str
    database: str
    made_at: str
    rows: dict[str, int]
    audit_seq: int
    audit_hash: str
    members: dict[str, str]
    format: int = FORMAT
    application: str = "rigong"

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def parse_manifest(text: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        ArchiveDamaged: it is none of ours, or of a format that this program does not read.
    """
    try:
        values = json.loads(text)
        if values.get("application") != "rigong" or values.get("format") != FORMAT:
            raise ArchiveDamaged(Damage.OTHER_FORMAT, str(values.get("format")))
        return Manifest(**values)
    except (ValueError, TypeError, AttributeError):
        raise ArchiveDamaged(Damage.NOT_AN_ARCHIVE, MANIFEST) from None

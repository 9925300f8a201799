"""Files in the store that no row names: their form was refused, or never handed in. They go."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from domain.files.store import Store
from models import StoredFile, db

KEPT_FOR = timedelta(days=2)  # no form takes as long from its files to its commit
AT_ONCE = 500  # names in one statement


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files went, and how many bytes they took."""

    files: int
    size: int


def sweep(store: Store, *, now: datetime) -> Swept:
    """Remove every file that no row names and that was sent more than two days before.

    A file that is sent at this moment stays, also where it lay there already: ``Store.put``
    makes it new. ``now`` is of the clock that the store's folder is written by.
    """
    return _sweep(store, store.folders(), now)


def sweep_one_folder(store: Store, *, now: datetime) -> Swept:
    """``sweep`` for one folder of the store, another every minute: little at a time."""
    folders = store.folders()
    minute = int(now.timestamp()) // 60
    return _sweep(store, folders[minute % len(folders) :][:1] if folders else [], now)


def _sweep(store: Store, folders: Iterable[str], now: datetime) -> Swept:
    before, freed = (now - KEPT_FOR).timestamp(), []
    for folder in folders:
        store.drop_unfinished(folder, before=before)
        for sha256 in _unnamed(store.older(folder, before=before)):
            size = store.discard(sha256, before=before)
            if size is not None:
                freed.append(size)
    return Swept(len(freed), sum(freed))


def _unnamed(names: list[str]) -> Iterator[str]:
    """Those of the files that no row names. One query for each 500, and none for none."""
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        named = set(
            db.session.scalars(sa.select(StoredFile.sha256).where(StoredFile.sha256.in_(some)))
        )
        yield from (name for name in some if name not in named)

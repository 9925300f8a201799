"""Versions of rules that are kept as text: loaded from files or a page, and never changed."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain import audit
from domain.audit import Actor
from models import db
from models.loaded_rules import LoadedRules


class Ruled(Protocol):
    """What every file of rules says of itself."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def effective_from(self) -> date: ...


Row = TypeVar("Row", bound=LoadedRules)
Rules = TypeVar("Rules", bound=Ruled)


class RuleChanged(Exception):
    """The version is kept with another text."""

    def __init__(self, slug: str, version: int) -> None:
        super().__init__(f"{slug} {version}")
        self.slug, self.version = slug, version


class BeginsInThePast(Exception):
    """A version would judge anew what was before ``today``; it may hold from then on."""

    def __init__(self, today: date) -> None:
        super().__init__(str(today))
        self.today = today


class Keeper(Generic[Row, Rules]):
    """The versions of one sort of rules, in one table, read by ``parse``."""

    def __init__(self, table: type[Row], parse: Callable[[str, str], Rules], act: str) -> None:
        self._table: type[Row] = table
        self._parse, self._act = parse, act
        self.parsed: dict[str, Rules] = {}  # by digest of the text: a version never changes

    def versions(self) -> list[tuple[Row, Rules]]:
        """Every version, the one that holds latest first. One query."""
        rows = db.session.scalars(self._latest_first())
        return [(row, self.rules(row)) for row in rows]

    def on(self, day: date) -> Rules | None:
        """The rules in force on the day: of those that hold by then, the latest. One query."""
        row = db.session.scalars(
            self._latest_first().where(self._table.effective_from <= day).limit(1)
        ).one_or_none()
        return None if row is None else self.rules(row)

    def find(self, slug: str, version: int) -> tuple[Row, Rules] | None:
        """One query."""
        row = self._kept(slug, version)
        return None if row is None else (row, self.rules(row))

    def load(self, text: str, file: str, *, actor: Actor, now: datetime) -> bool:
        """Keep a version; False when it is kept already. The caller commits.

        Raises:
            domain.hours.fields.PackRefused: the text is no such rules.
            RuleChanged: the version is kept with another text.
        """
        rules = self._parse(text, file)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        if self._is_kept(rules, sha256):
            return False
        row = self._table(
            slug=rules.id, version=rules.version, effective_from=rules.effective_from,
            source_text=text, sha256=sha256, loaded_by=actor.account_id, loaded_at=now,
        )  # fmt: skip
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:  # somebody else kept the version meanwhile
            if self._is_kept(rules, sha256):
                return False
            raise
        audit.record(
            actor, self._act, self._table.__tablename__, row.id, at=now, after={"sha256": sha256}
        )
        return True

    def bring(self, text: str, file: str, *, actor: Actor, now: datetime) -> bool:
        """``load`` of what somebody brings while another version holds already.

        Raises:
            BeginsInThePast: it is new, and would hold from a day that is past.
            As ``load``.
        """
        rules, today = self._parse(text, file), now.date()
        known = self.versions()
        is_new = all((row.slug, row.version) != (rules.id, rules.version) for row, _ in known)
        if known and is_new and rules.effective_from < today:
            raise BeginsInThePast(today)
        return self.load(text, file, actor=actor, now=now)

    def _latest_first(self) -> sa.Select[Row]:
        return sa.select(self._table).order_by(
            self._table.effective_from.desc(), self._table.id.desc()
        )

    def _is_kept(self, rules: Rules, sha256: str) -> bool:
        """Whether this version is kept, with this text. One query."""
        kept = self._kept(rules.id, rules.version)
        if kept is not None and kept.sha256 != sha256:
            raise RuleChanged(rules.id, rules.version)
        return kept is not None

    def _kept(self, slug: str, version: int) -> Row | None:
        return db.session.scalars(
            sa.select(self._table).where(self._table.slug == slug, self._table.version == version)
        ).one_or_none()

    def rules(self, row: Row) -> Rules:
        found = self.parsed.get(row.sha256)
        if found is None:
            found = self.parsed[row.sha256] = self._parse(row.source_text, row.slug)
        return found

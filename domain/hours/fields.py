"""Reading a table of TOML field by field, so that a refusal can name the field and its line."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NoReturn

from domain.cells import folded
from domain.hours.expected import Expected, PackRefused
from domain.hours.pack_lines import field_lines, line_of

__all__ = ["MOST", "Expected", "Fields", "PackRefused", "Source", "done"]

_AMOUNT = re.compile(r"([0-9]{1,7})\.([0-9]{2})")
_DECIMAL = re.compile(r"[0-9]{1,5}(\.[0-9]{1,4})?")
_SHARE = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_ID = re.compile(r"[.-]*\w[\w.-]*")  # of stops alone an address would lead elsewhere
MOST = 99_999


class Source:
    """The file that is read: its name, and where its fields stand."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self._text = file, text
        self._lines: dict[str, int] | None = None

    def refused(self, field: str, expected: Expected, **details: Any) -> PackRefused:
        if self._lines is None:  # only who refuses asks for lines
            self._lines = field_lines(self._text)
        return PackRefused(self.file, field, expected, line_of(self._lines, field), **details)


class Fields:
    """One table; what has been read is remembered, so that ``done`` can refuse the rest."""

    def __init__(self, values: Mapping[str, Any], source: Source, prefix: str = "") -> None:
        self._values, self.source, self._prefix = values, source, prefix
        self._read: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def path(self, name: str) -> str:
        return f"{self._prefix}{name}"

    def refuse(self, name: str, expected: Expected, **details: Any) -> NoReturn:
        raise self.source.refused(self.path(name), expected, **details)

    def text(self, name: str) -> str:
        value = self._value(name)
        if not isinstance(value, str) or not value.strip():
            self.refuse(name, Expected.TEXT)
        return value

    def slug(self, name: str) -> str:
        """An id: letters of any script, digits, underscores, hyphens and stops."""
        value = self.text(name)
        if not _ID.fullmatch(value):
            self.refuse(name, Expected.ID)
        return value

    def number(
        self, name: str, *, default: int | None = None, least: int = 1, most: int = MOST
    ) -> int:
        if default is not None and name not in self._values:
            return default
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(name, Expected.WHOLE, least=least, most=most)
        return value

    def number_or_none(self, name: str, *, least: int = 1, most: int = MOST) -> int | None:
        return self.number(name, least=least, most=most) if name in self._values else None

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        if default is not None and name not in self._values:
            return default
        value = self._value(name)
        if not isinstance(value, bool):
            self.refuse(name, Expected.TRUE_OR_FALSE)
        return value

    def true_or_absent(self, name: str) -> bool:
        if name not in self._values:
            return False
        if self._value(name) is not True:
            self.refuse(name, Expected.TRUE_OR_ABSENT)
        return True

    def day(self, name: str, *, optional: bool = False) -> Any:
        if optional and name not in self._values:
            return None
        value = self._value(name)
        if type(value) is not date:
            self.refuse(name, Expected.DAY)
        return value

    def month_day(self, name: str) -> tuple[int, int]:
        value = self.text(name)
        try:
            day = date.fromisoformat(f"2024-{value if _MONTH_DAY.fullmatch(value) else '?'}")
        except ValueError:
            self.refuse(name, Expected.MONTH_DAY)
        return day.month, day.day

    def amount(self, name: str, *, above_zero: bool = False) -> int:
        """An amount of credit hours, as hundredths."""
        value = self._value(name)
        found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.refuse(name, Expected.AMOUNT)
        hundredths = int(found[1]) * 100 + int(found[2])
        if above_zero and hundredths == 0:
            self.refuse(name, Expected.ABOVE_ZERO)
        return hundredths

    def decimal(
        self, name: str, *, default: Fraction | None = None, least: int = 0, most: int = MOST
    ) -> Fraction:
        """A number, whole or as a text like ``"0.5"`` with at most four decimals."""
        if default is not None and name not in self._values:
            return default
        value = self._value(name)
        written = str(value) if type(value) is int else value
        if not isinstance(written, str) or not _DECIMAL.fullmatch(written):
            self.refuse(name, Expected.DECIMAL, low=least, high=most)
        if not least <= Fraction(written) <= most:
            self.refuse(name, Expected.DECIMAL, low=least, high=most)
        return Fraction(written)

    def share(self, name: str) -> Fraction | None:
        """A share such as ``"1/7"``, at most the whole; ``None`` where it is absent."""
        if name not in self._values:
            return None
        value = self._value(name)
        found = _SHARE.fullmatch(value) if isinstance(value, str) else None
        if found is None or int(found[1]) > int(found[2]):
            self.refuse(name, Expected.SHARE)
        return Fraction(int(found[1]), int(found[2]))

    def choice(self, name: str, allowed: Collection[str], *, default: str | None = None) -> str:
        if default is not None and name not in self._values:
            return default
        value = self.text(name)
        if value not in allowed:
            self.refuse(name, Expected.ONE_OF, allowed=sorted(allowed))
        return value

    def texts(self, name: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of texts, each once, of the allowed ones where those are named; may be absent."""
        if name not in self._values:
            return ()
        value = self._value(name)
        if not isinstance(value, list):
            self.refuse(name, Expected.TEXTS)
        if not value:
            self.refuse(name, Expected.AT_LEAST_ONE)
        for number, one in enumerate(value):
            item = f"{name}[{number}]"
            if not isinstance(one, str) or not one.strip() or one in value[:number]:
                self.refuse(item, Expected.TEXTS)
            if allowed is not None and one not in allowed:
                self.refuse(item, Expected.ONE_OF, allowed=sorted(allowed))
        return tuple(value)

    def words(self) -> dict[str, str]:
        return {"zh": self.text("zh"), "en": self.text("en")}

    def worded(self, name: str) -> dict[str, str]:
        """The table of the name, which holds nothing but a text in each language."""
        table = self.table(name)
        words = table.words()
        table.done()
        return words

    def names(self, allowed: Collection[str]) -> list[str]:
        """The names in this table, each of which must be allowed."""
        for name in self._values:
            if name not in allowed:
                self.refuse(name, Expected.ONE_OF, allowed=sorted(allowed))
        return list(self._values)

    def table(self, name: str, *, optional: bool = False) -> "Fields":
        """The table of the name; an empty one where it is absent and may be."""
        if optional and name not in self._values:
            return Fields({}, self.source, f"{self.path(name)}.")
        value = self._value(name)
        if not isinstance(value, dict):
            self.refuse(name, Expected.TABLE)
        return Fields(value, self.source, f"{self.path(name)}.")

    def tables(self, name: str) -> list["Fields"]:
        """A list of tables without ids; may be absent."""
        value = self._value(name) if name in self._values else []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.refuse(name, Expected.TABLES)
        return [Fields(one, self.source, f"{self.path(name)}[{n}].") for n, one in enumerate(value)]

    def rows(
        self, name: str, *, optional: bool = False, names_once: bool = False
    ) -> list["Fields"]:
        """A list of tables whose ids differ.

        With ``names_once`` they are called by id or by name, in either language and in any case:
        whatever one is called, no other is.
        """
        if not optional:
            self._value(name)
        rows = self.tables(name)
        _refuse_twins(rows, ("id", "zh", "en") if names_once else ("id",))
        return rows

    def unread(self, names: Iterable[str]) -> list[str]:
        """Those of the names that are given and that nobody asked for."""
        return [name for name in names if name in self._values and name not in self._read]

    def done(self) -> None:
        """Refuse whatever nobody asked for."""
        for name in self._values:
            if name not in self._read:
                self.refuse(name, Expected.KNOWN)

    def _value(self, name: str) -> Any:
        self._read.add(name)
        if name not in self._values:
            self.refuse(name, Expected.GIVEN)
        return self._values[name]


def done(tables: Iterable[Fields]) -> None:
    """Refuse what nobody asked for in any of the tables."""
    for one in tables:
        one.done()


def _refuse_twins(rows: Sequence[Fields], names: Sequence[str]) -> None:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows):
        for name in names:
            value = row.slug(name) if name == "id" else row.text(name)
            if seen.setdefault(folded(value), number) != number:
                expected = Expected.UNIQUE_ID if name == "id" else Expected.UNIQUE_NAME
                row.refuse(name, expected, found=value)

"""Reading a table of TOML field by field, so that a refusal can name the field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

_AMOUNT = re.compile(r"(\d{1,7})\.(\d\d)")


class PackRefused(Exception):
    """A rule file is wrong at ``field`` of ``file``; ``expected`` says what should stand there."""

    def __init__(self, file: str, field: str, expected: str) -> None:
        super().__init__(f"{file}: {field}: {expected}")
        self.file, self.field, self.expected = file, field, expected


class Fields:
    """One table; what has been read is remembered, so that ``done`` can refuse the rest."""

    def __init__(self, values: Mapping[str, Any], file: str, prefix: str = "") -> None:
        self._values, self.file, self._prefix = values, file, prefix
        self._read: set[str] = set()

    def path(self, name: str) -> str:
        return f"{self._prefix}{name}"

    def text(self, name: str) -> str:
        value = self._value(name)
        if not isinstance(value, str) or not value.strip():
            raise self._refused(name, "a text that is not empty")
        return value

    def number(self, name: str, *, default: int | None = None) -> int:
        if default is not None and name not in self._values:
            return default
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._refused(name, "a whole number above 0")
        return value

    def flag(self, name: str) -> bool:
        value = self._value(name)
        if not isinstance(value, bool):
            raise self._refused(name, "true or false")
        return value

    def day(self, name: str, *, optional: bool = False) -> Any:
        if optional and name not in self._values:
            return None
        value = self._value(name)
        if type(value) is not date:
            raise self._refused(name, "a day like 2026-01-31")
        return value

    def month_day(self, name: str) -> tuple[int, int]:
        try:
            day = date.fromisoformat(f"2024-{self.text(name)}")
        except ValueError:
            raise self._refused(name, 'a month and day like "01-15"') from None
        return day.month, day.day

    def amount(self, name: str) -> int:
        """An amount of credit hours, as hundredths."""
        value = self._value(name)
        found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise self._refused(name, 'an amount like "1.00"')
        return int(found[1]) * 100 + int(found[2])

    def choice(self, name: str, allowed: set[str], *, default: str | None = None) -> str:
        if default is not None and name not in self._values:
            return default
        value = self.text(name)
        if value not in allowed:
            raise self._refused(name, "one of " + ", ".join(sorted(allowed)))
        return value

    def words(self) -> dict[str, str]:
        return {"zh": self.text("zh"), "en": self.text("en")}

    def names(self, allowed: set[str]) -> list[str]:
        """The names in this table, each of which must be allowed."""
        for name in self._values:
            if name not in allowed:
                raise self._refused(name, "one of " + ", ".join(sorted(allowed)))
        return list(self._values)

    def table(self, name: str, *, optional: bool = False) -> "Fields":
        """The table of the name; an empty one where it is absent and may be."""
        if optional and name not in self._values:
            return Fields({}, self.file, f"{self.path(name)}.")
        value = self._value(name)
        if not isinstance(value, dict):
            raise self._refused(name, "a table")
        return Fields(value, self.file, f"{self.path(name)}.")

    def rows(
        self, name: str, known: Iterable[str] | None = None, *, optional: bool = False
    ) -> list["Fields"]:
        """A list of tables whose ids differ; ``known`` is every field they may have."""
        if optional and name not in self._values:
            return []
        value = self._value(name)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._refused(name, "a list of tables")
        rows = [Fields(one, self.file, f"{self.path(name)}[{n}].") for n, one in enumerate(value)]
        ids = [one.text("id") for one in rows]
        for n, one in enumerate(ids):
            if one in ids[:n]:
                raise PackRefused(self.file, f"{self.path(name)}[{n}].id", "an id used once")
        if known is not None:
            for row in rows:
                row.names(set(known))
        return rows

    def done(self) -> None:
        """Refuse whatever nobody asked for."""
        for name in self._values:
            if name not in self._read:
                raise self._refused(name, "no such field")

    def _value(self, name: str) -> Any:
        self._read.add(name)
        if name not in self._values:
            raise self._refused(name, "must be given")
        return self._values[name]

    def _refused(self, name: str, expected: str) -> PackRefused:
        return PackRefused(self.file, self.path(name), expected)

"""In which line of a TOML text a field stands: ``tomllib`` reads values without their place.

The text was read by ``tomllib`` before, so this reads only what is right. A field is named as
refusals name it: ``kinds[2].convert.per``.
"""

import re

BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
PLAIN = re.compile(r"[^,\]}#\n]+")  # numbers, days, true and false
QUOTES = ('"""', "'''", '"', "'")


def field_lines(text: str) -> dict[str, int]:
    """The line (from 1) of every table, field and item of a list, by its name."""
    return _Walk(text).lines


def line_of(lines: dict[str, int], name: str) -> int:
    """The line of the field, or of the nearest thing around it where the field is missing."""
    while name and name not in lines:
        name = name[: max(name.rfind("."), name.rfind("["), 0)]
    return lines.get(name, 1)


class _Walk:
    """Goes through the text once, from one field to the next."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._line, self._counted = 1, 0  # lines up to the place last asked for
        self._items: dict[str, int] = {}  # of lists of tables: the number of the last one
        self.lines: dict[str, int] = {}
        around = ""
        self._skip()
        while self._at < len(text):
            if text[self._at] == "[":
                around = self._header()
            else:
                self._field(around)
            self._skip()

    def _header(self) -> str:
        listed = self._text.startswith("[[", self._at)
        line = self._line_here()
        self._at += 2 if listed else 1
        keys = self._keys()
        self._at += 2 if listed else 1
        name = ""
        for key in keys[:-1]:
            name = self._inside(_joined(name, key))
        name = _joined(name, keys[-1])
        if listed:
            self._items[name] = self._items.get(name, -1) + 1
            self.lines.setdefault(name, line)
            name = f"{name}[{self._items[name]}]"
        self.lines.setdefault(name, line)
        return name

    def _inside(self, name: str) -> str:
        """Of a list of tables the last one: a header names that."""
        return f"{name}[{self._items[name]}]" if name in self._items else name

    def _field(self, around: str) -> None:
        line, name = self._line_here(), around
        for key in self._keys():
            name = _joined(name, key)
            self.lines.setdefault(name, line)
        self._at += 1  # the equals sign
        self._skip()
        self._value(name)

    def _keys(self) -> list[str]:
        """A key, or several with dots between them; ends before what follows."""
        keys = []
        while True:
            self._skip()
            bare = BARE_KEY.match(self._text, self._at)
            keys.append(bare[0] if bare else self._quoted())
            self._at = bare.end() if bare else self._at
            self._skip()
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, name: str) -> None:
        sign = self._text[self._at]
        if sign == "[":
            self._list(name)
        elif sign == "{":
            self._inline(name)
        elif sign in "\"'":
            self._quoted()
        else:
            found = PLAIN.match(self._text, self._at)
            self._at = found.end() if found else len(self._text)

    def _list(self, name: str) -> None:
        self._at += 1
        number = 0
        while self._next() != "]":
            item = f"{name}[{number}]"
            self.lines[item] = self._line_here()
            self._value(item)
            number += 1
            if self._next() == ",":
                self._at += 1
        self._at += 1

    def _inline(self, name: str) -> None:
        self._at += 1
        while self._next() != "}":
            self._field(name)
            if self._next() == ",":
                self._at += 1
        self._at += 1

    def _quoted(self) -> str:
        """What stands between quotes of any form; an escape is left as it is written."""
        quote = next(one for one in QUOTES if self._text.startswith(one, self._at))
        start = at = self._at + len(quote)
        while not self._text.startswith(quote, at):
            at += 2 if quote[0] == '"' and self._text[at] == "\\" else 1
        if len(quote) > 1:  # two more may belong to the text
            while self._text.startswith(quote, at + 1):
                at += 1
        self._at = at + len(quote)
        return self._text[start:at]

    def _next(self) -> str:
        self._skip()
        return self._text[self._at]

    def _skip(self) -> None:
        found = BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line


def _joined(name: str, key: str) -> str:
    return f"{name}.{key}" if name else key

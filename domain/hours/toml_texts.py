"""From a TOML text to its fields, or to the line where reading stopped."""

import re
import tomllib

from domain.hours.fields import Expected, Fields, PackRefused, Source

MOST_TEXT = 300_000  # characters
MOST_DEEP = 32  # brackets in brackets, and tables in tables that one key names
_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)'
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|\#[^\n]*'
    r"|(?P<number>\d[\d_]{99,})|(?P<sign>[\[\]{}.,=\n])",
    re.DOTALL,
)
TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate")
NO_SUCH_DAY = "Invalid date"


def text_of(content: bytes, file: str) -> str:
    """The text of a file's bytes, which are UTF-8 with or without a mark; of CR LF the LF.

    Raises:
        PackRefused: they are not; the line is the first that is none.
    """
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackRefused(file, "", Expected.UTF_8, line) from None


def read_toml(text: str, file: str) -> Fields:
    """The top of a TOML text.

    Raises:
        PackRefused: it is none, or too much of one; the line is where reading stopped.
    """
    _check_size(text, file)
    try:
        return Fields(tomllib.loads(text), Source(file, text))
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        place = _PLACE.search(told)
        line = int(place[1]) if place else text.count("\n") + 1
        raise PackRefused(file, "", _broken(told), line) from None


def _check_size(text: str, file: str) -> None:
    """Refuse what ``tomllib`` would choke on: its stack, its memory, or the digits of a number.

    A key of n names costs it n * n places, and one of a whole file more than a machine has.
    """
    if len(text) > MOST_TEXT:
        raise PackRefused(file, "", Expected.SHORTER, 1, most=MOST_TEXT)
    brackets = names = 0
    for found in _TOKEN.finditer(text):
        sign = found["sign"]
        if sign is None and found["number"] is None:
            continue
        brackets += (sign in ("[", "{")) - (sign in ("]", "}"))
        names = names + 1 if sign == "." else 0
        if sign is None or max(brackets, names) > MOST_DEEP:
            line = text.count("\n", 0, found.start()) + 1
            raise PackRefused(file, "", Expected.PLAINER, line, most=MOST_DEEP)


def _broken(told: str) -> Expected:
    """What ``tomllib`` missed, by its words."""
    if told.startswith(TWICE):
        return Expected.GIVEN_ONCE
    return Expected.REAL_DAY if told.startswith(NO_SUCH_DAY) else Expected.TOML

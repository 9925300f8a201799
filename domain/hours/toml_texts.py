"""From a TOML text to its fields, or to the line where reading stopped."""

import re
import tomllib

from domain.hours.fields import Expected, Fields, PackRefused, Source

_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")
TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate")
NO_SUCH_DAY = "Invalid date"


def read_toml(text: str, file: str) -> Fields:
    """The top of a TOML text.

    Raises:
        PackRefused: it is none; the line is where reading stopped.
    """
    try:
        return Fields(tomllib.loads(text), Source(file, text))
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        place = _PLACE.search(told)
        line = int(place[1]) if place else text.count("\n") + 1
        raise PackRefused(file, "", _broken(told), line) from None


def _broken(told: str) -> Expected:
    """What ``tomllib`` missed, by its words."""
    if told.startswith(TWICE):
        return Expected.GIVEN_ONCE
    return Expected.REAL_DAY if told.startswith(NO_SUCH_DAY) else Expected.TOML

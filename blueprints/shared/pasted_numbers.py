"""Staff numbers pasted into a box, and people for whom something cannot be recorded, in words."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from flask_babel import gettext as _

from blueprints.shared.clock import full_day_text
from domain.cells import CellRefused, read_staff_no
from domain.recording import Hindered, Hindrance

MOST_SAID = 20  # problems of one kind on one page
BETWEEN_NUMBERS = re.compile(r"[\s,;、]+")
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")


def numbers_written(text: str) -> tuple[list[tuple[int, str]], list[str]]:
    """Line and staff number of each that was pasted, and what is wrong with others.

    Names beside the numbers are passed over; a number that stands twice is wrong.
    """
    found: dict[str, int] = {}
    wrong = []
    for line, written in _words_of(text):
        try:
            staff_no = read_staff_no(written)
        except CellRefused:
            wrong.append(_("Line %(line)d: “%(text)s” is no staff number.",
                           line=line, text=written))  # fmt: skip
            continue
        if staff_no in found:
            wrong.append(_("Line %(line)d: %(number)s stands in line %(first)d already.",
                           line=line, number=staff_no, first=found[staff_no]))  # fmt: skip
        found.setdefault(staff_no, line)
    return [(line, staff_no) for staff_no, line in found.items()], wrong


def _words_of(text: str) -> Iterator[tuple[int, str]]:
    """Every word that may be a number, with its line from 1."""
    for number, line in enumerate(text.splitlines(), start=1):
        for written in BETWEEN_NUMBERS.split(normalize("NFKC", line)):
            if written and not IDEOGRAPH.search(written):
                yield number, written


def shortened(sentences: list[str]) -> list[str]:
    """The first of them, and how many more there are."""
    more = len(sentences) - MOST_SAID
    if more <= 0:
        return sentences
    return [*sentences[:MOST_SAID], _("And %(num)d more.", num=more)]


def hindered_text(one: Hindered) -> str:
    """Why the activity cannot be recorded for this person."""
    values = {"name": one.name, "number": one.staff_no, "day": full_day_text(one.on)}
    if one.why is Hindrance.HAD_LEFT:
        return _("%(name)s (%(number)s) has left: from %(day)s no longer here.", **values)
    return _(
        "%(name)s (%(number)s): at most 16 hours a day count together; on %(day)s %(left)d "
        "minutes are left.",
        left=one.minutes_left, **values,
    )  # fmt: skip

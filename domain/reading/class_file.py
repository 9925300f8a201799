"""``class.toml``: what a class from files says of itself, and what it asks."""

import hashlib
from dataclasses import dataclass

from domain.hours.fields import Expected, Fields
from domain.hours.toml_texts import read_toml
from domain.reading.asked import (
    AMOUNTS,
    MOST_ATTEMPTS,
    MOST_CHARACTERS,
    MOST_DRAWN,
    MOST_OF,
    READ,
    WHOLE_PERCENT,
    Asked,
)

LONGEST_TITLE, LONGEST_TITLE_EN, LONGEST_THEME, LONGEST_KIND = 120, 200, 600, 40


@dataclass(frozen=True, slots=True)
class ClassFile:
    """The columns of a class that its file says."""

    title: str
    title_en: str
    theme: str
    theme_en: str
    kind: str
    joining: str
    asked: Asked
    sha256: str

    def columns(self) -> dict[str, str]:
        names = ("title", "title_en", "theme", "theme_en", "kind", "joining")
        return {name: getattr(self, name) for name in names} | {"asks": self.asked.as_json()}


def read_class_file(text: str, file: str) -> ClassFile:
    """The class of a TOML text.

    Raises:
        domain.hours.fields.PackRefused: naming the line, the field and what was expected.
    """
    top = read_toml(text, file)
    title, theme = _words(top, "title"), _words(top, "theme")
    _fits(top, "title.zh", title["zh"], LONGEST_TITLE)
    _fits(top, "title.en", title["en"], LONGEST_TITLE_EN)
    for language in ("zh", "en"):
        _fits(top, f"theme.{language}", theme[language], LONGEST_THEME)
    found = ClassFile(
        title["zh"], title["en"], theme["zh"], theme["en"], top.slug("kind"),
        top.choice("joining", ("open", "assigned"), default="assigned"), _asked(top),
        hashlib.sha256(text.encode()).hexdigest(),
    )  # fmt: skip
    _fits(top, "kind", found.kind, LONGEST_KIND)
    top.done()
    return found


def _words(top: Fields, name: str) -> dict[str, str]:
    return {key: words.strip() for key, words in top.worded(name).items()}


def _fits(top: Fields, name: str, value: str, most: int) -> None:
    if len(value) > most:
        top.refuse(name, Expected.SHORTER, most=most)


def _asked(top: Fields) -> Asked:
    usual = Asked()
    asks, test = top.table("asks", optional=True), top.table("test", optional=True)
    credit = top.table("credit")
    amounts = {
        name: credit.number(name, default=0, most=MOST_OF[name]) for name in AMOUNTS
    }  # of the kind's own measure: which, the pack says when the class is closed
    if not any(amounts.values()):
        top.refuse("credit", Expected.AT_LEAST_ONE)
    found = Asked(
        read=asks.choice("read", READ, default=usual.read),
        reflection=asks.flag("reflection", default=usual.reflection),
        reflection_characters=asks.number(
            "reflection_characters", default=usual.reflection_characters, least=0,
            most=MOST_CHARACTERS,
        ),
        talk=asks.flag("talk", default=usual.talk), test=asks.flag("test", default=usual.test),
        pass_percent=test.number("pass_percent", default=usual.pass_percent, most=WHOLE_PERCENT),
        attempts=test.number("attempts", default=usual.attempts, least=0, most=MOST_ATTEMPTS),
        draw=test.number("draw", default=usual.draw, least=0, most=MOST_DRAWN), **amounts,
    )  # fmt: skip
    for table in (asks, test, credit):
        table.done()
    return found

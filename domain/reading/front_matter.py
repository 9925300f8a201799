"""A material's file: its front matter, read field by field, and the text below it."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from domain.reading.problems import Problem, Wrong

STRANDS = ("documents", "meetings", "affairs", "general")
LANGUAGES = ("zh", "en")
LONGEST_TITLE = {"zh": 120, "en": 200}
LONGEST_SOURCE, MOST_MINUTES, MOST_DAY = 300, 6000, 366
_BLOCK = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a text; ``body_line`` is the line of the file where the text begins."""

    title: str
    required: bool
    minutes: int
    day: int
    strands: tuple[str, ...]
    source: str
    body: str
    body_line: int


class FileWrong(Exception):
    """The file cannot be read as a material; ``problems`` say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def read_front_matter(text: str, file: str, language: str) -> FrontMatter:
    """The fields of a file and its text. Beside a Chinese one, an English one may say less.

    Raises:
        FileWrong: with every field that is wrong.
    """
    import frontmatter  # noqa: PLC0415 - a megabyte that few servers ever need
    import yaml  # noqa: PLC0415

    block = _BLOCK.match(text)
    if block is None:
        raise FileWrong([Problem(file, 1, Wrong.NO_FRONT_MATTER)])
    try:
        post = frontmatter.loads(text)
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark or error.problem_mark  # where what is open began
        line = 1 + (mark.line if mark is not None else 1)
        raise FileWrong([Problem(file, line, Wrong.FRONT_MATTER)]) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise FileWrong([Problem(file, 2, Wrong.FRONT_MATTER)]) from None
    reader = _Reader(post.metadata, block[1], file)
    own = language == "zh"
    found = FrontMatter(
        reader.text("title", LONGEST_TITLE[language]),
        reader.flag("required", asked=own), reader.whole("minutes", MOST_MINUTES, asked=own),
        reader.whole("day", MOST_DAY, asked=False), reader.strands(asked=own),
        reader.text("source", LONGEST_SOURCE, asked=own), text[block.end() :],
        text[: block.end()].count("\n") + 1,
    )  # fmt: skip
    reader.choice("language", (language,))
    reader.done()
    if reader.problems:
        raise FileWrong(sorted(reader.problems, key=lambda one: one.line))
    return found


@dataclass(slots=True)
class _Reader:
    """Reads fields and remembers what was wrong, so that all of it is said at once."""

    values: dict[str, Any]
    source: str
    file: str
    problems: list[Problem] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def text(self, name: str, most: int, *, asked: bool = True) -> str:
        return str(
            self._value(
                name, lambda one: isinstance(one, str) and 0 < len(one.strip()) <= most, "",
                Wrong.NOT_TEXT, asked=asked, most=most,
            )
        ).strip()  # fmt: skip

    def flag(self, name: str, *, asked: bool = True) -> bool:
        return bool(
            self._value(name, lambda one: isinstance(one, bool), True,  # noqa: FBT003 - a default
                        Wrong.NOT_TRUE_OR_FALSE, asked=asked)
        )  # fmt: skip

    def whole(self, name: str, most: int, *, asked: bool = True) -> int:
        return int(
            self._value(
                name, lambda one: type(one) is int and 1 <= one <= most, 0, Wrong.NOT_WHOLE,
                asked=asked, least=1, most=most,
            )
        )  # fmt: skip

    def choice(self, name: str, allowed: Collection[str]) -> None:
        self._value(name, lambda one: one in allowed, "", Wrong.NOT_ONE_OF, allowed=list(allowed))

    def strands(self, *, asked: bool = True) -> tuple[str, ...]:
        found = self._value(
            "strands",
            lambda one: isinstance(one, list) and bool(one) and all(s in STRANDS for s in one),
            [], Wrong.NOT_ONE_OF, asked=asked, allowed=list(STRANDS),
        )  # fmt: skip
        return tuple(sorted(set(found)))

    def done(self) -> None:
        for name in self.values.keys() - self.read:
            self._wrong(str(name), Wrong.UNKNOWN)

    def _value(
        self, name: str, fits: Callable[[Any], bool], otherwise: Any, wrong: Wrong, *,
        asked: bool = True, **details: Any,
    ) -> Any:  # fmt: skip
        self.read.add(name)
        if name not in self.values:
            if asked:
                self._wrong(name, Wrong.MISSING)
            return otherwise
        value = self.values[name]
        if fits(value):
            return value
        self._wrong(name, wrong, **details)
        return otherwise

    def _wrong(self, name: str, wrong: Wrong, **details: Any) -> None:
        found = re.search(rf"^{re.escape(name)}[ \t]*:", self.source, re.MULTILINE)
        line = 1 if found is None else 2 + self.source.count("\n", 0, found.start())
        self.problems.append(Problem(self.file, line, wrong, {"field": name, **details}))

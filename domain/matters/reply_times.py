"""What a file of reply times says, and how it is read from TOML (content/README.md)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.hours.fields import Expected, Fields, read_toml
from domain.matters.kinds import KINDS

Words = Mapping[str, str]  # "zh" and "en"
MOST_PERCENT = 100
WITHIN, BACK_WITHIN, LOOK_BACK_WITHIN = 5, 10, 5  # working days, where no file says


@dataclass(frozen=True, slots=True)
class ReplyTime:
    """The working days of one kind.

    ``within`` for the answer; ``back_within`` for what then lies with whoever it was owed to;
    ``rises_every`` so many days late it goes a level higher, ``levels`` times at most;
    ``look_back_after`` so many days every closed one comes back, never where it is 0.
    """

    within: int = WITHIN
    back_within: int = BACK_WITHIN
    rises_every: int = 3
    levels: int = 2
    look_back_after: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """So many of a hundred closed matters come back besides, drawn by the seed."""

    percent: int = 0
    after: int = 20
    seed: str = ""

    def draws(self, kind: str, source_id: int) -> bool:
        """Whether the matter is drawn: the same seed draws the same ones, whoever asks."""
        digest = hashlib.sha256(f"{self.seed}:{kind}:{source_id}".encode()).digest()
        return int.from_bytes(digest[:8]) % MOST_PERCENT < self.percent


@dataclass(frozen=True, slots=True)
class Times:
    """One version of the reply times."""

    id: str = "default"
    version: int = 0
    effective_from: date = date.min
    confirmed: bool = False
    title: Words = field(default_factory=dict)
    source: Words = field(default_factory=dict)
    kinds: Mapping[str, ReplyTime] = field(default_factory=dict)
    sample: Sample = field(default_factory=Sample)
    look_back_within: int = LOOK_BACK_WITHIN

    def of(self, kind: str) -> ReplyTime:
        return self.kinds.get(kind, DEFAULT)


DEFAULT = ReplyTime()


def parse_times(text: str, file: str) -> Times:
    """The reply times of a TOML text.

    Raises:
        domain.hours.fields.PackRefused: naming the file, the line, the field and what was expected.
    """
    top = read_toml(text, file)
    look_back = top.table("look_back")
    times = Times(
        top.text("id"), top.number("version"), top.day("effective_from"), top.flag("confirmed"),
        top.table("title").words(), top.table("source").words(), _kinds(top), _sample(look_back),
        look_back.number("within", default=LOOK_BACK_WITHIN),
    )  # fmt: skip
    look_back.done()
    top.done()
    return times


def _kinds(top: Fields) -> dict[str, ReplyTime]:
    kinds = {}
    for row in top.rows("kinds"):
        kinds[row.choice("id", set(KINDS))] = ReplyTime(
            row.number("within"), row.number("back_within", default=BACK_WITHIN),
            *_rising(row), row.number("look_back_after", default=0),
        )  # fmt: skip
        row.done()
    return kinds


def _rising(row: Fields) -> tuple[int, int]:
    """Every how many days, and how often; a row without both never rises."""
    every = row.number("rises_every", default=0)
    levels = row.number("levels", default=0)
    if (every == 0) != (levels == 0):
        row.refuse("levels", Expected.RISES_TOGETHER)
    return every, levels


def _sample(look_back: Fields) -> Sample:
    percent = look_back.number("sample_percent", default=0, most=MOST_PERCENT)
    after = look_back.number("sample_after", default=Sample().after)
    return Sample(percent, after, look_back.text("seed") if percent else "")

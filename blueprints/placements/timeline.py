"""The picture of a history: bars over years. Numbers of the drawing are in its own units."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from unicodedata import east_asian_width

from flask_babel import gettext as _

from blueprints.placements import history_words as words
from domain.placements.histories import GAP, History, HistoryLine
from domain.placements.reach import MENTORSHIP, SECONDMENT

LEFT, RIGHT, TOP, FOOT = 66, 40, 36, 36
NARROWEST, YEAR = 920, 62  # of the whole, and of one year at least
WIDE, NARROW = 13.2, 7.4  # of a Chinese character, of a Latin one
HOME, AWAY, THIN, LANE = 72, 56, 26, 36  # heights of bars; from one thin lane to the next
OVERLAP = 12  # by which a secondment lies over the home post
STRIP = 12  # height of the part of a post that is held too long
INSET, CLOSE, LINE_HEIGHT = 10, 6, 20
SLICE = 1000  # of a piece on paper, at most
LABELLED_FROM = 44  # between the years that are written
PALE = ("tl-off", "t-off")  # of what does not hold on the day asked for: bar, words on it
SHORTEST = 3  # signs of a text that is cut
BELOW_OR_OVER = frozenset({MENTORSHIP, SECONDMENT})


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    said: str
    look: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    look: str
    title: str
    texts: Sequence[Text] = ()


@dataclass(slots=True)
class Chart:
    """All that the macro draws; ``asked_x`` is where the day asked for lies, if one was."""

    width: int
    height: float = 0
    foot: float = 0  # where the lines of the years end
    years: list[tuple[float, str]] = field(default_factory=list)
    labels: list[tuple[float, str]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    today_x: float | None = None
    today_said: str = ""

    @property
    def slices(self) -> list[int]:
        """Where the pieces begin into which a wide chart is cut for paper; none for a narrow."""
        pieces = -(-self.width // SLICE) if self.width > NARROWEST else 0
        return [number * self.slice_width for number in range(pieces)] if pieces > 1 else []

    @property
    def slice_width(self) -> int:
        return -(-self.width // max(1, -(-self.width // SLICE)))

    asked_x: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to places across."""

    first: date
    last: date
    width: int
    asked: date | None = None

    def holds(self, line: HistoryLine) -> bool:
        """Whether it is drawn in full: with a day asked for, what holds on that."""
        return self.asked is None or line.holds_on(self.asked)

    def length(self, line: HistoryLine, today: date) -> str:
        return words.length_text(line, self.asked or today)

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(LEFT + share * (self.width - LEFT - RIGHT), 1)

    def span(self, line: HistoryLine, today: date) -> tuple[float, float]:
        """Left edge and width; what has no end goes to today, or a little beyond its start."""
        last = line.to_on or max(today, line.from_on + timedelta(days=90))
        left = self.x(line.from_on)
        return left, max(3.0, round(self.x(min(last, self.last)) - left, 1))


def timeline(
    history: History, *, today: date, today_said: str, asked: date | None = None,
    over_from: date | None = None,
) -> Chart | None:  # fmt: skip
    """The chart, or ``None`` without lines. ``over_from``: since when a post is held too long."""
    if not history.lines:
        return None
    scale = _scale(history, today, asked)
    chart = Chart(scale.width)
    numbered = list(enumerate(history.lines, start=1))
    away = [one for one in numbered if one[1].kind == SECONDMENT]
    home = [one for one in numbered if one[1].main or one[1].kind == GAP]
    side = [one for one in numbered if one not in home and one[1].kind not in BELOW_OR_OVER]
    pairs = [one for one in numbered if one[1].kind == MENTORSHIP]
    top = _add_away(chart, scale, away, today)
    _add_home(chart, scale, home, today, top, over_from)
    below = top + HOME + (34 if any(one.kind == GAP for _number, one in home) else 16)
    below = _add_lanes(chart, scale, side, today, below, _("Beside it"), "tl-side")
    below = _add_lanes(chart, scale, pairs, today, below, _("Mentoring"), "tl-mentor")
    chart.foot, chart.height = below, below + FOOT
    _add_years(chart, scale)
    if scale.first <= today <= scale.last:
        chart.today_x, chart.today_said = scale.x(today), today_said
    chart.asked_x = scale.x(asked) if asked is not None else None
    return chart


Numbered = Sequence[tuple[int, HistoryLine]]


def _scale(history: History, today: date, asked: date | None) -> Scale:
    """Whole years, from the first line, or the day asked for, to the last or to today."""
    days = [line.from_on for line in history.lines] + [today]
    days += [line.to_on for line in history.lines if line.to_on is not None]
    days += [asked] if asked is not None else []
    first, last = date(min(days).year, 1, 1), date(min(max(days).year + 1, 9999), 1, 1)
    years = last.year - first.year
    return Scale(first, last, max(NARROWEST, LEFT + RIGHT + YEAR * years), asked)


def _add_years(chart: Chart, scale: Scale) -> None:
    between = (scale.width - LEFT - RIGHT) / max(1, scale.last.year - scale.first.year)
    step = 1 if between >= LABELLED_FROM else 2
    for year in range(scale.first.year, scale.last.year + 1):
        said = str(year) if (year - scale.first.year) % step == 0 else ""
        chart.years.append((scale.x(date(year, 1, 1)), said))


def _add_away(chart: Chart, scale: Scale, lines: Numbered, today: date) -> float:
    """Secondments over the home post, the first nearest to it; where the home posts begin."""
    if not lines:
        return TOP + 24
    ends: list[float] = []
    spans = [scale.span(line, today) for _number, line in lines]
    lanes = [_free_lane(ends, left, left + width) for left, width in spans]
    for (number, line), (left, width), lane in zip(lines, spans, lanes, strict=True):
        y = TOP + 12 + (len(ends) - 1 - lane) * (AWAY + 8)
        said = (words.short_text(line, post=False), scale.length(line, today))
        look, on_bar = ("tl-away", "t-jade") if scale.holds(line) else PALE
        texts = _fitted(number, said, (left, y, width, AWAY), on_bar, CLOSE)
        chart.bars.append(Bar(left, y, width, AWAY, look, _full(number, line), texts))
    chart.labels.append((TOP + 36, _("Seconded")))
    return TOP + 12 + len(ends) * (AWAY + 8) - 8 - OVERLAP


def _add_home(
    chart: Chart, scale: Scale, lines: Numbered, today: date, top: float, over_from: date | None
) -> None:  # fmt: skip
    """Main posts and gaps; drawn first, so that secondments lie over them."""
    bars: list[Bar] = []
    told_to = -1.0  # how far words below gaps reach by now
    for number, line in lines:
        left, width = scale.span(line, today)
        if line.kind == GAP:
            told = _below_gap(words.length_text(line, today), left + width / 2, top, told_to)
            told_to = max([told_to, *(one.x + _length(one.said) / 2 for one in told)])
            look = "tl-gap" if scale.holds(line) else PALE[0]
            bars.append(Bar(left, top + 1, width, HOME - 2, look, _full(number, line), told))
            continue
        full = "tl-now" if line.holds_on(today) else "tl-home", "on-bar"
        look, on_bar = full if scale.holds(line) else PALE
        texts = _fitted(number, (words.short_text(line), words.days_text(line)),
                        (left, top + OVERLAP, width, HOME - OVERLAP), on_bar)  # fmt: skip
        bars.append(Bar(left, top, width - 1, HOME, look, _full(number, line), texts))
        if over_from is not None and line.holds_on(today):
            bars.append(_too_long(scale, max(over_from, line.from_on), today, top))
    if bars:
        chart.labels.append((top + HOME / 2 + 5, _("Posts")))
    chart.bars[:0] = bars


def _below_gap(said: str, middle: float, top: float, told_to: float) -> list[Text]:
    """How long a gap is, below it, where the words of the one before leave room."""
    free = middle - _length(said) / 2 > told_to
    return [Text(middle, top + HOME + 20, said, "t-due t-mid")] if free else []


def _too_long(scale: Scale, since: date, today: date, top: float) -> Bar:
    """Along the lower edge of the post, whose words stay to be read."""
    left = scale.x(min(since, today))
    width = max(3.0, round(scale.x(today) - left, 1))
    said = _("Longer in this post than the rules allow")
    return Bar(left, top + HOME - STRIP, width, STRIP, "tl-over", said)


def _add_lanes(
    chart: Chart, scale: Scale, lines: Numbered, today: date, top: float, label: str, look: str
) -> float:  # fmt: skip
    """Thin bars with their words beside them, in as many lanes as that takes; where they end."""
    if not lines:
        return top
    lanes: list[float] = []
    for number, line in lines:
        left, width = scale.span(line, today)
        said = words.short_text(line)
        before = left + width + 10 + _length(said) > scale.width and left - _length(said) > LEFT
        start = left - 10 - _length(said) if before else left
        end = left + width if before else left + width + 10 + _length(said)
        y = top + _free_lane(lanes, start, end) * LANE
        beside = Text(left - 10, y + 18, said, "t-ink t-end") if before else Text(
            left + width + 10, y + 18, said, "t-ink"
        )  # fmt: skip
        drawn = look if scale.holds(line) else PALE[0]
        chart.bars.append(Bar(left, y, width, THIN, drawn, _full(number, line), [beside]))
    chart.labels.append((top + 18, label))
    return top + len(lanes) * LANE + 4


def _free_lane(lanes: list[float], start: float, end: float) -> int:
    """The first lane that is free from ``start`` on; it is taken up to ``end``."""
    for number, taken in enumerate(lanes):
        if start >= taken + 6:
            lanes[number] = end
            return number
    lanes.append(end)
    return len(lanes) - 1


def _fitted(
    number: int, said: tuple[str, str], box: tuple[float, float, float, float], look: str,
    inset: float = INSET,
) -> list[Text]:  # fmt: skip
    """Two lines of words, shortened to the bar; its number in the table where none fits."""
    left, y, width, height = box
    room = width - 2 * inset
    middle = y + height / 2
    cut = [_cut(one, room) for one in said]
    if not all(cut):
        fits = _length(str(number)) <= width
        return [Text(left + width / 2, middle + 5, str(number), f"{look} t-mid")] if fits else []
    return [
        Text(left + inset, middle - 5, cut[0], look),
        Text(left + inset, middle - 5 + LINE_HEIGHT, cut[1], look),
    ]


def _cut(said: str, room: float) -> str:
    """As much of it as has room, with a sign that it goes on; empty for less than three signs."""
    if _length(said) <= room:
        return said
    kept = said
    while kept and _length(kept) + WIDE > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if len(kept) >= SHORTEST else ""


def _length(said: str) -> float:
    return sum(WIDE if east_asian_width(sign) in "WF" else NARROW for sign in said)


def _full(number: int, line: HistoryLine) -> str:
    kind = words.LINE_KINDS[line.kind]
    return f"{number}. {kind}: {words.title_text(line)}, {words.days_text(line)}"

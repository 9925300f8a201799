"""What time it is, and how days and figures are written. The one place that reads a clock."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from flask import current_app, g

from extensions import locale_here

# As Babel's tables have them, which take four megabytes of memory and twenty times the time.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_ZH = "一二三四五六日"


def now() -> datetime:
    """The current instant, aware, as the clocks of the organisation's zone show it.

    So its ``date()`` is the day there, also for the rules, which know no zone. A demo that
    stands on a fixed day keeps its time of day.
    """
    config = current_app.config
    zone = config["TIMEZONE"]
    real = machine_now().astimezone(zone)
    fixed = config.get("DEMO_TODAY")
    return real if fixed is None else datetime.combine(fixed, real.time(), zone)


def machine_now() -> datetime:
    """The instant by the machine's clock, which files are written by, also in a demo."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the organisation's zone; the same all through one request."""
    day = g.get("today")
    if day is None:
        day = g.today = now().date()
    return day


def start_of(day: date) -> datetime:
    """The first instant of a day in the organisation's zone."""
    return datetime.combine(day, time.min, current_app.config["TIMEZONE"])


def day_of(moment: datetime) -> date:
    """The day of an instant in the organisation's zone."""
    return moment.astimezone(current_app.config["TIMEZONE"]).date()


def month_text(month: int) -> str:
    """``3月`` or ``Mar``."""
    return f"{month}月" if is_chinese() else MONTHS[month - 1][:3]


def is_chinese() -> bool:
    locale = locale_here()
    return locale is None or locale.language == "zh"


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other, empty ones left out: Chinese puts no blank between them."""
    return ("" if is_chinese() else " ").join(one for one in sentences if one)


def day_text(day: date | None) -> str:
    """``11月20日`` or ``20 Nov``; with the year when it is not this one; empty for none."""
    if day is None:
        return ""
    same_year = day.year == today().year
    if is_chinese():
        return f"{day.month}月{day.day}日" if same_year else f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1][:3]}" + ("" if same_year else f" {day.year}")


def day_of_year_text(month: int, day: int) -> str:
    """``1月15日`` or ``15 Jan``, of any year; 29 February is a day as well."""
    return f"{month}月{day}日" if is_chinese() else f"{day} {MONTHS[month - 1][:3]}"


def full_day_text(day: date | None) -> str:
    """``2026年11月20日`` or ``20 Nov 2026``; empty for none."""
    if day is None:
        return ""
    if is_chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def moment_text(moment: datetime | None) -> str:
    """Day and time of day in the organisation's zone; empty for none."""
    if moment is None:
        return ""
    local = moment.astimezone(current_app.config["TIMEZONE"])
    return f"{day_text(local.date())} {local:%H:%M}"


def second_text(moment: datetime) -> str:
    """Full day and time of day to the second, in the organisation's zone."""
    local = moment.astimezone(current_app.config["TIMEZONE"])
    return f"{full_day_text(local.date())} {local:%H:%M:%S}"


def time_text(moment: datetime) -> str:
    """The time of day in the organisation's zone: ``14:03``."""
    return f"{moment.astimezone(current_app.config['TIMEZONE']):%H:%M}"


def weekday_text(day: date) -> str:
    """The day with its weekday: ``11月20日 星期五`` or ``Friday, 20 Nov``."""
    if is_chinese():
        return f"{day_text(day)} 星期{WEEKDAYS_ZH[day.weekday()]}"
    return f"{WEEKDAYS[day.weekday()]}, {day_text(day)}"


def narrow_weekdays() -> list[str]:
    """The shortest names of the seven days, from Monday on."""
    return list(WEEKDAYS_ZH) if is_chinese() else [name[0] for name in WEEKDAYS]


def hours_text(hundredths: int) -> str:
    """Credit hours with two decimals, from an integer number of hundredths; a true minus sign."""
    sign = "−" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02d}"

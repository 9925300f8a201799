"""Where the visitor stopped reading, and what the time before the page suggests to log."""

from dataclasses import dataclass

from flask import g, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.clock import is_chinese, moment_text, today
from domain.reading.places import Stop, last_stop, minutes_on


@dataclass(frozen=True, slots=True)
class Resume:
    """A material to go on with: how far it is read, and where the entry form begins."""

    title: str
    meta: str
    percent: int | None  # of a text
    url: str
    minutes: int
    log_url: str


def resume() -> Resume | None:
    """The last place, of who has read anything. At most one query."""
    if g.reading_at is None:
        return None
    stop = last_stop(current_user)
    return None if stop is None else _shown(stop)


def _shown(stop: Stop) -> Resume:
    title = _titled(stop.title, stop.title_en)
    where = _("Page %(number)d", number=stop.page) if stop.page else ""
    meta = [_titled(stop.class_title, stop.class_title_en), where, moment_text(stop.at)]
    place = {"slug": stop.class_slug, "material": stop.slug}
    if stop.page:
        place["page"] = str(stop.page)
    elif stop.section:
        place["_anchor"] = f"s-{stop.section}"
    minutes = minutes_on(stop, today())
    return Resume(
        title, " · ".join(one for one in meta if one),
        None if stop.page else stop.permille // 10, url_for("reading.read", **place), minutes,
        url_for("study.new", topic=title, minutes=minutes) if minutes else "",
    )  # fmt: skip


def _titled(title: str, title_en: str) -> str:
    return title_en if title_en and not is_chinese() else title

"""What the queue and its neighbours say of an entry: how long it waits, what is odd about it."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.shared.clock import today
from blueprints.shared.hours_words import amount_text, topic_text
from blueprints.study.words import STATES
from domain.hours.packs import Pack
from domain.oddities import Oddity
from domain.queues import Line


def waited_text(since: date) -> str:
    """For how many days it has waited since the day it was handed in."""
    days = (today() - since).days
    return ngettext("waits %(num)d day", "waits %(num)d days", days) if days > 0 else _("new today")


def oddity_texts(oddity: Oddity | None, pack: Pack) -> list[str]:
    """The warnings, each a sentence."""
    if oddity is None:
        return []
    texts = []
    if oddity.twins:
        texts.append(
            ngettext(
                "%(num)d other entry of that day is of the same kind and as long.",
                "%(num)d other entries of that day are of the same kind and as long.",
                len(oddity.twins),
            )
        )
    texts += [
        _(
            "It lies in the same hours as “%(topic)s”, %(hours)s.",
            topic=topic_text(one.topic, pack, one.kind), hours=clock_span(one),
        )
        for one in oddity.meets
    ]  # fmt: skip
    if oddity.minutes:
        hours = f"{oddity.minutes / 60:.1f}".removesuffix(".0")
        texts.append(_("With everything else, the day comes to %(hours)s hours.", hours=hours))
    return texts


def clock_span(line: Line) -> str:
    """``14:00–14:45``; empty without a start."""
    if line.start_time is None:
        return ""
    ends = datetime.combine(line.studied_on, line.start_time) + timedelta(minutes=line.minutes)
    return f"{line.start_time:%H:%M}–{ends:%H:%M}"


def beside_text(line: Line, pack: Pack) -> str:
    """Another entry of the same day, in one line."""
    parts = [
        topic_text(line.topic, pack, line.kind), amount_text(pack.kinds.get(line.kind), line),
        clock_span(line), str(STATES[line.state]),
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)

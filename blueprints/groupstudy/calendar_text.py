"""A feed as a calendar file: the same bytes as long as nothing that it shows has changed."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from flask_babel import gettext as _

from blueprints.groupstudy.words import KINDS
from blueprints.groupstudy.zones import zone_component
from domain.groupstudy.feeds import Event, Subscribed, stable_id

MAKER = "-//Rigong//Group study//ZH"
ASK_AGAIN = timedelta(hours=1)


def installation_key() -> bytes:
    return current_app.config["SECRET_KEY"].encode()


def calendar_name(branch: str) -> str:
    return _("Group study · %(branch)s", branch=branch) if branch else _("My group study")


def calendar_text(found: Subscribed, events: Sequence[Event]) -> bytes:
    """RFC 5545, in the language of the request; times in the organisation's zone."""
    from icalendar import Calendar  # noqa: PLC0415 - only calendars need it

    zone = current_app.config["TIMEZONE"]
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", calendar_name(found.branch))
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    years = {one.starts_at.astimezone(zone).year for one in events}
    years |= {one.ends_at.astimezone(zone).year for one in events}
    if years:
        calendar.add_component(zone_component(zone, min(years), max(years)))
    for one in events:
        calendar.add_component(_event(one, zone))
    return calendar.to_ical()


def _event(one: Event, zone: ZoneInfo):
    from icalendar import Event as Component  # noqa: PLC0415

    address = url_for("groupstudy.show", gathering_id=one.id, _external=True)
    component = Component()
    component.add("uid", stable_id(one.first_id, installation_key()))
    component.add("sequence", one.sequence)
    component.add("dtstamp", one.changed_at)
    component.add("last-modified", one.changed_at)
    component.add("dtstart", one.starts_at.astimezone(zone))
    component.add("dtend", one.ends_at.astimezone(zone))
    component.add("summary", one.topic)
    component.add("categories", [str(KINDS[one.kind])])
    component.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.place:
        component.add("location", one.place)
    component.add("description", _description(one))
    component.add("url", address)
    return component


def _description(one: Event) -> str:
    """What it is, who leads it, what is on the agenda; no other name."""
    return "\n".join(
        line
        for line in (
            str(KINDS[one.kind]),
            _("First item of: %(meeting)s", meeting=one.meeting) if one.meeting else "",
            _("Led by %(name)s", name=one.led_by) if one.led_by else "",
            one.agenda.replace("\r\n", "\n").strip(),
        )
        if line
    )

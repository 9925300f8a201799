"""The devices that are signed in: seen, and ended one by one or all but this."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask import abort, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.account import bp
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.saving import saved
from domain.accounts import sign_ins

# Looked for in this order: most browsers also name those that they descend from.
BROWSERS = {
    "MicroMessenger": "微信 WeChat", "QQBrowser": "QQ Browser", "360SE": "360", "Edg": "Edge",
    "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "HarmonyOS": "HarmonyOS", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad",
    "Windows": "Windows", "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Device:
    """One standing sign-in, as the page names it."""

    id: int
    name: str
    source: str
    created_at: datetime
    seen_at: datetime
    own: bool
    is_this: bool


def own_devices() -> list[Device]:
    """The standing sign-ins of the visitor, this one first."""
    rows = sign_ins.standing_sign_ins(current_user.account_id, now=now())
    devices = [
        Device(
            row.id, device_name(row.device), row.source, row.created_at, row.seen_at,
            row.own_device, row.id == current_user.sign_in_id,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(devices, key=lambda device: not device.is_this)


def device_name(user_agent: str) -> str:
    """Browser and system in two words; the beginning of what it says when both are unknown."""
    browser = next((name for mark, name in BROWSERS.items() if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    plain = re.split(r"[\s/]", user_agent, maxsplit=1)[0][:40]
    return " · ".join(part for part in (browser, system) if part) or plain or _("Unknown device")


@bp.post("/account/devices/<int:sign_in_id>/end")
@allow("account.keep")
def end_device(sign_in_id: int):
    if sign_in_id not in {device.id for device in own_devices()}:
        abort(404)
    sign_ins.end_sign_in(sign_in_id, now=now(), actor=current_user.actor)
    return saved(url_for("account.overview"), _("That device is signed out."))


@bp.post("/account/devices/end-others")
@allow("account.keep")
def end_other_devices():
    sign_ins.sign_out_devices(
        current_user.account_id, actor=current_user.actor, now=now(), but=current_user.sign_in_id
    )
    return saved(url_for("account.overview"), _("Every other device is signed out."))

"""Running it: accounts and slips for the administrator, roles for the security officer."""

from flask import Blueprint

bp = Blueprint("admin", __name__)

from blueprints.admin import (  # noqa: E402
    account,
    accounts,
    everybody,
    hands,
    roles,
    settings,
    slips,
)

__all__ = ["account", "accounts", "bp", "everybody", "hands", "roles", "settings", "slips"]

"""Running it: accounts and slips for the administrator, roles for the security officer."""

from flask import Blueprint

bp = Blueprint("admin", __name__)

from blueprints.admin import account, accounts, hands, roles, settings, slips  # noqa: E402

__all__ = ["account", "accounts", "bp", "hands", "roles", "settings", "slips"]

"""One's own account: roles, devices, language, password, second factor, trail."""

from flask import Blueprint

bp = Blueprint("account", __name__)

from blueprints.account import devices, overview, password, second_factor, trail  # noqa: E402

__all__ = ["bp", "devices", "overview", "password", "second_factor", "trail"]

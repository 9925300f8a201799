"""Getting in and out: password, second factor, one-time link, the form that came too late."""

from flask import Blueprint

bp = Blueprint("auth", __name__)

from blueprints.auth import code, first, sign_in  # noqa: E402 - they add their routes to bp

__all__ = ["bp", "code", "first", "sign_in"]

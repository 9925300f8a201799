"""Requests that a page's own script makes."""

from flask import request


def by_script() -> bool:
    """Whether a page's own script asks: it gets JSON, and shows it by itself."""
    return request.headers.get("Accept") == "application/json"

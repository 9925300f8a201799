"""Notices: what happened to one's matters, which of them one wants, the numbers of the frame."""

from blueprints.notices.routes import bp

__all__ = ["bp"]

"""My hours, and the same page of a person for those who may see it."""

from blueprints.hours.routes import bp

__all__ = ["bp"]

"""The secretary's desk, and the year-end table of a branch."""

from blueprints.desk import routes, year_end
from blueprints.desk.blueprint import bp

__all__ = ["bp", "routes", "year_end"]

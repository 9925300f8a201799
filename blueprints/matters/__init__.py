"""Matters: the lists, one matter and what is done about it, dispatch sheets, the holidays."""

from blueprints.matters import acts, holiday_import, holidays, listing, one, sheets
from blueprints.matters.blueprint import bp

__all__ = ["acts", "bp", "holiday_import", "holidays", "listing", "one", "sheets"]

"""People: the list, a person's record, and HR's acts upon it, each in a module of its own."""

from blueprints.people import absences, departures, importing, lines, listing, merging, records
from blueprints.people.blueprint import bp

__all__ = ["absences", "bp", "departures", "importing", "lines", "listing", "merging", "records"]

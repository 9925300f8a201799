"""My hours, and the same page of a person for those who may see it."""

from blueprints.hours import certificates, everybody, exempt, importing, routes, years
from blueprints.hours.blueprint import bp

__all__ = ["bp", "certificates", "everybody", "exempt", "importing", "routes", "years"]

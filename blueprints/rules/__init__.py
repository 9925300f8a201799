"""Hours rules: which are in force, what each says, writing one, rehearsing and adopting it."""

from blueprints.rules import adopting, reading, writing
from blueprints.rules.blueprint import bp

__all__ = ["adopting", "bp", "reading", "writing"]

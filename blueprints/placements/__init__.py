"""Placements: registers, one placement with its life, boards, the rotation radar."""

from blueprints.placements import proposing, showing
from blueprints.placements.blueprint import bp

__all__ = ["bp", "proposing", "showing"]

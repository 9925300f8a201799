"""Placements: registers, one placement with its life, boards, the rotation radar."""

from blueprints.placements import due, marks, proposing, rotation_rules, showing
from blueprints.placements.blueprint import bp
from blueprints.placements.rotation_rules import rotation_bp

__all__ = ["bp", "due", "marks", "proposing", "rotation_bp", "rotation_rules", "showing"]

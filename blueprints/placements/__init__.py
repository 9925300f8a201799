"""Placements: registers, one placement with its life, boards, the rotation radar; histories."""

from blueprints.placements import (
    due,
    histories,
    late_papers,
    marks,
    papers,
    rotation_rules,
    showing,
)
from blueprints.placements.blueprint import bp, histories_bp
from blueprints.placements.rotation_rules import rotation_bp

__all__ = [
    "bp",
    "due",
    "histories",
    "histories_bp",
    "late_papers",
    "marks",
    "papers",
    "rotation_bp",
    "rotation_rules",
    "showing",
]

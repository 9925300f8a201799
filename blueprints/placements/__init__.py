"""Placements: registers, one placement with its life, boards, the rotation radar; histories."""

from blueprints.placements import (
    agreeing,
    due,
    experience,
    histories,
    late_papers,
    life,
    marks,
    pairs,
    papers,
    proposing,
    rotation_rules,
    showing,
    talks,
)
from blueprints.placements.blueprint import bp, histories_bp
from blueprints.placements.rotation_rules import rotation_bp

__all__ = [
    "agreeing",
    "bp",
    "due",
    "experience",
    "histories",
    "histories_bp",
    "late_papers",
    "life",
    "marks",
    "pairs",
    "papers",
    "proposing",
    "rotation_bp",
    "rotation_rules",
    "showing",
    "talks",
]

"""Placements: registers, one placement with its life, boards, the rotation radar; histories."""

from blueprints.placements import (
    agreeing,
    boards,
    due,
    histories,
    importing,
    index,
    late_papers,
    life,
    marks,
    pairs,
    papers,
    proposing,
    registers,
    rotation_rules,
    showing,
    talks,
)
from blueprints.placements.blueprint import bp, histories_bp
from blueprints.placements.rotation_rules import rotation_bp

__all__ = [
    "agreeing",
    "boards",
    "bp",
    "due",
    "histories",
    "histories_bp",
    "importing",
    "index",
    "late_papers",
    "life",
    "marks",
    "pairs",
    "papers",
    "proposing",
    "registers",
    "rotation_bp",
    "rotation_rules",
    "showing",
    "talks",
]

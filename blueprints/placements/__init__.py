"""Placements: registers, one placement with its life, boards, the rotation radar; histories."""

from blueprints.placements import (
    agreeing,
    due,
    files,
    hand_over,
    histories,
    host,
    late_papers,
    life,
    marks,
    opinions,
    pairs,
    papers,
    proposing,
    record,
    reports,
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
    "files",
    "hand_over",
    "histories",
    "histories_bp",
    "host",
    "late_papers",
    "life",
    "marks",
    "opinions",
    "pairs",
    "papers",
    "proposing",
    "record",
    "reports",
    "rotation_bp",
    "rotation_rules",
    "showing",
    "talks",
]

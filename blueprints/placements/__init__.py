"""Placements: registers, one placement with its life, boards, the rotation radar; histories."""

from blueprints.placements import histories, late_papers, papers, showing
from blueprints.placements.blueprint import bp, histories_bp

__all__ = ["bp", "histories", "histories_bp", "late_papers", "papers", "showing"]

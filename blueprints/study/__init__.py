"""Cadres log what they studied; confirmers confirm it or give it back."""

from blueprints.study import (
    corrections,
    entry_page,
    listing,
    materials,
    months,
    people_entries,
    proofs,
    queue,
    recorded,
    recording,
    spot_checks,
    timing,
)
from blueprints.study.routes import bp

__all__ = [
    "bp", "corrections", "entry_page", "listing", "materials", "months", "people_entries",
    "proofs", "queue", "recorded", "recording", "spot_checks", "timing",
]  # fmt: skip

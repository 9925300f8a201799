"""By hand: rotation of placements."""

PLACED_ROTATION = {}

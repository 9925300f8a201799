"""By hand: pairs of placements."""

PLACED_PAIRS = {}

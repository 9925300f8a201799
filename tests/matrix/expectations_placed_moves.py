"""By hand: moves of placements."""

PLACED_MOVES = {}

"""By hand: histories of placements."""

PLACED_HISTORIES = {}

"""By hand: registers of placements."""

PLACED_REGISTERS = {}

"""Placements: mentorship, rotation and secondment; histories in two times; who is due to rotate."""

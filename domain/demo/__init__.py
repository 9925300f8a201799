"""The demo organisation: made up from a seed, the same rows for the same day."""

"""Search: one reading of words for both databases, and what a visitor may find."""

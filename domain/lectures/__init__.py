"""The lecture hall: what lectures are scored by, and what the scores say."""

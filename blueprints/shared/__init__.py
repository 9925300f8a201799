"""What every screen shares: the guard, saving once, forms, errors, the frame."""

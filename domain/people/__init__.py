"""People: their records, and the dated lines that say where each belongs and serves."""

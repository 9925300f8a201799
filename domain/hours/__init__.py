"""Credit hours: rule packs, the engine, the ledger, and the figures everybody reads."""

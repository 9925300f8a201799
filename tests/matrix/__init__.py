"""Who may do what to whose record, walked over every address there is."""

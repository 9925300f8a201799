"""Reading classes: their materials as files and revisions, members, notes, reflections."""

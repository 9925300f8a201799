"""By hand: the lecture hall's results: proposed, published, verified, reviewed."""

LECTURE_RESULTS = {}

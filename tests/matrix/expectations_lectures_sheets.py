"""By hand: the lecture hall's score sheets, audience ratings, comments and what speakers answer."""

LECTURE_SHEETS = {}

"""By hand: judges named, assigned, recused; paper sheets, links; opening and closing."""

LECTURE_JUDGES = {}

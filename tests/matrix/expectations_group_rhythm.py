"""By hand: the rule of study first, the rhythm board, calendar addresses."""

from tests.matrix.notation import Row

GROUP_RHYTHM: dict[tuple[str, str], Row] = {}

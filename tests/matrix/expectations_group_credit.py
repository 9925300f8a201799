"""By hand: closing, corrections and sign-in sheets of gatherings."""

from tests.matrix.notation import Row

GROUP_CREDIT: dict[tuple[str, str], Row] = {}

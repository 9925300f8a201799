"""By hand: attendance while a gathering is open."""

from tests.matrix.notation import Row

GROUP_DOOR: dict[tuple[str, str], Row] = {}

"""By hand: talks, questions, minutes and files of gatherings."""

from tests.matrix.notation import Row

GROUP_RECORD: dict[tuple[str, str], Row] = {}

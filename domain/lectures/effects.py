"""What the fit says of judges and of wild sheets, as it is reckoned and as it is frozen.

Without numpy: pages read what was frozen.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class JudgeEffect:
    """How one judge scored, seen by that judge and the organiser.

    ``severity``: points under the average judge of the panel (positive is strict), as far as the
    sheets bear it out; 0 with ``standard_error`` None where judges cannot be told from noise.
    ``spread``: the standard deviation of the own scores, None for one sheet. ``agreement``:
    correlation of the own scores with what the other judges' sheets of the same lectures say,
    each corrected for its judge's severity; None for fewer than three such lectures and where
    either side is constant. ``infit``: squared residuals over what the model expects of them, 1
    is as noisy as the others; None where it expects none. ``no_spread``: two sheets or more, all
    alike.
    """

    judge: str
    severity: float
    standard_error: float | None
    sheets: int
    spread: float | None
    agreement: float | None
    infit: float | None
    no_spread: bool


@dataclass(frozen=True)
class PulledIn:
    """A sheet that the robust fit believed only in part; ``residual`` is of the score given."""

    lecture: str
    judge: str
    residual: float

"""By hand: experience by strand. Source: "placement register", HR all and leaders the unit."""

from tests.matrix.notation import Row, only

PLACED_EXPERIENCE: dict[tuple[str, str], Row] = {
    ("/placements/experience", "GET"): only("hr", "leader"),
}

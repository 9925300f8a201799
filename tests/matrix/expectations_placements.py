"""By hand: placements. Source: "see placement history": own; branch: mentorships only; HR all;
the unit's of a leader.
"""

from tests.matrix.notation import Row

PLACEMENT = "/placements/<int:placement_id>"
SEEN = {"cadre": "own", "secretary": "own branch", "organiser": "own", "hr": "all",
        "leader": "own unit"}  # fmt: skip

PLACEMENTS = {(PLACEMENT, "GET"): Row(kind="mentorship", **SEEN)}

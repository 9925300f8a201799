"""By hand: rotation of placements. Source: "see placement history", "approve, exempt, adopt".

The rules are read by whoever has a history; the radar by HR and, of the unit, by leaders.
"""

from tests.matrix.notation import Row, only

DUE, RULES = "/placements/due", "/rules/rotation"
READ = {"cadre": "all", "secretary": "all", "organiser": "all", "hr": "all", "leader": "all"}

PLACED_ROTATION: dict[tuple[str, str], Row] = {
    (DUE, "GET"): only("hr", "leader"),
    (f"{DUE}/<int:year>/<staff_no>", "GET"): Row(kind="due-person", hr="all"),
    (f"{DUE}/<int:year>/<staff_no>", "POST"): Row(
        kind="due-person", hr="all", form={"state": "exempt", "reason": "援派期间"}
    ),
    (f"{DUE}/marks/<int:mark_id>/withdraw", "POST"): Row(kind="rotation-mark", hr="all"),
    (RULES, "GET"): Row(**READ),
    (f"{RULES}/new", "GET"): only("hr"),
    (f"{RULES}/new", "POST"): only("hr", text="id = 1"),
    (f"{RULES}/<slug>/<int:version>", "GET"): Row(kind="rotation-rules", **READ),
    (f"{RULES}/<slug>/<int:version>/text", "GET"): Row(kind="rotation-rules", **READ),
}

"""By hand: hand-overs, reports, opinions, files and returns of placements.

Source: who moves or decides on the move keeps the hand-over list, who takes over signs; who is
seconded writes, who decides answers; a unit's opinion is its leader's, HR's where nobody leads.
"""

from tests.matrix.notation import Row

PLACEMENT = "/placements/<int:placement_id>"
LIST, FILES = f"{PLACEMENT}/hand-over", f"{PLACEMENT}/files"
ITEM, FILE = f"{LIST}/<int:item_id>", f"{FILES}/<int:file_id>"
REPORT = f"{PLACEMENT}/reports/<int:report_id>"
OPINION = f"{PLACEMENT}/opinions/<phase>/<side>/<about>"
SIDES = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "own")
GIVEN = SEEN = {**SIDES, "hr": "all", "leader": "own unit"}
DECIDED = {"hr": "all", "leader": "own unit"}  # the own is refused on its page
OTHERS = {**dict.fromkeys(SIDES, "none"), "hr": "others", "leader": "unit"}
VERSION, REASON = {"version": "1"}, {"reason": "与清单不符"}
TEXT = {"kind": "report", "title": "季度小结", "markdown": "走访二十户", **VERSION}
SAID = {"text": "表现良好", "conclusion": "good", "read": "0"}

PLACED_MOVES = {
    (f"{LIST}/new", "GET"): Row(kind="rotation", **GIVEN),
    (f"{LIST}/new", "POST"): Row(kind="rotation", form={"texts": "公章"}, **GIVEN),
    (LIST, "POST"): Row(kind="rotation", **GIVEN),
    (f"{LIST}/receiver", "GET"): Row(kind="rotation", **DECIDED),
    (f"{LIST}/receiver", "POST"): Row(kind="rotation", form=VERSION, **DECIDED),
    (f"{ITEM}/edit", "GET"): Row(kind="hand-over-item", **GIVEN),
    (f"{ITEM}/edit", "POST"): Row(
        kind="hand-over-item", form={"text": "在办文件三份", **VERSION}, **GIVEN
    ),
    (f"{ITEM}/removal", "POST"): Row(kind="hand-over-item", form=VERSION, **GIVEN),
    (f"{LIST}/receipt", "POST"): Row(kind="received-list", **SIDES),
    (f"{ITEM}/return", "GET"): Row(kind="received-item", **SIDES),
    (f"{ITEM}/return", "POST"): Row(kind="received-item", form=REASON, **SIDES),
    (f"{PLACEMENT}/return", "GET"): Row(kind="secondment-completed", **SEEN),
    (f"{PLACEMENT}/return", "POST"): Row(
        kind="secondment-completed", form={"on": "2026-11-10"}, **SEEN
    ),
    (f"{PLACEMENT}/reports/new", "GET"): Row(kind="secondment", **SIDES),
    (f"{PLACEMENT}/reports/new", "POST"): Row(kind="secondment", form=TEXT, **SIDES),
    (f"{REPORT}/edit", "GET"): Row(kind="placement-report", **SIDES),
    (f"{REPORT}/edit", "POST"): Row(kind="placement-report", form=TEXT, **SIDES),
    (f"{REPORT}/answer", "GET"): Row(kind="placement-report", **OTHERS),
    (f"{REPORT}/answer", "POST"): Row(
        kind="placement-report", form={"answer": "继续", **VERSION}, **OTHERS
    ),
    (f"{FILES}/new", "GET"): Row(kind="secondment", **SIDES),
    (f"{FILES}/new", "POST"): Row(kind="secondment", **SIDES),
    (FILE, "GET"): Row(kind="placement-file", **SEEN),
    (f"{FILE}/pages/<int:number>", "GET"): Row(kind="placement-file", **SEEN),
    (f"{FILE}/removal", "POST"): Row(kind="placement-file", **OTHERS),
    # Nobody leads the units of these placements.
    (OPINION, "GET"): Row(kind="mentee-opinion", **SIDES),
    (OPINION, "POST"): Row(kind="home-opinion", form=SAID, **(OTHERS | {"leader": "none"})),
    (f"{PLACEMENT}/record", "GET"): Row(kind="secondment", **SEEN),
}  # fmt: skip

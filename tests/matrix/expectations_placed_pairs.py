"""By hand: the life of placements, and pairs. Source: "propose a placement": a cadre's own
mentorship, a secretary's of the branch, HR all, a leader those of the unit; "approve": HR all, a
leader those of the unit, never the own, which is refused on the page. Talks are the two sides'.
"""

from tests.matrix.notation import Row, studying

PLACEMENT = "/placements/<int:placement_id>"
TALK = f"{PLACEMENT}/talks/<int:talk_id>"
SEEN = {
    "cadre": "own", "secretary": "own branch", "organiser": "own", "hr": "all",
    "leader": "own unit",
}  # fmt: skip
DECIDED = {"hr": "all", "leader": "own unit"}
SIDES = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "own")
REASON, VERSION = {"reason": "另有安排"}, {"version": "1"}


def proposed(**form: str) -> Row:
    return Row(kind="mentorship-proposed", form=form, **DECIDED)


def running(**form: str) -> Row:
    return Row(kind="mentorship", form=form, **DECIDED)


PLACED_PAIRS = {
    ("/placements/new", "GET"): studying(),
    ("/placements/new", "POST"): studying(),
    (f"{PLACEMENT}/edit", "GET"): Row(kind="mentorship-proposed", **SEEN),
    (f"{PLACEMENT}/edit", "POST"): Row(kind="mentorship-proposed", **SEEN),
    (f"{PLACEMENT}/cancellation", "GET"): Row(kind="mentorship-proposed", **SEEN),
    (f"{PLACEMENT}/cancellation", "POST"): Row(kind="mentorship-proposed", form=REASON, **SEEN),
    (f"{PLACEMENT}/approval", "POST"): proposed(**VERSION),
    (f"{PLACEMENT}/refusal", "GET"): proposed(),
    (f"{PLACEMENT}/refusal", "POST"): proposed(**REASON),
    (f"{PLACEMENT}/extension", "GET"): running(),
    (f"{PLACEMENT}/extension", "POST"): running(
        to_on="2027-12-31", document_no="人〔2026〕9号", document_on="2026-11-20"
    ),
    (f"{PLACEMENT}/end", "GET"): running(),
    (f"{PLACEMENT}/end", "POST"): running(on="2026-11-19", **REASON),
    (f"{PLACEMENT}/completion", "GET"): running(),
    (f"{PLACEMENT}/completion", "POST"): running(on="2026-11-19"),
    (f"{PLACEMENT}/continuation", "GET"): running(),
    (f"{PLACEMENT}/continuation", "POST"): running(**REASON),
    (f"{PLACEMENT}/agreement", "GET"): Row(kind="mentorship", **SEEN),
    (f"{PLACEMENT}/agreement", "POST"): Row(
        kind="mentorship-proposed", form={"party": "mentee", **VERSION}, **SEEN
    ),
    (f"{PLACEMENT}/declining", "GET"): Row(kind="mentorship-proposed", **SEEN),
    (f"{PLACEMENT}/declining", "POST"): Row(
        kind="mentorship-proposed", form={"party": "mentee", **REASON}, **SEEN
    ),
    (f"{PLACEMENT}/talks/new", "GET"): Row(kind="mentorship", **SIDES),
    (f"{PLACEMENT}/talks/new", "POST"): Row(
        kind="mentorship",
        form={"held_on": "2026-11-18", "minutes": "30", "topic": "公文格式"}, **SIDES,
    ),
    (f"{TALK}/edit", "GET"): Row(kind="own-talk", **SIDES),
    (f"{TALK}/edit", "POST"): Row(kind="own-talk", **SIDES),
    (f"{TALK}/confirmation", "POST"): Row(kind="mentor-talk", form=VERSION, **SIDES),
    (f"{TALK}/return", "GET"): Row(kind="mentor-talk", **SIDES),
    (f"{TALK}/return", "POST"): Row(kind="mentor-talk", form=REASON, **SIDES),
    # Who confirmed it, whom no visitor is here, or who decides on the placement.
    (f"{TALK}/voiding", "GET"): Row(
        kind="confirmed-talk", cadre="none", secretary="none", organiser="none", hr="others",
        leader="unit",
    ),
    (f"{TALK}/voiding", "POST"): Row(
        kind="confirmed-talk", form=REASON, cadre="none", secretary="none", organiser="none",
        hr="others", leader="unit",
    ),
}  # fmt: skip

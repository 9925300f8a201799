"""By hand: attendance while a gathering is open.

Whoever is invited checks in; whoever holds it shows the code and takes the roll. The secretary
of an invited branch takes it of the own people: the gatherings of the world invite no branch.
"""

from tests.matrix.expectations_group_study import GATHERING, HELD, SEEN
from tests.matrix.notation import VISITORS, Row

ATTENDANCE = f"{GATHERING}/attendance"
MARK = f"{ATTENDANCE}/<int:person_id>"
LATE = f"{GATHERING}/late/<int:late_id>"
TAPPED = {"tap": "{person_id}.late.present"}

GROUP_DOOR = {
    (f"{GATHERING}/check-in", "GET"): Row(kind="gathering-open", **SEEN),
    (f"{GATHERING}/check-in", "POST"): Row(kind="gathering-open", **SEEN),
    (f"{GATHERING}/count", "GET"): Row(kind="gathering-open", **SEEN),
    (f"{GATHERING}/code", "GET"): Row(kind="gathering-open", **HELD),
    # Public, for a screen that was opened with a ticket; without one it is not there.
    (f"{GATHERING}/code/now", "GET"): Row(kind="gathering-open", **dict.fromkeys(VISITORS, "none")),
    (ATTENDANCE, "GET"): Row(kind="gathering-open", **HELD),
    (ATTENDANCE, "POST"): Row(kind="mark", form=TAPPED, **HELD),
    (f"{ATTENDANCE}/roll", "GET"): Row(kind="gathering-open", **HELD),
    (f"{ATTENDANCE}/absent", "POST"): Row(kind="gathering-open", **HELD),
    (f"{ATTENDANCE}/guests", "POST"): Row(kind="gathering-open", **HELD),
    (MARK, "GET"): Row(kind="mark", **HELD),
    (MARK, "POST"): Row(kind="mark", form={"reason": "出差"}, **HELD),
    (f"{LATE}/acceptance", "POST"): Row(kind="late-check-in", **HELD),
    (f"{LATE}/refusal", "POST"): Row(kind="late-check-in", form={"reason": "不在"}, **HELD),
}

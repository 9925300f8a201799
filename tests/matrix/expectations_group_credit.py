"""By hand: closing, corrections and sign-in sheets of gatherings.

Source: "hold gatherings, take attendance"; a list on its way in is seen by who chose it.
"""

from tests.matrix.expectations_group_study import GATHERING, HELD
from tests.matrix.notation import Row

SHEET = f"{GATHERING}/sheet"
UPLOAD = f"{SHEET}/import/<int:upload_id>"
OPEN, CLOSED = Row(kind="gathering-open", **HELD), Row(kind="gathering-closed", **HELD)
CHOSEN = Row(kind="sheet-upload", **HELD)

GROUP_CREDIT = {
    (f"{GATHERING}/closing", "GET"): OPEN,
    (f"{GATHERING}/closing", "POST"): OPEN,
    (f"{GATHERING}/attendance.xlsx", "GET"): CLOSED,
    (f"{GATHERING}/corrections/new", "GET"): CLOSED,
    (f"{GATHERING}/corrections/new", "POST"): CLOSED,
    (f"{GATHERING}/correction", "GET"): CLOSED,
    (f"{GATHERING}/correction", "POST"): CLOSED,
    (SHEET, "GET"): Row(kind="gathering-planned", **HELD),
    (f"{SHEET}.xlsx", "GET"): OPEN,
    (f"{SHEET}/import", "GET"): OPEN,
    (f"{SHEET}/import", "POST"): OPEN,
    (UPLOAD, "GET"): CHOSEN,
    (f"{UPLOAD}/refused.xlsx", "GET"): CHOSEN,
    (f"{UPLOAD}/application", "POST"): CHOSEN,
}

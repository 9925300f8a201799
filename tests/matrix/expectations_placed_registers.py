"""By hand: registers of placements, boards, the import of histories.

Source: "see placement history": everybody has the own ones; registers and boards are HR's and,
of the unit, the leader's; histories are brought in by HR. A view is its account's own, and so is
a file on its way in.
"""

from tests.matrix.notation import Row, only, studying

PLACE = "/placements"
REGISTER = f"{PLACE}/registers/<kind>"
UPLOAD = f"{PLACE}/import/<int:upload_id>"
KEEPERS = ("hr", "leader")
OWN_FILE = only("hr", kind="history-upload", words="own")

PLACED_REGISTERS: dict[tuple[str, str], Row] = {
    (PLACE, "GET"): studying(),
    (REGISTER, "GET"): only(*KEEPERS, kind="placement-register"),
    (f"{REGISTER}/views", "POST"): only(*KEEPERS, kind="placement-register", name="我的视图"),
    (f"{PLACE}/registers/views/<int:view_id>/removal", "POST"): only(
        *KEEPERS, kind="kept-view", words="own"
    ),
    (f"{PLACE}/board", "GET"): only(*KEEPERS),
    (f"{PLACE}/ending", "GET"): only(*KEEPERS),
    (f"{PLACE}/lacking", "GET"): only(*KEEPERS),
    (f"{PLACE}/import", "GET"): only("hr"),
    (f"{PLACE}/import", "POST"): only("hr"),
    (f"{PLACE}/import/template.xlsx", "GET"): only("hr"),
    (UPLOAD, "GET"): OWN_FILE,
    (f"{UPLOAD}/refused.xlsx", "GET"): OWN_FILE,
    (f"{UPLOAD}/application", "POST"): OWN_FILE,
}

"""By hand: histories of placements. Source: "see placement history": own; HR all; the unit's of a
leader; a secretary sees none but the own. Papers are HR's.
"""

from tests.matrix.notation import Row, only

HISTORY = "/people/<staff_no>/history"
PAPERS = "/placements/papers"
SEEN = Row(
    kind="person", cadre="own", secretary="own", organiser="own", hr="all", leader="own unit"
)
PAPER = only("hr", kind="paper")

PLACED_HISTORIES = {
    (HISTORY, "GET"): SEEN,
    (f"{HISTORY}.xlsx", "GET"): SEEN,
    (f"{HISTORY}.docx", "GET"): SEEN,
    (f"{HISTORY}/paper", "GET"): only("hr", kind="person"),
    (f"{HISTORY}/paper", "POST"): only("hr", kind="person"),
    (PAPERS, "GET"): only("hr"),
    (f"{PAPERS}/new", "GET"): only("hr"),
    (f"{PAPERS}/new", "POST"): only("hr"),
    (f"{PAPERS}/<int:paper_id>", "GET"): PAPER,
    (f"{PAPERS}/<int:paper_id>", "POST"): PAPER,
    (f"{PAPERS}/files/<int:paper_id>", "GET"): PAPER,
    (f"{PAPERS}/files/<int:paper_id>/pages/<int:number>", "GET"): only("hr", kind="paper-page"),
}

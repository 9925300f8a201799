"""By hand: keeping the books. HR alone closes years and records exempt periods."""

from tests.matrix.notation import Row, only

PERIOD = {"kind": "sick", "from_on": "2026-03-01", "to_on": "2026-03-31", "document": "人字1号"}

LEDGER = {
    ("/hours/years", "GET"): only("hr"),
    ("/hours/years/<int:year>/closing", "GET"): only("hr", kind="year"),
    ("/hours/years/<int:year>/closing", "POST"): only(
        "hr", kind="year", document="办字1号", checked="y"
    ),
    ("/hours/<staff_no>/exempt-periods", "GET"): only("hr", kind="person"),
    ("/hours/<staff_no>/exempt-periods", "POST"): Row(kind="person", hr="all", form=PERIOD),
    ("/hours/<staff_no>/exempt-periods/<int:period_id>/supersession", "POST"): only(
        "hr", kind="exempt-period", reason="mistaken"
    ),
}

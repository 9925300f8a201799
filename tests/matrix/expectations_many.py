"""By hand: one activity recorded for many, past hours brought in. Source: who may do what."""

from tests.matrix.notation import Row, only

RECORDERS = ("secretary", "organiser", "hr")
TYPED = {
    "kind": "group_training", "shown": "group_training", "topic": "条例学习会", "minutes": "45",
    "studied_on": "2026-11-18", "step": "review",
}  # fmt: skip

EVERYBODYS = dict.fromkeys(RECORDERS, "all")

MANY = {
    ("/study/activities", "GET"): only(*RECORDERS),
    ("/study/activities/new", "GET"): only(*RECORDERS),
    ("/study/activities/new", "POST"): Row(form=TYPED, **EVERYBODYS),
    ("/study/activities", "POST"): Row(form=TYPED, **EVERYBODYS),
    ("/study/activities/<int:batch_id>", "GET"): Row(
        kind="batch", secretary="own branch", organiser="all", hr="all"
    ),
    ("/study/activities/<int:batch_id>/voids", "POST"): Row(
        kind="batch", secretary="own branch", hr="all", form={"reason": "误记"}
    ),
    ("/hours/import", "GET"): only("hr"),
    ("/hours/import", "POST"): only("hr"),
    ("/hours/import/template.xlsx", "GET"): only("hr"),
    # A file on its way in is seen by who uploaded it; the others of HR start anew.
    ("/hours/import/<int:upload_id>", "GET"): only("hr", kind="past-upload", words="own"),
    ("/hours/import/<int:upload_id>/refused.xlsx", "GET"): only(
        "hr", kind="past-upload", words="own"
    ),
    ("/hours/import/<int:upload_id>/application", "POST"): only(
        "hr", kind="past-upload", words="own"
    ),
}

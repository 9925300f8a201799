"""By hand: matters, dispatch sheets, holidays, notices. Source: who may do what."""

from tests.matrix.notation import Row, only, signed_in, studying

SEERS = ("cadre", "secretary", "organiser", "hr", "leader", "security_officer")
OWN = {"cadre": "own", "secretary": "own", "organiser": "own", "leader": "own"}
# Of an entry to confirm: its owner, and whoever sees the owner's matters. Handed over by those
# who confirm it. Of a dispatch sheet: its receiver; it was written by HR's person, who is owed it.
SEEN = {
    "cadre": "own", "secretary": "own branch", "organiser": "own", "hr": "own",
    "leader": "own unit", "security_officer": "none",
}  # fmt: skip
CONFIRMED = {
    "cadre": "none", "secretary": "branch", "organiser": "none", "hr": "none",
    "leader": "secretaries", "security_officer": "none",
}  # fmt: skip
CONCERNED = {**OWN, "hr": "all", "security_officer": "none"}

MATTERS = {
    ("/matters", "GET"): only(*SEERS),
    ("/matters/new", "GET"): only("secretary", "leader"),
    ("/matters/new", "POST"): only("secretary", "leader", content="整理资料"),
    ("/matters/<int:matter_id>", "GET"): Row(kind="matter", **SEEN),
    ("/matters/<int:matter_id>/handing-over", "POST"): Row(
        kind="matter", form={"person": "70007", "reason": "出差"}, **CONFIRMED
    ),
    ("/matters/<int:matter_id>/signing", "POST"): Row(kind="sheet", **CONCERNED),
    ("/matters/<int:matter_id>/answer", "POST"): Row(
        kind="sheet", form={"words": "已办"}, **CONCERNED
    ),
    ("/matters/<int:matter_id>/closing", "POST"): Row(
        kind="sheet", form={"proof": "示文〔2026〕1号"}, **CONCERNED
    ),
    ("/matters/<int:matter_id>/reopening", "POST"): Row(
        kind="sheet", form={"reason": "不完整"}, **CONCERNED
    ),
    ("/matters/<int:matter_id>/second-look", "POST"): Row(kind="sheet", **CONCERNED),
    ("/holidays", "GET"): studying(),
    ("/holidays", "POST"): Row(hr="all", form={"day": "2027-01-01", "kind": "off"}),
    ("/holidays/<day>/removal", "POST"): only("hr", kind="holiday"),
    ("/holidays/template.xlsx", "GET"): only("hr"),
    ("/holidays/import", "GET"): only("hr"),
    ("/holidays/import", "POST"): only("hr"),
    # A file on its way in is seen by who uploaded it.
    ("/holidays/import/<int:upload_id>", "GET"): only("hr", kind="holiday-upload", words="own"),
    ("/holidays/import/<int:upload_id>/refused.xlsx", "GET"): only(
        "hr", kind="holiday-upload", words="own"
    ),
    ("/holidays/import/<int:upload_id>/application", "POST"): only(
        "hr", kind="holiday-upload", words="own"
    ),
    ("/notices", "GET"): signed_in(),
    ("/notices/counts", "GET"): signed_in(),
    ("/notices/reading", "POST"): signed_in(),
    ("/notices/<int:notice_id>/reading", "POST"): signed_in("own", kind="notice"),
    ("/notices/choices", "GET"): signed_in(),
    ("/notices/choices", "POST"): signed_in(topics="confirmed"),
}

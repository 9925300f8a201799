"""By hand: Today, study, hours, the lists of figures, rules, help. Source: who may do what."""

from tests.matrix.notation import Row, everybody, only, signed_in, studying

# Nobody confirms their own; a leader confirms secretaries and people without a branch.
CONFIRMERS = {"secretary": "branch", "leader": "secretaries"}
HOURS_SEEN = {
    "cadre": "own", "secretary": "own branch", "organiser": "all", "hr": "all",
    "leader": "own unit",
}  # fmt: skip

STUDY = {
    ("/", "GET"): signed_in(),
    ("/help", "GET"): everybody(),
    ("/healthz", "GET"): everybody(),
    ("/readyz", "GET"): everybody(),
    ("/rules", "GET"): studying(),
    ("/rules/<slug>/<int:version>", "GET"): studying(kind="pack"),
    ("/rules/<slug>/<int:version>/text", "GET"): studying(kind="pack"),
    ("/rules/format", "GET"): studying(),
    ("/rules/new", "GET"): only("organiser"),
    ("/rules/new", "POST"): only("organiser", text="id = 1"),
    ("/rules/<slug>/<int:version>/rehearsal", "GET"): only("organiser", kind="pack"),
    ("/rules/<slug>/<int:version>/adoption", "POST"): only(
        "organiser", kind="ready-pack", from_on="2027-01-01", reason="党组会议"
    ),
    ("/study/entries", "GET"): studying(),
    ("/study/entries/new", "GET"): studying(),
    ("/study/entries/new", "POST"): studying(),
    ("/study/entries/<int:entry_id>", "GET"): studying("own", kind="entry"),
    ("/study/entries/<int:entry_id>/edit", "GET"): studying("own", kind="entry"),
    ("/study/entries/<int:entry_id>/edit", "POST"): studying("own", kind="entry"),
    ("/study/entries/<int:entry_id>/withdrawal", "POST"): studying("own", kind="entry"),
    ("/study/queue", "GET"): only("secretary", "leader"),
    ("/study/confirmations", "POST"): Row(kind="entry", form={"entry": "{entry_id}"}, **CONFIRMERS),
    ("/study/entries/<int:entry_id>/return", "POST"): Row(
        kind="entry", form={"reason": "收获太笼统"}, **CONFIRMERS
    ),
    ("/study/undos", "POST"): only("secretary", "leader", first="1", last="1"),
    ("/hours", "GET"): studying(),
    ("/hours/<staff_no>", "GET"): Row(kind="person", **HOURS_SEEN),
    ("/hours/<staff_no>/statement.xlsx", "GET"): Row(kind="person", **HOURS_SEEN),
    ("/desk", "GET"): only("secretary"),
    ("/board", "GET"): only("hr", "leader"),
}

"""By hand: certificates of hours, their verification, the year-end table of a branch."""

from tests.matrix.notation import Row, everybody, only, studying

# Everybody has their own certified; HR anybody's.
CERTIFIED = {
    "cadre": "own", "secretary": "own", "organiser": "own", "hr": "all", "leader": "own",
}  # fmt: skip

HOURS = {
    ("/hours/certificates", "GET"): studying(),
    ("/hours/certificates", "POST"): studying(year="2026"),
    ("/hours/<staff_no>/certificates", "GET"): Row(kind="person", **CERTIFIED),
    ("/hours/<staff_no>/certificates", "POST"): Row(
        kind="person", form={"year": "2026"}, **CERTIFIED
    ),
    ("/hours/certificates/<int:certificate_id>.pdf", "GET"): Row(kind="certificate", **CERTIFIED),
    ("/hours/certificates/<int:certificate_id>.docx", "GET"): Row(kind="certificate", **CERTIFIED),
    # The secretary has the desk for it, HR and leaders the board.
    ("/hours/people", "GET"): only("organiser"),
    ("/verify", "GET"): everybody(),
    ("/verify/<code>", "GET"): everybody("certificate-code"),
    ("/desk/year-end", "GET"): only("secretary", "hr"),
}

"""By hand: corrections, the entries of a person, spot checks. Source: who may do what."""

from tests.matrix.notation import Row, only, studying

# Corrections follow the chain of confirmers: never one's own.
CONFIRMERS = {"secretary": "branch", "leader": "secretaries"}
# A confirmed entry is voided by the branch's secretary and by HR: never one's own.
VOIDERS = {"secretary": "branch", "hr": "others"}

QUEUE = {
    ("/study/entries/<int:entry_id>/corrections", "POST"): studying(
        "own", kind="entry", wish="应为 30 分钟"
    ),
    ("/study/corrections", "GET"): only("secretary", "leader"),
    ("/study/corrections/<int:correction_id>/grant", "POST"): Row(kind="correction", **CONFIRMERS),
    ("/study/corrections/<int:correction_id>/refusal", "POST"): Row(
        kind="correction", form={"answer": "签到表上是 45 分钟"}, **CONFIRMERS
    ),
    ("/study/people/<staff_no>/entries", "GET"): Row(kind="person", **VOIDERS),
    ("/study/people/<staff_no>/entries/<int:entry_id>", "GET"): Row(
        kind="entry-of-person", **VOIDERS
    ),
    ("/study/people/<staff_no>/entries/<int:entry_id>/void", "POST"): Row(
        kind="entry-of-person", form={"reason": "重复登记"}, **VOIDERS
    ),
    ("/study/spot-checks", "GET"): only("secretary", "hr"),
}

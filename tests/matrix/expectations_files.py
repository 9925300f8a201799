"""By hand: proofs hang on an entry, and are seen by whom the entry concerns.

The owner; who confirms it while it, or a correction of it, waits; the secretary of the owner's
branch and HR, who may void it. Only the owner adds and takes off.
"""

from tests.matrix.notation import Row, studying

SEEN = {
    "cadre": "own", "secretary": "own branch", "organiser": "own", "hr": "all",
    "leader": "own secretaries",
}  # fmt: skip

FILES = {
    ("/study/entries/<int:entry_id>/proofs", "POST"): studying("own", kind="entry"),
    ("/study/proofs/<int:proof_id>/removal", "POST"): studying("own", kind="proof"),
    ("/study/proofs/<int:proof_id>", "GET"): Row(kind="proof", **SEEN),
    ("/study/proofs/<int:proof_id>/pages/<int:number>", "GET"): Row(kind="proof", **SEEN),
}

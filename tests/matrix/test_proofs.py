"""Who opens a proof, by what became of its entry: written by hand, walked for every relation."""

import logging

import pytest

from models import db
from tests import factories as make
from tests.matrix.notation import ABSENT, OK, VISITORS, Row
from tests.matrix.world import VISITING, make_world

VOIDING = {"cadre": "own", "secretary": "own branch", "organiser": "own", "hr": "all"}
CONFIRMING = Row(kind="proof", **VOIDING, leader="own secretaries")
DECIDED = Row(kind="proof", **VOIDING, leader="own")
# State of the entry, and of the correction asked for.
EXPECTED = {
    ("waiting", None): CONFIRMING,
    ("confirmed", None): DECIDED,
    ("confirmed", "open"): CONFIRMING,
    ("confirmed", "declined"): DECIDED,
    ("voided", "granted"): DECIDED,
    ("returned", None): DECIDED,
}


@pytest.mark.parametrize(("case", "row"), EXPECTED.items(), ids=str)
def test_a_proof_is_seen_by_whom_its_entry_concerns_at_that_time(app, login, caplog, case, row):
    caplog.set_level(logging.CRITICAL, "rigong")
    world = make_world(app)
    state, asked = case
    proofs = {}
    for key, entry in world.entries.items():
        proofs[key] = make.make_proof(entry, app.config["INSTANCE"]).id
        entry.state = state
        if asked is not None:
            make.make_correction(entry, state=asked)
    db.session.commit()
    wrong = []
    for visitor in (one for one in VISITORS if one in VISITING):
        client = login(world.accounts[visitor])
        for relation, key in world.related(visitor).items():
            code = client.get(f"/study/proofs/{proofs[key]}").status_code
            got = OK if code == 200 else ABSENT if code == 404 else str(code)
            if got != row.expected(visitor, relation):
                wrong.append(f"{visitor}, {relation}: {got}")
    assert not wrong

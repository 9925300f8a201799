"""By hand: gatherings. Source: "hold gatherings, take attendance": the secretary's of the branch,
the leader's of the unit, organisers' of all; whoever is invited sees it.
"""

from tests.matrix.notation import Row

# Each person's is held by their branch and invites only them; units' invite the foreign person.
SEEN = {
    "cadre": "own", "secretary": "own branch", "organiser": "all", "hr": "own",
    "leader": "own led",
}  # fmt: skip
HELD = {"secretary": "own branch", "organiser": "all", "leader": "led"}
GATHERING = "/group-study/<int:gathering_id>"

GROUP_STUDY = {
    (GATHERING, "GET"): Row(kind="gathering-open", **SEEN),
}

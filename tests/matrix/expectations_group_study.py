"""By hand: gatherings. Source: "hold gatherings, take attendance": the secretary's of the branch,
the leader's of the unit, organisers' of all; whoever is invited sees it.
"""

from tests.matrix.notation import Row, only, studying

# Each person's is held by their branch and invites only them; units' invite the foreign person.
SEEN = {
    "cadre": "own", "secretary": "own branch", "organiser": "all", "hr": "own",
    "leader": "own led",
}  # fmt: skip
HELD = {"secretary": "own branch", "organiser": "all", "leader": "led"}
GATHERING = "/group-study/<int:gathering_id>"

HOLDERS = ("secretary", "organiser", "leader")

GROUP_STUDY = {
    ("/group-study", "GET"): studying(),
    ("/group-study/new", "GET"): only(*HOLDERS),
    ("/group-study/new", "POST"): only(*HOLDERS),
    (GATHERING, "GET"): Row(kind="gathering-open", **SEEN),
    (f"{GATHERING}/edit", "GET"): Row(kind="gathering-planned", **HELD),
    (f"{GATHERING}/edit", "POST"): Row(kind="gathering-planned", **HELD),
    (f"{GATHERING}/opening", "POST"): Row(kind="gathering-planned", **HELD),
    (f"{GATHERING}/cancellation", "GET"): Row(kind="gathering-planned", **HELD),
    (f"{GATHERING}/cancellation", "POST"): Row(
        kind="gathering-planned", form={"reason": "会期冲突"}, **HELD
    ),
}

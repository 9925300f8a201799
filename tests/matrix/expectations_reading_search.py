"""By hand: search and self-tests. Source: who may do what, "read materials"; members are tested."""

from tests.matrix.notation import Row, only, studying

# A class of each person that only they are in: members read, organisers read all.
READ = {
    "cadre": "own", "secretary": "own", "organiser": "all", "hr": "own", "leader": "own",
}  # fmt: skip
OWN = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "own")
TEST = "/reading/<slug>/<material>/test"

READING_SEARCH = {
    ("/search", "GET"): studying(),
    (TEST, "GET"): Row(kind="class-material", **READ),
    (f"{TEST}/attempts", "POST"): Row(kind="class-material", **OWN),
    (f"{TEST}/answers", "POST"): Row(kind="class-material", form={"attempt": "1"}, **OWN),
    (f"{TEST}/attempts/<int:number>", "GET"): Row(kind="class-attempt", **OWN),
    (f"{TEST}/preview", "GET"): only("organiser", kind="class-material"),
}

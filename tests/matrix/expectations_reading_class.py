"""By hand: reading classes, members, closing, boards, materials. Source: "run classes" is the
organisers'; a class is open to its members; whoever studies joins one that is open to all.
"""

from tests.matrix.notation import Row, only, studying

# A class of each person that only they are in: members see it, organisers run all.
SEEN = {
    "cadre": "own", "secretary": "own", "organiser": "all", "hr": "own", "leader": "own",
}  # fmt: skip
OWN = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "own")
CLASS = "/reading/<slug>"
MEMBER = f"{CLASS}/members/<int:member_id>"
POST = f"{CLASS}/board/<int:post_id>"
MATERIAL = f"{CLASS}/materials/<material>"


def run(kind: str, **form: str) -> Row:
    """An address of whoever runs classes."""
    return only("organiser", kind=kind, **form)


READING_CLASS = {
    ("/reading", "GET"): studying(),
    ("/reading/new", "GET"): only("organiser"),
    ("/reading/new", "POST"): only("organiser"),
    ("/reading/preview", "POST"): only("organiser", text="## 一"),
    ("/reading/members/<int:member_id>", "GET"): Row(kind="own-membership", **OWN),
    (CLASS, "GET"): Row(kind="class-of", **SEEN),
    (f"{CLASS}/edit", "GET"): run("class-of"),
    (f"{CLASS}/edit", "POST"): run("class-of"),
    (f"{CLASS}/edit/detaching", "POST"): run("class-of"),
    (f"{CLASS}/state", "POST"): run("class-of"),
    (f"{CLASS}/closing", "GET"): run("class-of"),
    (f"{CLASS}/closing", "POST"): run("class-of"),
    (f"{CLASS}/progress", "GET"): run("class-of"),
    (f"{CLASS}/progress/reminders", "POST"): run("class-of"),
    (f"{CLASS}/members", "GET"): run("class-of"),
    (f"{CLASS}/members", "POST"): run("class-of", numbers="70001"),
    (f"{MEMBER}/removal", "POST"): run("class-member"),
    (f"{MEMBER}/credit", "GET"): run("class-uncredited"),
    (f"{MEMBER}/credit", "POST"): run("class-uncredited", reason="补交了心得"),
    (f"{CLASS}/join", "POST"): Row(kind="class-of", **SEEN),
    (f"{CLASS}/join/leaving", "POST"): Row(kind="class-of", **OWN),
    (f"{CLASS}/board", "POST"): Row(kind="class-of", form={"words": "周五见"}, **SEEN),
    # In the class of each there is a post of theirs, and one of somebody else.
    (f"{POST}/removal", "POST"): Row(kind="class-post", **SEEN),
    (f"{POST}/pin", "POST"): run("class-post"),
    (f"{CLASS}/materials", "GET"): run("class-of"),
    (f"{CLASS}/materials/new", "GET"): run("class-of"),
    (f"{CLASS}/materials/new", "POST"): run("class-of", title="题", zh="文"),
    (f"{CLASS}/materials/import", "GET"): run("class-of"),
    (f"{CLASS}/materials/import", "POST"): run("class-of", way="text"),
    (MATERIAL, "GET"): run("class-material"),
    (MATERIAL, "POST"): run("class-material", title="题", zh="文", version="1"),
    (f"{MATERIAL}/revisions", "GET"): run("class-material"),
    (f"{MATERIAL}/place", "POST"): run("class-material", to="up"),
    (f"{MATERIAL}/removal", "POST"): run("class-material"),
    (f"{MATERIAL}/detaching", "POST"): run("class-material"),
    (f"{MATERIAL}/return", "POST"): run("class-off"),
}

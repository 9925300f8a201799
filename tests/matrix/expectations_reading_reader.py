"""By hand: reading a material, places, own notes. Source: who may do what, "read materials"."""

from tests.matrix.notation import Row

# A class of each person that only they are in: members read, organisers read all.
READ = {
    "cadre": "own", "secretary": "own", "organiser": "all", "hr": "own", "leader": "own",
}  # fmt: skip
OWN = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "own")
CLASS = "/reading/<slug>"
MATERIAL = f"{CLASS}/<material>"

READING_READER = {
    (MATERIAL, "GET"): Row(kind="class-material", **READ),
    (f"{MATERIAL}/pages/<int:number>", "GET"): Row(kind="class-page", **READ),
    (f"{CLASS}/pictures/<name>", "GET"): Row(kind="class-picture", **READ),
    (f"{MATERIAL}/place", "POST"): Row(kind="class-material", form={"seconds": "5"}, **READ),
    (f"{MATERIAL}/sections", "POST"): Row(kind="class-material", form={"section": "draft"}, **READ),
    (f"{MATERIAL}/notes", "POST"): Row(kind="class-material", form={"quote": "先想清楚"}, **READ),
    (f"{MATERIAL}/notes/new", "GET"): Row(kind="class-page", **READ),
    (f"{MATERIAL}/notes/new", "POST"): Row(kind="class-page", form={"words": "记下"}, **READ),
    (f"{CLASS}/notes", "GET"): Row(kind="class-of", **READ),
    (f"{CLASS}/notes/<int:note_id>", "GET"): Row(kind="class-note", **OWN),
    (f"{CLASS}/notes/<int:note_id>", "POST"): Row(
        kind="class-note", form={"words": "记下", "version": "1"}, **OWN
    ),
    (f"{CLASS}/notes/<int:note_id>/removal", "POST"): Row(kind="class-note", **OWN),
}

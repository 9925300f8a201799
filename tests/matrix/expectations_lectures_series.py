"""By hand: the lecture hall's series and lectures, open to everybody who studies.

Organisers write them, draw their order and give them their times; cadres sign up.
"""

from tests.matrix.notation import Row, only, studying

SERIES = "/lectures/<series_slug>"
LECTURE = f"{SERIES}/<lecture_slug>"
SEEN = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "all")
# A series in preparation is opened by its organisers, and by whoever speaks in it or judges it:
# in the world that is every visitor.
SLUG, WITHDRAWN = {"title": "新的一季", "slug": "brand-new"}, {"reason": "病假"}

LECTURE_SERIES = {
    ("/lectures", "GET"): studying(),
    ("/lectures/new", "GET"): only("organiser"),
    ("/lectures/new", "POST"): only("organiser", **SLUG),
    ("/lectures/gathering/<int:gathering_id>", "GET"): Row(kind="lecture-gathering", **SEEN),
    (SERIES, "GET"): studying(kind="series"),
    (f"{SERIES}/edit", "GET"): only("organiser", kind="series"),
    (f"{SERIES}/edit", "POST"): only("organiser", kind="series", title="改名", version="0"),
    (f"{SERIES}/lectures.xlsx", "GET"): studying(kind="series"),
    (f"{SERIES}/new", "GET"): only("organiser", kind="series"),
    (f"{SERIES}/new", "POST"): only("organiser", kind="series"),
    (f"{SERIES}/draw", "GET"): only("organiser", kind="series-preparing"),
    (f"{SERIES}/draw", "POST"): only("organiser", kind="series-preparing", seed="7"),
    (f"{SERIES}/times", "GET"): only("organiser", kind="series"),
    (f"{SERIES}/times", "POST"): only("organiser", kind="series", sittings="明天"),
    (f"{SERIES}/minutes", "GET"): only("organiser", kind="series"),
    (f"{SERIES}/minutes", "POST"): only("organiser", kind="series", version=""),
    (LECTURE, "GET"): Row(kind="lecture-spoken", **SEEN),
    (f"{LECTURE}/edit", "GET"): only("organiser", kind="lecture-spoken"),
    (f"{LECTURE}/edit", "POST"): only("organiser", kind="lecture-spoken", topic="改题"),
    (f"{LECTURE}/time", "GET"): only("organiser", kind="lecture-spoken"),
    (f"{LECTURE}/time", "POST"): only("organiser", kind="lecture-spoken", held_on="2026-12-03"),
    (f"{LECTURE}/withdrawal", "GET"): only("organiser", kind="lecture-spoken"),
    (f"{LECTURE}/withdrawal", "POST"): only("organiser", kind="lecture-spoken", **WITHDRAWN),
    (f"{LECTURE}/sign-up", "POST"): Row(kind="lecture-arranged", **SEEN),
    (f"{LECTURE}/sign-up/withdrawal", "POST"): Row(kind="lecture-arranged", **SEEN),
}

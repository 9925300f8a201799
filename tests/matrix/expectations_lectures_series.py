"""By hand: the lecture hall's series and lectures, open to everybody who studies."""

from tests.matrix.notation import Row, studying

SERIES = "/lectures/<series_slug>"
LECTURE = f"{SERIES}/<lecture_slug>"
SEEN = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "all")

LECTURE_SERIES = {
    (SERIES, "GET"): studying(kind="series"),
    (LECTURE, "GET"): Row(kind="lecture-spoken", **SEEN),
}

"""By hand: the lecture hall's score sheets, audience ratings, comments and what speakers answer.

A sheet is its judge's alone, also where an organiser asks; a rating is that of whoever was there.
"""

from tests.matrix.notation import Row

LECTURE = "/lectures/<series_slug>/<lecture_slug>"
COMMENT = "/lectures/<series_slug>/comments/<int:comment_id>"
ADVICE = "/lectures/sheets/advice/<int:comment_id>"
OWN = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "own")
RATED = {f"mark-{name}": "8" for name in ("theme", "content", "structure", "delivery", "form")}
SAVED = {"step": "save", "version": "1", "mark-theme": "10"}
ANSWERED = {"answer": "下次多举例子", "version": "1"}

LECTURE_SHEETS = {
    (f"{LECTURE}/score", "GET"): Row(kind="lecture-judged", **OWN),
    (f"{LECTURE}/score", "POST"): Row(kind="lecture-judged", form=SAVED, **OWN),
    (f"{LECTURE}/rating", "GET"): Row(kind="lecture-heard", **OWN),
    (f"{LECTURE}/rating", "POST"): Row(kind="lecture-heard", form=RATED, **OWN),
    ("/lectures/<series_slug>/comments", "GET"): Row(kind="series-closed", organiser="all"),
    ("/lectures/<series_slug>/comments/shown", "POST"): Row(kind="series-closed", organiser="all"),
    (COMMENT, "GET"): Row(kind="lecture-comment", organiser="all"),
    (COMMENT, "POST"): Row(
        kind="lecture-comment", form={"decision": "shown", "version": "1"}, organiser="all"
    ),
    (ADVICE, "GET"): Row(kind="lecture-advice", **OWN),
    (ADVICE, "POST"): Row(kind="lecture-advice", form=ANSWERED, **OWN),
}

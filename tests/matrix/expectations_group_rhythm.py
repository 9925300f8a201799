"""By hand: the rule of study first, the rhythm board, calendar addresses.

Source: "branches and lectures are compared openly"; "rules are data that an organiser edits".
"""

from tests.matrix.notation import Row, everybody, only, studying

RULE = "/group-study/rules"
# The calendar of the own branch; organisers have that of any.
FOLLOWED = {"cadre": "own", "secretary": "own", "organiser": "all", "hr": "own", "leader": "own"}

GROUP_RHYTHM: dict[tuple[str, str], Row] = {
    ("/group-study/rhythm", "GET"): studying(),
    (RULE, "GET"): studying(),
    (f"{RULE}/new", "GET"): only("organiser"),
    (f"{RULE}/new", "POST"): only("organiser", text="id = 1"),
    (f"{RULE}/<slug>/<int:version>", "GET"): studying(kind="study-first-version"),
    (f"{RULE}/<slug>/<int:version>/text", "GET"): studying(kind="study-first-version"),
    ("/group-study/calendar", "GET"): studying(),
    ("/group-study/calendar", "POST"): Row(
        kind="followed-branch", form={"branch": "{branch}"}, **FOLLOWED
    ),
    ("/calendar/<token>.ics", "GET"): everybody("calendar-address"),
}

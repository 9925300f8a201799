"""By hand: people and the organisation. HR edits all of it; names are read as far as one reaches.

Nobody else may open a page that edits, their own record included.
"""

from tests.matrix.notation import Row, only

LISTED = {"secretary": "own branch", "organiser": "all", "hr": "all", "leader": "own unit"}

LISTS = {
    ("/people", "GET"): only("secretary", "organiser", "hr", "leader"),
    ("/people/list.xlsx", "GET"): only("secretary", "organiser", "hr", "leader"),
    ("/people/<staff_no>", "GET"): Row(kind="person", **LISTED),
}
# A roster on its way in is seen by who uploaded it; the others of HR start anew.
ROSTER = {
    ("/people/import", "GET"): only("hr"),
    ("/people/import", "POST"): only("hr"),
    ("/people/import/template.xlsx", "GET"): only("hr"),
    ("/people/import/<int:upload_id>", "GET"): only("hr", kind="upload", words="own"),
    ("/people/import/<int:upload_id>/refused.xlsx", "GET"): only("hr", kind="upload", words="own"),
    ("/people/import/<int:upload_id>/application", "POST"): only("hr", kind="upload", words="own"),
}

# Of HR alone: addresses that are both a form and what it sends, by the object they name.
FORMS_OF_HR = {
    "/people/new": "nothing",
    "/people/<staff_no>/record": "person",
    "/people/<staff_no>/branch": "person",
    "/people/<staff_no>/posts": "person",
    "/people/<staff_no>/departure": "person",
    "/people/<staff_no>/return": "person",
    "/people/<staff_no>/number": "person",
    "/people/<staff_no>/absences": "person",
    "/people/<staff_no>/merge": "person",
    "/people/<staff_no>/memberships/<int:line_id>": "membership",
    "/people/<staff_no>/tenures/<int:line_id>": "tenure",
    "/people/<staff_no>/tenures/<int:line_id>/end": "tenure",
    "/units/new": "nothing",
    "/units/<int:unit_id>/name": "open-unit",
    "/units/<int:unit_id>/place": "open-unit",
    "/units/<int:unit_id>/merge": "open-unit",
    "/units/<int:unit_id>/closure": "open-unit",
    "/units/branches/new": "nothing",
    "/units/branches/<int:branch_id>/name": "open-branch",
    "/units/branches/<int:branch_id>/place": "open-branch",
    "/units/branches/<int:branch_id>/merge": "open-branch",
    "/units/branches/<int:branch_id>/closure": "open-branch",
    "/units/posts/new": "nothing",
    "/units/posts/<int:post_id>/title": "open-post",
    "/units/posts/<int:post_id>/traits": "open-post",
    "/units/posts/<int:post_id>/place": "open-post",
    "/units/posts/<int:post_id>/closure": "open-post",
}
PAGES_OF_HR = {
    "/units": "nothing",
    "/units/<int:unit_id>": "unit",
    "/units/branches": "nothing",
    "/units/branches/<int:branch_id>": "branch",
    "/units/posts": "nothing",
    "/units/posts/<int:post_id>": "post",
}
BUTTONS_OF_HR = {
    "/people/<staff_no>/departure/cancellation": "person",
    "/people/<staff_no>/absences/<int:absence_id>/cancellation": "absence",
    "/people/<staff_no>/merges/<int:merge_id>/undoing": "merge",
}

PEOPLE = (
    LISTS
    | ROSTER
    | {(rule, "GET"): only("hr", kind=kind) for rule, kind in (FORMS_OF_HR | PAGES_OF_HR).items()}
    | {
        (rule, "POST"): only("hr", kind=kind)
        for rule, kind in (FORMS_OF_HR | BUTTONS_OF_HR).items()
    }
)

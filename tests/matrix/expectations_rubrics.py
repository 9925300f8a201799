"""By hand: rubrics, read by everybody who studies, written and rehearsed by organisers."""

from tests.matrix.notation import only, studying

VERSION = "/rules/rubrics/<slug>/<int:version>"

RUBRICS = {
    ("/rules/rubrics", "GET"): studying(),
    ("/rules/rubrics/new", "GET"): only("organiser"),
    ("/rules/rubrics/new", "POST"): only("organiser", do="keep"),
    ("/rules/rubrics/file", "GET"): only("organiser"),
    ("/rules/rubrics/file", "POST"): only("organiser", text="id = 1"),
    (VERSION, "GET"): studying(kind="rubric"),
    (f"{VERSION}/text", "GET"): studying(kind="rubric"),
    (f"{VERSION}/sheets.xlsx", "GET"): only("organiser", kind="rubric"),
    (f"{VERSION}/rehearsal", "GET"): only("organiser", kind="rubric"),
    (f"{VERSION}/rehearsal", "POST"): only("organiser", kind="rubric", on="made-up"),
}

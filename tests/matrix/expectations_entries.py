"""By hand: one's own entries by month and as a workbook, drafts, the timer, materials."""

from tests.matrix.notation import only, studying

ENTRIES = {
    ("/study/entries.xlsx", "GET"): studying(),
    ("/study/months/<month>", "GET"): studying(kind="month"),
    ("/study/drafts", "POST"): studying(gained="要有主语"),
    ("/study/drafts/<int:entry_id>/removal", "POST"): studying("own", kind="entry"),
    ("/study/timer", "POST"): studying(),
    ("/study/timer/removal", "POST"): studying(),
    ("/study/materials", "GET"): studying(),
    ("/study/materials/new", "GET"): only("organiser"),
    ("/study/materials/new", "POST"): only("organiser", title="党章", source=""),
    ("/study/materials/<int:material_id>/edit", "GET"): only("organiser", kind="material"),
    ("/study/materials/<int:material_id>/edit", "POST"): only("organiser", kind="material"),
    ("/study/materials/<int:material_id>/retirement", "POST"): only("organiser", kind="material"),
    ("/study/materials/<int:material_id>/return", "POST"): only("organiser", kind="material"),
}

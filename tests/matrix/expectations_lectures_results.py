"""By hand: the lecture hall's results: proposed, published, verified, reviewed.

What is published is everybody's who studies; before, it is the organisers'. The walk asks one
state of each address; tests/web/test_lecture_values_by_state.py asks each of all.
"""

from tests.matrix.expectations_lectures_series import LECTURE, SERIES
from tests.matrix.notation import Row, only, studying

RESULTS = f"{SERIES}/results"
RESULT = f"{RESULTS}/<int:number>"
REVIEW = f"{SERIES}/reviews/<int:review_id>"
OTHERS = ("cadre", "secretary", "hr", "leader")
CONCERNED = dict.fromkeys(OTHERS, "own")
PROPOSED = Row(kind="result-proposed", organiser="all", **dict.fromkeys(OTHERS, "none"))
NOBODY_PLACED = only("organiser", kind="series-published", words="none")  # so no certificate
WHY = {"reason": "复核成立", "why": "漏了一张"}


def organisers(kind: str, **form: str) -> Row:
    return only("organiser", kind=kind, **form)


LECTURE_RESULTS: dict[tuple[str, str], Row] = {
    (RESULTS, "GET"): studying(kind="series-published"),
    (RESULTS, "POST"): organisers("series-closed"),
    (f"{RESULTS}/preview", "GET"): organisers("series-closed"),
    (f"{RESULTS}/judges", "GET"): organisers("series-closed"),
    (f"{RESULTS}/papers", "GET"): organisers("series-published"),
    (f"{RESULTS}/certificates.pdf", "GET"): NOBODY_PLACED,
    (f"{RESULTS}/certificates.docx", "GET"): NOBODY_PLACED,
    (f"{RESULTS}/poster.pdf", "GET"): organisers("series-published"),
    (f"{RESULTS}/poster.docx", "GET"): organisers("series-published"),
    (f"{RESULTS}/correction", "POST"): organisers("series-published", **WHY),
    (f"{RESULTS}/correction/end", "POST"): organisers("series-published"),
    # A proposed result is there for organisers alone; its account is asked of a published one.
    (RESULT, "GET"): PROPOSED,
    (f"{RESULT}.json", "GET"): PROPOSED,
    (f"{RESULT}.xlsx", "GET"): studying(kind="result-published"),
    (f"{RESULT}/accounts.pdf", "GET"): studying(kind="result-published"),
    (f"{RESULT}/<lecture_slug>", "GET"): studying(kind="result-account"),
    (f"{RESULT}/publication", "POST"): organisers("result-proposed"),
    (f"{RESULT}/refusal", "POST"): organisers("result-proposed", **WHY),
    ("/lectures/results/<int:result_id>", "GET"): studying(kind="result-id"),
    (f"{SERIES}/my-judging", "GET"): studying(kind="series-published"),
    (f"{LECTURE}/review", "GET"): Row(
        kind="lecture-spoken-published", organiser="own", **CONCERNED
    ),
    (f"{LECTURE}/review", "POST"): Row(
        kind="lecture-spoken-published", organiser="own", form={"grounds": "有误"}, **CONCERNED
    ),
    (f"{SERIES}/reviews", "GET"): organisers("series-published"),
    (REVIEW, "GET"): Row(kind="review", organiser="all", **CONCERNED),
    (f"{REVIEW}/answer", "POST"): only("organiser", kind="review", outcome="stands", answer="无误"),
    ("/lectures/results/reviews/<int:review_id>", "GET"): Row(
        kind="review-id", organiser="all", **CONCERNED
    ),
}

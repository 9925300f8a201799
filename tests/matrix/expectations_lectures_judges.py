"""By hand: judges named, assigned, recused; paper sheets, links; opening and closing."""

from tests.matrix.notation import Row, everybody, only

SERIES = "/lectures/<series_slug>"
JUDGES = f"{SERIES}/judges"
JUDGE = f"{JUDGES}/<int:judge_id>"
LECTURE = f"{SERIES}/<lecture_slug>"
ONE = f"{LECTURE}/assignments/<int:assignment_id>"
PAPER = f"{LECTURE}/paper/<int:assignment_id>"
BALLOTS = "/lectures/ballots"
REASON = {"reason": "有误"}
# Whoever judges scores by assignment, whatever else they do here; so the sheets are their own.
OWN = dict.fromkeys(("cadre", "secretary", "organiser", "hr", "leader"), "own")


def run(kind: str = "series", **form: str) -> Row:
    """Organisers alone."""
    return only("organiser", kind=kind, **form)


LECTURE_JUDGES: dict[tuple[str, str], Row] = {
    (JUDGES, "GET"): run(),
    (f"{JUDGES}/people", "POST"): run(person=""),
    (f"{JUDGES}/outside", "POST"): run(name="钱教授"),
    (f"{JUDGES}/secretaries", "POST"): run(),
    (f"{JUDGES}/assignments", "GET"): run(),
    (f"{JUDGES}/assignments", "POST"): run(),
    (f"{JUDGE}/reserve", "POST"): run("series-judge", reserve="1"),
    (f"{JUDGE}/removal", "POST"): run("series-judge"),
    (f"{JUDGE}/recusal", "POST"): run("series-judge", **REASON),
    (f"{JUDGE}/link", "POST"): run("series-judge"),
    (f"{SERIES}/opening", "GET"): run("series-preparing"),
    (f"{SERIES}/opening", "POST"): run("series-preparing"),
    (f"{SERIES}/closing", "GET"): run(),
    (f"{SERIES}/closing", "POST"): run(**REASON),
    (f"{SERIES}/reopening", "POST"): run("series-closed", **REASON),
    (f"{SERIES}/sheets", "GET"): run(),
    (f"{SERIES}/sheets.xlsx", "GET"): run(),
    (f"{SERIES}/sheets/paper", "GET"): run(),
    (f"{SERIES}/sheets/reminders", "POST"): run(),
    (ONE, "GET"): run("judge-assignment"),
    (f"{ONE}/recusal", "POST"): run("judge-assignment", **REASON),
    (f"{ONE}/replacement", "POST"): run("judge-assignment", judge="1"),
    (f"{ONE}/return", "POST"): run("judge-assignment", **REASON),
    (f"{ONE}/setting-aside", "POST"): run("judge-assignment", **REASON),
    (PAPER, "GET"): run("judge-assignment"),
    (PAPER, "POST"): run("judge-assignment"),
    (f"{PAPER}/removal", "POST"): run("judge-assignment", typing="1", **REASON),
    (f"{PAPER}/blank", "GET"): run("judge-assignment"),
    (f"{LECTURE}/recusal", "GET"): Row(kind="lecture-judged", **OWN),
    (f"{LECTURE}/recusal", "POST"): Row(kind="lecture-judged", form=REASON, **OWN),
    ("/lectures/judges/<int:judge_id>", "GET"): Row(kind="judging", **OWN),
    (f"{BALLOTS}/<token>", "GET"): everybody("ballot-link"),
    (f"{BALLOTS}/<token>", "POST"): everybody("ballot-link"),
    # Without the device that used a link there is nothing there, for anybody.
    (BALLOTS, "GET"): everybody("no-device"),
    (f"{BALLOTS}/<lecture_slug>/score", "GET"): everybody("ballot"),
    (f"{BALLOTS}/<lecture_slug>/score", "POST"): everybody("ballot"),
}

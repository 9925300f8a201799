"""By hand: reflections, reviewers, exchange talks. Source: who may do what."""

from tests.matrix.notation import VISITORS, Row, only, studying

OWN, LIST = "/reading/<slug>/reflection", "/reading/reflections"
ONE, TALK = f"{LIST}/<int:reflection_id>", "/reading/<slug>/talks/<int:reflection_id>"
WRITTEN = {"title": "心得", "words": "学习以后，我认为写短是对读者的尊重。", "version": "0"}
# The branch's, the unit's, all; never one's own.
ANSWERED = {"secretary": "branch", "organiser": "others", "leader": "unit"}
OF_CLASS = {"cadre": "own", "secretary": "own", "organiser": "all", "hr": "own", "leader": "own"}


def member(**form: str) -> Row:
    return Row(kind="class-with-members", form=form, **dict.fromkeys(VISITORS[1:6], "own"))


REFLECTIONS = {
    (OWN, "GET"): member(),
    (OWN, "POST"): member(**WRITTEN),
    (f"{OWN}/draft", "POST"): member(**WRITTEN),
    (f"{OWN}/handing-in", "POST"): member(**WRITTEN),
    (f"{OWN}/taking-back", "POST"): member(),
    (f"{OWN}/sharing", "POST"): member(),
    (f"{OWN}/sharing/removal", "POST"): member(),
    (LIST, "GET"): only("secretary", "organiser", "leader"),
    (ONE, "GET"): studying("own", kind="reflection"),
    (f"{ONE}/margins", "POST"): Row(
        kind="reflection", form={"number": "1", "passage": "写短", "words": "好"}, **ANSWERED
    ),
    # Only who wrote it takes it off: here that is the secretary of the home branch.
    (f"{ONE}/margins/<int:answer_id>/removal", "POST"): Row(
        kind="margin-answer", secretary="branch", organiser="none", leader="none"
    ),
    (f"{ONE}/answers", "POST"): Row(
        kind="reflection", form={"number": "1", "verdict": "accepted", "answer": "好"}, **ANSWERED
    ),
    ("/reading/<slug>/talks", "GET"): Row(kind="class-with-members", **OF_CLASS),
    (TALK, "GET"): studying(kind="talk"),
    (f"{TALK}/replies", "POST"): Row(
        kind="talk", form={"words": "受教了"}, **dict.fromkeys(VISITORS[1:6], "all")
    ),
    (f"{TALK}/replies/<int:reply_id>/removal", "POST"): Row(kind="exchange-reply", **OF_CLASS),
}

"""By hand: talks, questions, minutes and files of gatherings.

Whoever may open a gathering sees them; who holds it keeps them. The person whom each invites
speaks at it, and owes the answer to its question.
"""

from tests.matrix.expectations_group_study import GATHERING, HELD, SEEN
from tests.matrix.notation import Row, studying

TALK = f"{GATHERING}/talks/<int:talk_id>"
QUESTION = "/group-study/questions/<int:question_id>"
FILE = "/group-study/files/<int:file_id>"
# A reply is taken back by whoever wrote it: the account of the gathering's person.
OWN = studying("own", kind="gathering-record")
SPEAKS = {**SEEN, "secretary": "own branch"}
# Of an address that everybody may call: who holds the gathering. A draft is theirs to read, and
# a question theirs to withdraw, or else its asker's.
HOLDS = {
    "cadre": "none", "secretary": "own branch", "organiser": "all", "hr": "none", "leader": "led",
}  # fmt: skip
REASON = {"reason": "有误"}


def seen(**form: str) -> Row:
    return Row(kind="gathering-record", form=form, **SEEN)


def held(**form: str) -> Row:
    return Row(kind="gathering-record", form=form, **HELD)


GROUP_RECORD: dict[tuple[str, str], Row] = {
    (f"{GATHERING}/talks/new", "GET"): held(),
    (f"{GATHERING}/talks/new", "POST"): held(),
    (TALK, "GET"): Row(kind="gathering-record", **SPEAKS),
    (TALK, "POST"): Row(kind="gathering-record", form={"version": "1"}, **SPEAKS),
    (f"{TALK}/turn", "POST"): held(to="earlier"),
    (f"{TALK}/removal", "POST"): held(),
    (f"{TALK}/beginning", "POST"): held(),
    (f"{TALK}/end", "POST"): held(),
    (f"{TALK}/replies", "POST"): seen(words="受教"),
    (f"{TALK}/replies/<int:reply_id>/removal", "POST"): OWN,
    (f"{GATHERING}/key-points", "GET"): held(),
    (f"{GATHERING}/key-points", "POST"): held(words="要点", version="2"),
    ("/group-study/preview", "POST"): studying(text="**学习**"),
    (f"{GATHERING}/questions/new", "GET"): seen(),
    (f"{GATHERING}/questions/new", "POST"): seen(),
    (QUESTION, "GET"): seen(),
    (f"{QUESTION}/answer", "POST"): OWN,
    (f"{QUESTION}/closing", "POST"): studying("none", kind="gathering-record"),
    (f"{QUESTION}/return", "POST"): studying("none", kind="gathering-record", **REASON),
    (f"{QUESTION}/withdrawal", "POST"): Row(kind="gathering-record", form=REASON, **HOLDS),
    (f"{GATHERING}/minutes", "GET"): seen(),
    (f"{GATHERING}/minutes.docx", "GET"): Row(kind="gathering-record", **HOLDS),
    (f"{GATHERING}/minutes/edit", "GET"): held(),
    (f"{GATHERING}/minutes/edit", "POST"): held(words="学习情况", version="1"),
    (f"{GATHERING}/minutes/agreement", "POST"): held(version="1"),
    (f"{GATHERING}/files", "POST"): held(),
    (FILE, "GET"): seen(),
    (f"{FILE}/pages/<int:number>", "GET"): seen(),
    (f"{FILE}/removal", "POST"): held(),
}

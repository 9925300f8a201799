"""Comments: read by an organiser first, seen by speakers once published, advice answered."""

import json
import re

import pytest
import sqlalchemy as sa

from blueprints.shared.matter_words import TOPICS
from domain.audit import Actor
from domain.lectures.advice import raise_advice
from domain.lectures.speaking import means_in
from models import AuditRow, LectureComment, LectureStep, Matter, ScoreSheet, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre, make_organiser, make_person
from tests.lecture_halls import assign, make_judge, make_lecture, make_rating, make_sheet
from tests.packs import load_pack
from tests.published_series import publish
from tests.web.halls import (
    MARKS,
    assignment,
    judge,
    lecture,
    listener,
    marks,
    organiser,
    person_of,
    place,
    series,
    set_state,
    speaker,
)

__all__ = ["assignment", "judge", "lecture", "listener", "organiser", "series", "speaker"]

SAID, ADVICE = "例子很贴切。", "结尾可以更短。"


@pytest.fixture
def written(login, lecture, assignment, judge, listener):
    """The ids of the judge's comment and of the listener's."""
    for account, part, text in ((judge, "/score", SAID), (listener, "/rating", ADVICE)):
        sent = {**marks(0, "seal", **MARKS), "comment": text}
        assert login(account).post(place(lecture, part), data=sent).status_code == 302
    return [one.id for one in db.session.query(LectureComment).order_by(LectureComment.sheet_id)]


def list_of(series):
    return f"/lectures/{series.slug}/comments"


def decide(client, series, comment_id, decision, version=1, **values):
    sent = {"decision": decision, "version": str(version), **values}
    return client.post(f"{list_of(series)}/{comment_id}", data=sent)


def comment(comment_id):
    db.session.expire_all()
    return db.session.get_one(LectureComment, comment_id)


def owed():
    db.session.expire_all()
    return db.session.scalars(
        sa.select(Matter).filter_by(kind="lecture_advice").order_by(Matter.id)
    ).all()


@pytest.fixture
def published(login, series, written, organiser):
    """The first let through, the second as advice, and the results published."""
    set_state(series, "closed")
    client = login(organiser)
    assert decide(client, series, written[0], "shown").status_code == 302
    assert decide(client, series, written[1], "advice").status_code == 302
    assert owed() == []
    publish(series, organiser, make_organiser())
    return written


def test_an_organiser_reads_comments_once_scoring_is_closed(login, series, written, organiser):
    client = login(organiser)
    page = client.get(list_of(series)).text
    assert "Comments can be read once scoring is closed." in page
    assert SAID not in page
    assert client.get(f"{list_of(series)}/{written[0]}").status_code == 404
    assert decide(client, series, written[0], "shown").status_code == 404
    set_state(series, "closed")
    page = client.get(list_of(series)).text
    assert all(text in page for text in (SAID, ADVICE, "Judges", "Audience"))
    assert "2 comments to be read" in page


def test_nobody_is_told_who_wrote_what(login, series, written, organiser, judge, listener, speaker):
    set_state(series, "closed")
    client = login(organiser)
    for page in (list_of(series), f"{list_of(series)}/{written[0]}"):
        text = client.get(page).text
        for account in (judge, listener):
            person = person_of(account)
            assert person.name not in text
            assert person.staff_no not in text
        assert "judge 3" not in text


def test_a_comment_is_let_through_marked_as_advice_or_withheld(login, series, written, organiser):
    set_state(series, "closed")
    client = login(organiser)
    decide(client, series, written[0], "advice")
    assert (comment(written[0]).state, comment(written[0]).advice) == ("shown", True)
    decide(client, series, written[0], "shown", version=2)
    assert (comment(written[0]).state, comment(written[0]).advice) == ("shown", False)
    answer = decide(client, series, written[1], "withheld")
    assert (answer.status_code, "Say why it is withheld." in answer.text) == (422, True)
    decide(client, series, written[1], "withheld", reason="涉及个人")
    found = comment(written[1])
    assert (found.state, found.reason) == ("withheld", "涉及个人")
    assert decide(client, series, written[1], "").status_code == 422
    acts = db.session.scalars(sa.select(LectureStep.act).order_by(LectureStep.id)).all()
    assert acts == ["sheet_sealed", *["comment_decided"] * 3]
    trail = db.session.scalars(sa.select(AuditRow.after)).all()
    assert not any(SAID in text or ADVICE in text for text in trail)


def test_many_are_ticked_and_let_through_at_once(login, series, written, organiser):
    set_state(series, "closed")
    client, (first, second) = login(organiser), written
    page = client.get(list_of(series)).text
    assert f'form="many" name="comment" value="{first}-1"' in page
    decide(client, series, second, "withheld", reason="离题")
    sent = {"comment": [f"{first}-1", f"{second}-1", "999-1"]}
    answer = client.post(f"{list_of(series)}/shown", data=sent, follow_redirects=True)
    assert "1 comment is let through. 2 were changed meanwhile" in answer.text
    assert [comment(one).state for one in written] == ["shown", "withheld"]
    assert login(make_cadre()).post(f"{list_of(series)}/shown", data=sent).status_code == 403


def test_two_organisers_do_not_decide_past_each_other(login, series, written, organiser):
    set_state(series, "closed")
    decide(login(organiser), series, written[0], "shown")
    late = decide(login(make_organiser()), series, written[0], "withheld", reason="重复")
    assert late.status_code == 409
    assert "Let through" in late.text
    assert comment(written[0]).state == "shown"


def test_others_read_no_comments(login, series, written, judge, speaker):
    set_state(series, "closed")
    for account in (judge, speaker, make_cadre()):
        assert login(account).get(list_of(series)).status_code == 403
        assert decide(login(account), series, written[0], "shown").status_code == 403


@pytest.mark.parametrize("state", ["scoring", "closed", "frozen"])
def test_a_speaker_is_told_nothing_before_the_results_are_published(
    login, series, written, organiser, speaker, lecture, state
):
    set_state(series, "closed")
    decide(login(organiser), series, written[1], "advice")
    set_state(series, state)
    client = login(speaker)
    page = client.get(place(lecture, "")).text
    assert ADVICE not in page
    assert "For you, who spoke" not in page
    assert client.get(f"/lectures/sheets/advice/{written[1]}").status_code == 404
    assert owed() == []


def test_once_published_a_speaker_sees_what_was_let_through_and_answers_advice(
    login, series, published, speaker, lecture, organiser
):
    load_pack()
    client = login(speaker)
    page = client.get(place(lecture, "")).text
    assert all(text in page for text in ("For you, who spoke", SAID, ADVICE))
    assert "Say what you will do" in page
    matter = owed()[0]
    assert (matter.source_id, matter.owed_by_id, matter.state) == (
        published[1], speaker.person_id, "open",
    )  # fmt: skip
    address = f"/lectures/sheets/advice/{published[1]}"
    assert address in client.get("/").text
    assert ADVICE in client.get(address).text
    empty = client.post(address, data={"answer": " ", "version": "2"})
    assert (empty.status_code, owed()[0].state) == (422, "open")
    answered = client.post(address, data={"answer": "下次只留三分钟。", "version": "2"})
    assert answered.status_code == 302
    assert (owed()[0].state, owed()[0].outcome) == ("closed", "done")
    assert "下次只留三分钟。" in login(organiser).get(list_of(series)).text
    late = client.post(address, data={"answer": "另一个打算", "version": "2"})
    assert late.status_code == 409
    client.post(address, data={"answer": "另一个打算", "version": "3"})
    assert comment(published[1]).answer == "另一个打算"
    runs = login(organiser)
    unchanged = decide(runs, series, published[1], "shown", version=4)
    assert "the speaker has answered it" in runs.get(unchanged.location).text


def test_advice_is_answered_by_the_speakers_of_the_lecture_alone(
    login, series, published, organiser, judge
):
    for account in (organiser, judge, make_cadre()):
        answer = login(account).post(
            f"/lectures/sheets/advice/{published[1]}", data={"answer": "好", "version": "2"}
        )
        assert answer.status_code in {403, 404}
    first = login(make_cadre()).get(f"/lectures/sheets/advice/{published[0]}")
    assert first.status_code == 404
    assert comment(published[1]).answer == ""


def test_what_is_no_advice_any_more_is_not_owed(login, series, published, organiser):
    client = login(organiser)
    decide(client, series, published[1], "shown", version=2)
    assert (owed()[0].state, owed()[0].outcome) == ("closed", "withdrawn")
    decide(client, series, published[1], "advice", version=3)
    assert owed()[0].state == "reopened"
    decide(client, series, published[0], "advice", version=2)
    assert [one.state for one in owed()] == ["reopened", "open"]


def test_publishing_twice_owes_advice_once(series, published, organiser):
    raise_advice(series, actor=Actor(organiser.id), now=NOON)
    assert len(owed()) == 1


def test_a_sheet_sealed_anew_brings_its_comment_anew(
    login, series, lecture, written, organiser, judge
):
    set_state(series, "closed")
    decide(login(organiser), series, written[0], "shown")
    sheet = db.session.scalars(sa.select(ScoreSheet).filter_by(ballot="A")).one()
    sheet.state, sheet.sealed_at, sheet.version = "open", None, 9
    db.session.commit()
    sent = {**marks(9, "seal", **MARKS), "comment": "例子还可再多。"}
    login(judge).post(place(lecture), data=sent)
    found = comment(written[0])
    assert (found.text, found.state, found.decided_by) == ("例子还可再多。", "waiting", None)


def test_means_leave_dropped_sheets_and_few_listeners_out(series, lecture, organiser):
    for share in ("0.2", "0.6", "0.7", "1"):
        make_sheet(assign(lecture, make_judge(series)), share)
    for _ in range(4):
        _rate(lecture)
    document = json.loads(publish(series, organiser, make_organiser()).document)
    means = means_in(document, lecture.slug)
    assert (means.sheets, means.judges["theme"]) == (2, 16)  # of 15 and 17: 0.6 and 0.7 of 25
    assert (means.listeners, means.audience) == (0, {})


def test_means_of_five_listeners_are_told(login, series, lecture, organiser, speaker):
    for _ in range(3):
        make_sheet(assign(lecture, make_judge(series)))
    for _ in range(5):
        _rate(lecture)
    publish(series, organiser, make_organiser())
    page = login(speaker).get(place(lecture, "")).text
    assert "5 listeners rated" in page
    assert re.search(r"Theme and stance</th><td class=\"num\">20</td>\s*<td class=\"num\">10", page)


def _rate(lecture):
    make_rating(lecture, make_person(), json.dumps({**MARKS, "theme": "10"}))


def test_the_list_takes_as_many_queries_whatever_there_is(
    login, series, lecture, written, organiser, count_queries
):
    set_state(series, "closed")
    client, address = login(organiser), list_of(series)
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for number in range(10, 14):
        sheet = make_sheet(
            assign(
                make_lecture(series, make_branch(), number=number),
                make_judge(series, number=number),
            )
        )
        db.session.add(LectureComment(lecture_id=lecture.id, sheet_id=sheet.id, text="好"))
    db.session.commit()
    with count_queries() as many:
        client.get(address)
    assert len(many) == len(few) <= 8


def test_the_topic_of_the_notice_has_words():
    assert "lecture_advice" in TOPICS

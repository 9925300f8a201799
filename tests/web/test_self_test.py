import html as html_text
import re

import pytest

from domain.reading import attempts
from domain.reading.asked import Asked
from models import ReadingClass, TestAttempt, db
from tests.factories import make_cadre, make_hr, make_organiser
from tests.injections import INJECTIONS, what_acts
from tests.reading_classes import make_class, make_member, make_reading_material
from tests.self_tests import EXPLAINED, answers_to, make_tested
from tests.web.task_books import person_of, stored

PLACE = "/reading/craft/drafting/test"


@pytest.fixture
def cadre(database):
    return make_cadre()


@pytest.fixture
def member(cadre):
    """The account of a member of a class with a self-test."""
    reading = make_class(asked=Asked(test=True, attempts=2, pass_percent=75))
    make_tested(reading, title="起草公文", title_en="Drafting papers")
    make_member(reading, person_of(cadre))
    db.session.commit()
    return cadre


@pytest.fixture
def client(login, member):
    return login(member)


def craft():
    return db.session.query(ReadingClass).filter_by(slug="craft").one()


def begun(client):
    """The attempt that is begun now."""
    assert client.post(f"{PLACE}/attempts").status_code == 302
    return stored(TestAttempt)[-1]


def hand_in(client, attempt, wrong=0, **more):
    data = answers_to(attempt, wrong=wrong) | {"attempt": str(attempt.number)} | more
    return client.post(f"{PLACE}/answers", data=data)


def text_of(answer):
    return " ".join(html_text.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_a_member_reads_what_it_is_about_and_begins(client):
    page = client.get(PLACE)
    assert "4 questions are asked. 75% of the points pass. 2 attempts are left." in text_of(page)
    assert "Drafting papers" in page.text
    assert 'href="/reading/craft/drafting"' in page.text
    answer = client.post(f"{PLACE}/attempts")
    assert answer.location == PLACE
    (attempt,) = stored(TestAttempt)
    form = client.get(PLACE)
    assert "弄清目的" in form.text
    assert f'name="attempt" value="{attempt.number}"' in form.text


def test_what_is_right_is_nowhere_on_the_page_before_the_answers_are_in(client):
    before = client.get(PLACE).text
    begun(client)
    form = client.get(PLACE).text
    for page in (before, form):
        assert not [words for words in (*EXPLAINED, "一件事") if words in page]
        assert "right=" not in page
        assert "checked" not in page


def test_the_result_comes_at_once_with_each_answer_explained(client):
    attempt = begun(client)
    answer = hand_in(client, attempt, wrong=2)
    assert answer.location == f"{PLACE}/attempts/1"
    page = client.get(answer.location)
    said = text_of(page)
    assert "Not passed 2 of 4 points; 75% pass." in said
    assert "1 attempt is left." in said
    assert [words for words in EXPLAINED if words not in page.text] == []
    assert said.count("wrong") >= 2
    overview = text_of(client.get(PLACE))
    assert "Attempt 1" in overview
    assert "not passed" in overview
    assert "Begin again" in overview


def test_a_second_sending_counts_once(client):
    attempt = begun(client)
    first = hand_in(client, attempt, once="k")
    again = hand_in(client, attempt, wrong=4, once="k")
    other = hand_in(client, attempt, wrong=4)
    assert first.location == again.location == other.location
    assert [(one.points, one.passed) for one in stored(TestAttempt)] == [(4, True)]


def test_what_is_begun_is_taken_up_again_and_no_attempt_is_beyond_the_last(client):
    for _ in range(3):
        begun(client)
    assert len(stored(TestAttempt)) == 1
    hand_in(client, stored(TestAttempt)[0], wrong=4)
    hand_in(client, begun(client), wrong=4)
    page = client.post(f"{PLACE}/attempts", follow_redirects=True)
    assert "No attempt is left." in page.text
    assert len(stored(TestAttempt)) == 2
    assert f'action="{PLACE}/attempts"' not in page.text


def test_an_unanswered_question_is_named_and_what_was_answered_stays(client):
    attempt = begun(client)
    given = answers_to(attempt) | {"attempt": "1"}
    for name in ("q1", "q4"):
        del given[name]
    page = client.post(f"{PLACE}/answers", data=given)
    assert page.status_code == 422
    assert "2 questions have no answer yet" in page.text
    assert 'href="#question-q1"' in page.text
    assert page.text.count("There is no answer yet.") == 2
    assert page.text.count("checked") == 3  # of q2 two, of q3 one
    assert stored(TestAttempt)[0].finished_at is None
    typed = client.post(f"{PLACE}/answers", data=given | {"q4": '"><script>x</script>'})
    assert "&#34;&gt;&lt;script&gt;" in typed.text
    assert "<script>x" not in typed.text


def test_what_was_typed_into_a_short_answer_stays_words_in_the_result(client):
    attempt = begun(client)
    hostile = "<img src=x onerror=alert(1)>"
    answer = hand_in(client, attempt, q4=[hostile])
    page = client.get(answer.location)
    assert "<img src=x" not in page.text
    assert hostile in text_of(page)


def test_nothing_acts_that_is_typed_into_a_short_answer(client):
    attempt = begun(client)
    given = answers_to(attempt) | {"attempt": "1"}
    del given["q1"]  # so that it is shown again
    for text in INJECTIONS:
        page = client.post(f"{PLACE}/answers", data=given | {"q4": text.replace("\0", "") or "x"})
        assert page.status_code == 422
        assert what_acts(page.text) == []


def test_only_members_take_it_and_others_who_may_read_are_led_to_the_class(login, member):
    open_class = make_class("open", joining="open")
    make_tested(open_class)
    other = login(make_cadre())
    page = other.get("/reading/open/drafting/test")
    assert "Members of the class take this test." in page.text
    assert 'href="/reading/open"' in page.text
    assert '<form class="one-button" method="post" action="/reading' not in page.text
    assert other.post("/reading/open/drafting/test/attempts").status_code == 404
    assert other.post("/reading/open/drafting/test/answers").status_code == 404
    assert other.get(PLACE).status_code == 404
    assert other.get("/reading/open/drafting/test/attempts/1").status_code == 404


def test_another_s_attempt_is_not_there(client, login, member):
    attempt = begun(client)
    hand_in(client, attempt)
    colleague = make_cadre()
    make_member(craft(), person_of(colleague))
    db.session.commit()
    theirs = login(colleague)
    assert theirs.get(f"{PLACE}/attempts/1").status_code == 404
    assert theirs.post(f"{PLACE}/answers", data={"attempt": "1"}).status_code == 404
    assert client.get(f"{PLACE}/attempts/1").status_code == 200
    assert client.get(f"{PLACE}/attempts/2").status_code == 404


def test_an_unfinished_attempt_has_no_result_yet(client):
    begun(client)
    assert client.get(f"{PLACE}/attempts/1").location == PLACE


def test_organisers_look_at_it_without_an_attempt(login, member):
    organiser = login(make_organiser())
    assert f'href="{PLACE}/preview"' in organiser.get(PLACE).text
    page = organiser.get(f"{PLACE}/preview")
    assert [words for words in EXPLAINED if words not in page.text] == []
    assert "一件 / 一件事" in page.text
    assert stored(TestAttempt) == []
    assert login(member).get(f"{PLACE}/preview").status_code == 403
    assert login(make_hr()).get(f"{PLACE}/preview").status_code == 403


def test_a_material_without_a_self_test_has_no_such_page(client, login):
    reading = craft()
    make_reading_material(reading, slug="plain")
    db.session.commit()
    for place in ("plain", "missing"):
        assert client.get(f"/reading/craft/{place}/test").status_code == 404
        assert client.post(f"/reading/craft/{place}/test/attempts").status_code == 404
    assert login(make_organiser()).get("/reading/craft/plain/test/preview").status_code == 404


def test_in_a_closed_class_nothing_is_begun_and_what_was_done_is_shown(client):
    hand_in(client, begun(client))
    craft().state = "closed"
    db.session.commit()
    page = client.get(PLACE)
    assert "The class is not open" in page.text
    assert "Attempt 1" in page.text
    assert "The class is not open." in client.post(
        f"{PLACE}/attempts", follow_redirects=True
    ).text  # fmt: skip


def test_the_pages_ask_few_queries(client, count_queries):
    counts = []
    for path, before in ((PLACE, None), (PLACE, "begin"), (f"{PLACE}/attempts/1", "finish")):
        if before == "begin":
            begun(client)
        elif before:
            hand_in(client, stored(TestAttempt)[0])
        client.get(path)
        with count_queries() as statements:
            assert client.get(path).status_code == 200
        counts.append(len(statements))
    assert max(counts) <= 8


def test_nobody_takes_it_without_signing_in(stranger, member):
    assert stranger.get(PLACE).location.startswith("/sign-in")
    assert stranger.post(f"{PLACE}/attempts").status_code == 401
    assert stored(TestAttempt) == []


def test_it_reads_in_chinese(login, member):
    assert login(member, "zh").get(PLACE).status_code == 200
    assert attempts.attempts_of(member.person_id, 1) == []

import json
from datetime import UTC, date, datetime

import pytest

from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.matters import find_matter, raise_matter
from domain.matters.kinds import CLASS_WORK
from domain.people.merging import merge_people, undo_merge
from domain.reading import attempts
from domain.reading.asked import Asked
from domain.reading.attempts import NoAttemptLeft, NoTest, NotOpen, Unanswered
from domain.reading.questions import MULTIPLE, SHORT, SINGLE, Option, Question
from models import AuditRow, ReadingClass, ReadingMaterial, TestAttempt, db
from tests.domain.test_confirming_together import together
from tests.factories import make_person
from tests.instances import new_instance
from tests.reading_classes import make_class, make_member, read_all, revise
from tests.search_texts import found_by, keep, reader
from tests.self_tests import answers_to, make_tested

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
ACTOR = Actor(None)


def begin(reading, material, person, *, seed="1", language="zh"):
    return attempts.begin_attempt(
        reading, material, person.id, language=language, seed=seed, actor=ACTOR, now=NOW
    )


def finish(reading, material, person, number, given):
    return attempts.finish_attempt(
        reading, material, person.id, number, given, actor=ACTOR, now=NOW
    )


@pytest.fixture
def person(database):
    return make_person()


def with_test(**values):
    reading = make_class(asked=Asked(test=True, **values))
    return reading, make_tested(reading)


def test_an_attempt_is_taken_up_again_and_its_order_stays(person):
    reading, material = with_test()
    first = begin(reading, material, person, seed="a")
    again = begin(reading, material, person, seed="b")
    assert again.id == first.id
    orders = [[(one.question.id, one.order) for one in attempts.asked_in(first)] for _ in "12"]
    assert orders[0] == orders[1]


def test_seeds_give_other_orders_of_questions_and_options_but_true_stays_before_false(person):
    reading, material = with_test()
    seen, options = set(), set()
    for seed in map(str, range(30)):
        attempt = begin(reading, material, person, seed=seed)
        attempt.seed = seed
        asking = attempts.asked_in(attempt)
        seen.add(tuple(one.question.id for one in asking))
        by_id = {one.question.id: one.order for one in asking}
        options.add(by_id["q1"])
        assert by_id["q3"] == (0, 1)
        assert sorted(by_id["q1"]) == [0, 1, 2]
    assert len(seen) > 5
    assert len(options) > 3


def test_so_many_questions_are_drawn_as_the_class_says(person):
    reading, material = with_test(draw=2)
    attempt = begin(reading, material, person)
    assert attempt.out_of == 2
    assert len({one.question.id for one in attempts.asked_in(attempt)}) == 2
    reading.asks = Asked(draw=3).as_json()  # what was begun stays as it was begun
    assert len(attempts.asked_in(attempt)) == 2


def test_all_right_passes_and_the_points_and_answers_are_kept(person):
    reading, material = with_test()
    attempt = begin(reading, material, person)
    done = finish(reading, material, person, 1, answers_to(attempt))
    assert (done.points, done.out_of, done.passed) == (4, 4, True)
    assert json.loads(done.answers)["q2"] == [0, 1]
    assert all(one.right for one in attempts.marked_answers(done))


@pytest.mark.parametrize(("wrong", "passes"), [(1, True), (2, False), (4, False)])
def test_the_pass_mark_is_of_the_points(person, wrong, passes):
    reading, material = with_test(pass_percent=75)
    attempt = begin(reading, material, person)
    done = finish(reading, material, person, 1, answers_to(attempt, wrong=wrong))
    assert (done.points, done.passed) == (4 - wrong, passes)


def test_a_finished_attempt_stays_as_it_is_whatever_is_sent_again(person):
    reading, material = with_test()
    attempt = begin(reading, material, person)
    good, bad = answers_to(attempt), answers_to(attempt, wrong=4)
    finish(reading, material, person, 1, good)
    again = finish(reading, material, person, 1, bad)
    assert again.points == 4
    assert db.session.query(TestAttempt).count() == 1


def test_what_is_unanswered_is_named_and_nothing_is_kept(person):
    reading, material = with_test()
    attempt = begin(reading, material, person)
    given = answers_to(attempt) | {"q1": [], "q4": [" \u3000 "], "q3": ["9", "x"]}
    with pytest.raises(Unanswered) as refused:
        finish(reading, material, person, 1, given)
    assert sorted(refused.value.ids) == ["q1", "q3", "q4"]
    assert attempt.finished_at is None


def test_no_more_attempts_than_allowed_and_none_where_there_is_no_limit_reached(person):
    reading, material = with_test(attempts=2)
    for number in (1, 2):
        attempt = begin(reading, material, person)
        assert attempt.number == number
        finish(reading, material, person, number, answers_to(attempt, wrong=4))
    done = attempts.attempts_of(person.id, material.id)
    assert attempts.attempts_left(done, Asked(attempts=2)) == 0
    assert attempts.attempts_left(done, Asked(attempts=0)) is None
    with pytest.raises(NoAttemptLeft):
        begin(reading, material, person)
    begin(reading, material, make_person())


def test_nothing_is_begun_in_a_class_that_is_not_open_but_what_is_begun_is_finished(person):
    reading, material = with_test()
    attempt = begin(reading, material, person)
    reading.state = "closed"
    assert finish(reading, material, person, 1, answers_to(attempt)).passed
    with pytest.raises(NotOpen):
        begin(reading, material, person)


def test_an_attempt_stays_with_its_revision_and_a_new_one_takes_the_new(person):
    reading, material = with_test()
    attempt = begin(reading, material, person)
    revise(material, "没有自测了。", questions="[]")
    assert finish(reading, material, person, 1, answers_to(attempt)).points == 4
    with pytest.raises(NoTest):
        begin(reading, material, person)


def test_the_test_is_in_the_language_of_the_page_where_it_is_written_in_it(database, person):
    reading = make_class()
    english = "Text.\n\n## Self-test {#self-test}\n\n### One?\n- [x] a\n- [ ] b\n"
    both = make_tested(reading, english=english, slug="both")
    chinese = make_tested(reading, slug="chinese")
    revise(chinese, "Only words.", language="en")
    found = [attempts.revision_of_test(one.id, "en").language for one in (both, chinese)]
    assert found == ["en", "zh"]


def test_passing_what_was_lacking_ends_what_the_member_owes(person):
    reading = make_class(asked=Asked(test=True, reflection=False))
    material = make_tested(reading)
    member = make_member(reading, person)
    raise_matter(
        CLASS_WORK, member.id, owed_by=person.id, owed_to=None, due_on=date(2026, 11, 30),
        title=reading.title, actor=ACTOR, now=NOW,
    )  # fmt: skip
    read_all(person, material)
    failed = begin(reading, material, person)
    finish(reading, material, person, 1, answers_to(failed, wrong=4))
    assert find_matter(CLASS_WORK, member.id).closed_at is None
    passed = begin(reading, material, person)
    finish(reading, material, person, 2, answers_to(passed))
    assert find_matter(CLASS_WORK, member.id).closed_at is not None


def test_the_trail_tells_points_and_no_answers(person):
    reading, material = with_test()
    attempt = begin(reading, material, person)
    finish(reading, material, person, 1, answers_to(attempt))
    db.session.commit()
    rows = db.session.query(AuditRow).order_by(AuditRow.seq.desc()).limit(2).all()
    assert [one.action for one in rows] == ["reading.test_finished", "reading.test_begun"]
    assert json.loads(rows[0].after) == {
        "material": material.id, "number": 1, "out_of": 4, "passed": True, "points": 4,
    }  # fmt: skip


SHORT_ONE = Question("q1", SHORT, "", answers=("GB/T 9704", "“请示”", "60%"))


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("gb/t9704", True), ("ＧＢ／Ｔ　９７０４", True), (" GB / T 9704。", True), ("请示", True),
        ("《请示》", True), ("60％", True), ("60", False), ("请示件", False), ("9704", False),
        ("。", False), ("<script>", False),
    ],
)  # fmt: skip
def test_a_short_answer_is_compared_without_width_case_blanks_and_outer_marks(typed, right):
    assert attempts.is_right(SHORT_ONE, attempts.cleaned(SHORT_ONE, {"q1": [typed]})) is right


MANY = Question("q1", MULTIPLE, "", options=tuple(Option(x, x in "ab") for x in "abc"))
ONE = Question("q1", SINGLE, "", options=tuple(Option(x, x == "a") for x in "abc"))


@pytest.mark.parametrize(
    ("question", "given", "right"),
    [
        (MANY, ["0", "1"], True), (MANY, ["1", "0", "1"], True), (MANY, ["0"], False),
        (MANY, ["0", "1", "2"], False), (MANY, ["2"], False), (ONE, ["0"], True),
        (ONE, ["1"], False), (ONE, ["0", "1"], False), (ONE, ["-1", "99", "0 ", "x\0"], False),
    ],
)  # fmt: skip
def test_all_that_is_right_and_nothing_that_is_wrong(question, given, right):
    answer = attempts.cleaned(question, {"q1": given})
    assert attempts.is_right(question, answer) is right


@pytest.fixture(params=["sqlite", "postgresql"])
def busy(request, tmp_path):
    with new_instance(request.param, "rigong_attempts", tmp_path / "instance") as app:
        yield app


def test_two_devices_that_begin_at_once_have_one_attempt_and_end_it_once(busy):
    with busy.app_context(), writing():
        person = make_person()
        reading = make_class(asked=Asked(attempts=1))
        material = make_tested(reading)
        make_member(reading, person)
        ids = reading.id, material.id, person.id

    def rows():
        return db.session.get(ReadingClass, ids[0]), db.session.get(ReadingMaterial, ids[1])

    def one_begins(seed):
        def work():
            with writing():
                reading, material = rows()
                return attempts.begin_attempt(
                    reading, material, ids[2], language="zh", seed=seed, actor=ACTOR, now=NOW
                ).id

        return work

    begun = together(busy, *(one_begins(str(number)) for number in range(4)))
    assert len(set(begun)) == 1, begun

    def one_ends(wrong):
        def work():
            with writing():
                reading, material = rows()
                attempt = attempts.find_attempt(ids[2], ids[1], 1)
                return attempts.finish_attempt(
                    reading, material, ids[2], 1, answers_to(attempt, wrong=wrong), actor=ACTOR,
                    now=NOW,
                ).points  # fmt: skip

        return work

    points = together(busy, *(one_ends(number) for number in range(4)))
    assert len(set(points)) == 1, points
    (refused,) = together(busy, one_begins("x"))
    assert isinstance(refused, NoAttemptLeft)


def test_attempts_and_what_is_found_change_hands_when_two_records_become_one(database):
    kept, merged = make_person(), make_person()
    reading = make_class()
    materials = [make_tested(reading, slug=slug) for slug in ("one", "two")]
    for person, material in ((kept, materials[0]), (merged, materials[0]), (merged, materials[1])):
        begin(reading, material, person)
    keep(reading, "体会", kind="note", owner_id=merged.id)
    make_member(reading, kept)
    merge = merge_people(kept, merged, on=date(2026, 11, 20), actor=ACTOR, now=NOW)
    (hit,) = found_by(reader(kept), "体会").hits
    assert hit.kind == "note"
    owners = [[one.person_id for one in attempts.attempts_of(who.id, at.id)]
              for at in materials for who in (kept, merged)]  # fmt: skip
    assert owners == [[kept.id], [merged.id], [kept.id], []]
    undo_merge(merge, today=date(2026, 11, 20), actor=ACTOR, now=NOW)
    assert len(attempts.attempts_of(merged.id, materials[1].id)) == 1

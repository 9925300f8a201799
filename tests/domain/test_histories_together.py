"""Two who record a paper of one person at the same instant, with real commits."""

from datetime import date, timedelta

import sqlalchemy as sa

from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.past_histories.apply import apply_histories
from domain.past_histories.plans import HistoryKind
from domain.people.spans import meet, standing
from domain.placements.late_papers import HistoryChanged, Said, foresee, record_paper
from models import Paper, Person, Post, Tenure, db
from tests.domain.history_files import history_plan
from tests.domain.test_confirming_together import NOW, TODAY, app, reading, together
from tests.factories import make_person, make_post, make_tenure, make_unit

__all__ = ["app"]  # the fixture


def made(app):
    with app.app_context(), writing():
        unit = make_unit()
        posts = [make_post(unit).id for _ in range(3)]
        person = make_person()
        make_tenure(person, db.session.get_one(Post, posts[0]))
        return person.id, posts


def recorder(person_id, said, seen=None):
    def work():
        with writing():
            person = db.session.get_one(Person, person_id)
            line = record_paper(person, said, seen=seen, today=TODAY, actor=Actor(None), now=NOW)
            return line.post_id

    return work


def overlapping(person_id):
    lines = standing(Tenure, person_id)
    return [
        (one.id, other.id)
        for number, one in enumerate(lines)
        for other in lines[number + 1 :]
        if meet(one, other)
    ]


def test_two_papers_at_once_leave_no_overlap(app):
    for round_ in range(5):
        person_id, posts = made(app)
        start = date(2021, 1, 1) + timedelta(days=100 * round_)
        number = f"任字〔2021〕{round_} 号"
        answers = together(
            app,
            recorder(person_id, Said(posts[1], start, date(2023, 6, 30), document_no=number)),
            recorder(person_id, Said(posts[2], date(2022, 1, 1), document_no=number)),
        )
        assert answers == posts[1:], answers
        with reading(app):
            assert overlapping(person_id) == []
            papers = sa.select(sa.func.count(Paper.id)).where(Paper.number == number)
            assert db.session.scalar(papers) == 1


def test_of_two_who_saw_the_same_history_one_has_to_look_again(app):
    person_id, posts = made(app)
    one, other = Said(posts[1], date(2021, 1, 1)), Said(posts[2], date(2022, 1, 1))
    with reading(app):
        seen = foresee(db.session.get_one(Person, person_id), one).seen
    answers = together(app, recorder(person_id, one, seen), recorder(person_id, other, seen))
    assert sum(isinstance(answer, HistoryChanged) for answer in answers) == 1, answers
    with reading(app):
        assert overlapping(person_id) == []


def importer(staff_no, numbers):
    """A career of a month for each paper, in the order of the papers."""
    rows = [
        {
            "staff_no": staff_no, "document_no": number,
            "from_on": f"{2010 + at // 12}.{at % 12 + 1:02}",
            "to_on": f"{2010 + at // 12}.{at % 12 + 1:02}",
        }
        for at, number in enumerate(numbers)
    ]  # fmt: skip

    def work():
        with writing():
            plan = history_plan(*rows, hold=True)
            apply_histories(plan, today=TODAY, actor=Actor(None), now=NOW)
            return plan.counts[HistoryKind.ADDED]

    return work


def test_two_files_that_name_the_same_new_papers_in_another_order_both_come_in(app):
    with app.app_context(), writing():
        make_post(make_unit(name="综合处"), title="科员")
        for staff_no in ("00317", "00318"):
            make_person(staff_no=staff_no)
    numbers = [f"任字〔2026〕{one} 号" for one in range(40)]
    answers = together(app, importer("00317", numbers), importer("00318", numbers[::-1]))
    assert answers == [40, 40]
    with reading(app):
        kept = list(db.session.scalars(sa.select(Paper.number).order_by(Paper.id)))
        assert kept == sorted(numbers)

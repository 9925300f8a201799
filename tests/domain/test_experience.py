"""Experience from the tables: standing lines alone, strands as they were, whoever is here."""

from datetime import date

from domain.audit import Actor
from domain.organisation.changes import When
from domain.organisation.posts import Traits, edit_post
from domain.placements.experience import experience_of, experience_rows, mentees_now
from domain.placements.histories import history_of
from models import Person, db
from tests.conftest import NOON
from tests.factories import make_person, make_post, make_tenure, make_unit
from tests.placed import make_mentorship, make_secondment
from tests.rotation import load_rotation_rules

TODAY = date(2026, 11, 20)


def served(**values):
    """Six years of documents, then meetings since January 2025."""
    unit = make_unit(name="秘书处")
    writing = make_post(unit, title="文稿岗", strand="documents")
    meeting = make_post(unit, title="会务岗", strand="meetings")
    person = make_person(**values)
    make_tenure(person, writing, from_on=date(2019, 1, 1), to_on=date(2024, 12, 31), rank="科员")
    make_tenure(person, meeting, from_on=date(2025, 1, 1), rank="主任科员")
    return person, writing, meeting


def test_standing_main_lines_count_and_no_others(database):
    person, writing, _meeting = served()
    side = make_post(make_unit(), strand="affairs")
    make_tenure(person, side, from_on=date(2020, 1, 1), main=False)
    make_tenure(
        person, side, from_on=date(2010, 1, 1), to_on=date(2018, 12, 31), superseded_at=NOON
    )
    row = experience_of(person.id, TODAY)
    assert dict(row.experience.strands) == {
        "documents": 72, "meetings": 22, "affairs": 0, "general": 0
    }  # fmt: skip
    assert (row.unit, row.post, row.rank) == ("秘书处", "会务岗", "主任科员")
    past = experience_of(person.id, date(2021, 12, 31))
    assert past.experience.strands["documents"] == 36
    assert (past.post, past.rank) == (writing.title, "科员")
    assert experience_of(person.id, date(2018, 12, 31)) is None


def test_a_post_given_another_strand_counts_with_each_for_its_days(database):
    person, writing, _meeting = served()
    when = When(date(2022, 1, 1), TODAY, Actor(None), NOON)
    edit_post(writing, version=writing.version, traits=Traits(strand="affairs"), when=when)
    db.session.commit()
    row = experience_of(person.id, TODAY)
    assert (row.experience.strands["documents"], row.experience.strands["affairs"]) == (36, 36)
    history = history_of(person, today=TODAY)
    assert history.experience(TODAY) == row.experience


def test_secondments_and_the_rule_of_a_single_line(database):
    load_rotation_rules()
    person, writing, meeting = served()
    host = make_unit(outside=True, name="示例县")
    make_secondment(
        person, meeting, host, from_on=date(2025, 7, 1), planned_to_on=date(2027, 6, 30),
        state="ended_early", ended_on=date(2026, 6, 30), grass_roots=True,
    )  # fmt: skip
    make_secondment(person, meeting, host, state="proposed")
    found = experience_of(person.id, TODAY).experience
    assert (found.seconded, found.grass_roots, found.single) == (12, 12, "")
    only = make_person()
    make_tenure(only, writing, from_on=date(2020, 1, 1))
    assert experience_of(only.id, TODAY).experience.single == "documents"


def test_who_has_left_is_not_in_it_and_who_has_no_post_is(database, count_queries):
    served()
    make_person(left_on=date(2026, 1, 1))
    newcomer = make_person(staff_no="9999")
    with count_queries() as queries:
        rows = experience_rows(Person.id > 0, TODAY)
    assert len(queries) == 5
    assert len(rows) == 2
    assert rows[-1].person_id == newcomer.id
    assert (rows[-1].post, rows[-1].experience.total) == ("", 0)


def test_how_many_somebody_guides(database):
    mentor, *mentees = (make_person() for _ in range(4))
    make_mentorship(mentor, mentees[0])
    make_mentorship(mentor, mentees[1], state="approved")
    make_mentorship(mentor, mentees[2], state="completed")
    assert mentees_now([mentor.id, mentees[0].id]) == {mentor.id: 2}

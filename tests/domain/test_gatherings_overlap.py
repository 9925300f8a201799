"""A person at two gatherings at once: shown for decision, and credited for one of them."""

import pytest

from domain.groupstudy import closing
from domain.groupstudy.crediting import CreditedElsewhere
from domain.groupstudy.shares import held_times
from tests.domain.closed_gatherings import (
    MINUTE,
    closed,
    closed_with,
    first_item,
    host,
    rules,
    total,
)
from tests.factories import make_branch, make_entry, make_person
from tests.gatherings import BEGINS, DAY, NOON

__all__ = ["host", "rules"]  # the fixtures


def test_of_two_gatherings_at_the_same_hours_one_credits_a_person(host):
    branch, other = make_branch(), make_branch()
    person = make_person(branch=branch)
    first = first_item(branch, person)
    second = first_item(other, person, starts_at=BEGINS + 60 * MINUTE)
    found = closing.outlook(first, held_times(first, NOON), own_person_id=None).there[0][1]
    assert [(one.gathering_id, one.credited) for one in found.elsewhere] == [(second.id, False)]
    assert (found.possible, found.earned) == (True, False)
    closed(first, host)
    found = closing.outlook(second, held_times(second, NOON), own_person_id=None).there[0][1]
    assert found.credited_at.gathering_id == first.id
    with pytest.raises(CreditedElsewhere) as refused:
        closed(second, host)
    assert refused.value.people[person.id].topic == first.topic
    assert closed(second, host, []) == 0
    assert total(person) == 200


def test_of_two_at_the_same_hours_the_one_left_out_first_leaves_the_other_free(host):
    branch, other = make_branch(), make_branch()
    person = make_person(branch=branch)
    first, second = first_item(branch, person), first_item(other, person)
    with pytest.raises(closing.Undecided) as refused:
        closed(first, host, [])
    assert refused.value.people == [person.id]
    assert closed(first, host, [], not_here=[person.id]) == 0
    found = closing.outlook(second, held_times(second, NOON), own_person_id=None).there[0][1]
    assert (found.earned, found.nowhere_else) == (True, True)
    done = closed_with(second, host)
    assert (done.credited, done.nowhere) == (1, [])


def test_who_is_credited_by_neither_of_two_at_the_same_hours_is_told(host):
    branch, other = make_branch(), make_branch()
    person, open_still = make_person(branch=branch), make_person(branch=branch)
    first, second = first_item(branch, person), first_item(other, person, open_still)
    first_item(make_branch(), open_still)
    assert closed_with(first, host, [], not_here=[person.id]).nowhere == []
    done = closed_with(second, host, [], not_here=[open_still.id])
    assert (done.credited, done.nowhere) == (0, [person.id])


def test_who_has_another_entry_of_these_hours_has_to_be_decided_on(host):
    branch = make_branch()
    person = make_person(branch=branch)
    make_entry(person, kind="group_training", minutes=90, studied_on=DAY)
    gathering = first_item(branch, person)
    with pytest.raises(closing.Undecided):
        closed(gathering, host, [])
    assert closed(gathering, host, [], not_here=[person.id]) == 0


def test_gatherings_one_after_the_other_are_both_credited(host):
    branch = make_branch()
    person = make_person(branch=branch)
    first = first_item(branch, person)
    second = first_item(branch, person, starts_at=BEGINS + 90 * MINUTE,
                        ends_at=BEGINS + 180 * MINUTE)  # fmt: skip
    assert closed(first, host) + closed(second, host) == 2
    assert total(person) == 400


def test_an_entry_of_the_same_hours_or_length_is_shown_for_decision(host):
    branch = make_branch()
    same, hours, free = (make_person(branch=branch) for _ in range(3))
    make_entry(same, kind="group_training", minutes=90, studied_on=DAY)
    make_entry(hours, minutes=30, studied_on=DAY, start_time=BEGINS.time())
    make_entry(free, minutes=30, studied_on=DAY, start_time=(BEGINS + 90 * MINUTE).time())
    gathering = first_item(branch, same, hours, free)
    found = closing.outlook(gathering, held_times(gathering, NOON), own_person_id=None)
    assert {one.person_id: made.earned for one, made in found.there} == {
        same.id: False, hours.id: False, free.id: True,
    }  # fmt: skip
    assert closed(gathering, host) == 3

"""Spot checks: the same seed over the same entries draws the same sample."""

from datetime import date

import pytest

from domain.access import Reach
from domain.spot_checks import draw_sample, smallest
from tests.factories import make_branch, make_entry, make_person
from tests.packs import load_pack

TODAY = date(2026, 11, 20)
EVERYONE = Reach(everyone=True)
DAYS = {"first": date(2026, 11, 1), "last": TODAY, "today": TODAY}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def drawn(covered, own, seed, size=10):
    sample, total = draw_sample(covered, own, seed, size=size, **DAYS)
    return [one.entry.id for one in sample], total


def test_the_numbers_are_those_of_sha256_on_any_machine():
    # printf "2026-11:6" | sha256sum, and so on: these four come first in order.
    assert smallest(range(1, 11), "盲抽", 3) == smallest(reversed(range(1, 11)), "盲抽", 3)
    assert smallest(range(1, 11), "2026-11", 4) == [6, 9, 2, 3]


def test_one_more_entry_changes_the_sample_by_itself_at_most():
    before, after = set(smallest(range(1, 200), "s", 20)), set(smallest(range(1, 201), "s", 20))
    assert len(before - after) <= 1
    assert after - before <= {200}


def test_only_confirmed_entries_of_these_days_and_people_are_drawn():
    branch = make_branch()
    mine, member = make_person(branch=branch), make_person(branch=branch)
    entry = make_entry(member, state="confirmed")
    make_entry(member, state="waiting")
    make_entry(member, state="confirmed", studied_on=date(2026, 10, 31))
    make_entry(mine, state="confirmed")
    stranger = make_entry(make_person(branch=make_branch()), state="confirmed")
    covered = Reach(branch_ids=frozenset({branch.id}))
    assert drawn(covered, mine.id, "s") == ([entry.id], 1)
    found, total = drawn(EVERYONE, mine.id, "s")
    assert (set(found), total) == ({entry.id, stranger.id}, 2)


def test_a_sample_has_the_size_asked_and_another_seed_draws_another():
    person = make_person()
    for minutes in range(1, 41):
        make_entry(person, state="confirmed", minutes=minutes)
    samples = {seed: drawn(EVERYONE, None, seed, size=5) for seed in ("a", "b", "c")}
    assert {len(found) for found, _total in samples.values()} == {5}
    assert len({tuple(found) for found, _total in samples.values()}) == 3
    assert drawn(EVERYONE, None, "a", size=5) == samples["a"]
    assert drawn(EVERYONE, None, "a", size=100)[1] == 40


def test_drawing_is_two_queries_however_many(count_queries):
    person = make_person()
    counts = []
    for _ in range(2):
        make_entry(person, state="confirmed")
        with count_queries() as queries:
            drawn(EVERYONE, None, "a")
        counts.append(len(queries))
    assert counts == [2, 2]

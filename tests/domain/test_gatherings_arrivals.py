"""Arrivals in corrections, and two records of one person at one gathering."""

from datetime import timedelta

import pytest

from domain.groupstudy import replacing
from domain.groupstudy.attendance import LATE, PRESENT
from domain.groupstudy.correcting import ArrivalOutside
from domain.groupstudy.shares import Held
from domain.hours.recompute import recompute
from domain.people.merging import merge_people, preview_merge, undo_merge
from models import Person, db
from tests.domain.closed_gatherings import MINUTE, entries, host, rules, total
from tests.domain.test_gatherings_corrected import corrected, held, rows, told
from tests.factories import make_person
from tests.gatherings import BEGINS, DAY, NOON

__all__ = ["held", "host", "rules"]  # the fixtures


def test_two_records_of_one_person_at_one_gathering_are_credited_once_when_merged(host, held):
    gathering, person, _away = held
    twin = make_person()
    corrected(gathering, twin.id, host, PRESENT)
    kept = db.session.get_one(Person, person.id)
    assert preview_merge(kept, twin).entries == 0
    merge = merge_people(kept, twin, on=DAY, actor=host.actor, now=NOON)
    db.session.commit()
    assert total(kept) == 200
    assert recompute(write=False).adds_up
    undo_merge(merge, today=DAY, actor=host.actor, now=NOON)
    db.session.commit()
    assert (total(kept), total(twin)) == (200, 200)
    assert [one.person_id for one in entries()] == [kept.id, twin.id]


def test_an_arrival_is_what_was_typed_and_lies_within_its_times(host, held):
    gathering, person, away = held
    assert corrected(gathering, person.id, host, LATE).arrived_at == NOON  # as it was marked
    at = BEGINS + 20 * MINUTE
    assert corrected(gathering, away, host, LATE, arrived_at=at).arrived_at == at
    assert corrected(gathering, away, host, LATE, arrived_at=at + MINUTE).arrived_at == at + MINUTE
    for outside in (BEGINS - MINUTE, BEGINS + 91 * MINUTE):
        with pytest.raises(ArrivalOutside):
            corrected(gathering, away, host, PRESENT, arrived_at=outside)


def test_arrivals_stay_through_a_correction_but_none_lies_on_a_day_before_it(host, held):
    gathering, person, _away = held
    earlier = Held(BEGINS - timedelta(days=1), BEGINS + 30 * MINUTE - timedelta(days=1))
    new = replacing.correct_gathering(
        gathering, told(gathering, held=earlier), "记错", host, now=NOON
    )
    assert rows(new)[person.id].arrived_at == NOON
    tomorrow, later = NOON + timedelta(days=1), timedelta(days=1)
    moved = told(new, held=Held(BEGINS + later, BEGINS + later + 30 * MINUTE))
    again = replacing.correct_gathering(new, moved, "又记错", host, now=tomorrow)
    assert rows(again)[person.id].arrived_at is None

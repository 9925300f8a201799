"""Reply times: read from their file, loaded by version, drawn by a seed."""

from datetime import UTC, date, datetime

import pytest

from domain.audit import Actor
from domain.hours.fields import PackRefused
from domain.matters import find_matter
from domain.matters.reckoning import TimesChanged, load_times
from domain.matters.reply_times import Sample, parse_times
from tests.factories import ROOT, make_entry, make_person

FRIDAY = datetime(2026, 11, 20, 4, tzinfo=UTC)
SHIPPED = (ROOT / "content/rules/reply-times.toml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _tables(database):
    pass


def test_the_sample_is_the_same_for_whoever_knows_the_seed():
    sample = Sample(percent=10, seed="2026")
    drawn = {one for one in range(5000) if sample.draws("entry", one)}
    assert drawn == {one for one in range(5000) if Sample(10, 20, "2026").draws("entry", one)}
    assert 400 < len(drawn) < 600
    assert drawn != {one for one in range(5000) if Sample(10, 20, "2027").draws("entry", one)}
    assert not any(Sample().draws("entry", one) for one in range(100))


def test_what_was_raised_before_keeps_its_day_when_new_reply_times_come():
    load_times(SHIPPED, "reply-times.toml", actor=Actor(None), now=FRIDAY)
    before = find_matter("entry", make_entry(make_person(), submitted_at=FRIDAY).id).due_on
    shorter = SHIPPED.replace("version = 3", "version = 4").replace("within = 5", "within = 1")
    assert load_times(shorter, "reply-times.toml", actor=Actor(None), now=FRIDAY)
    later = make_entry(make_person(), submitted_at=FRIDAY)
    assert before == date(2026, 11, 27)
    assert find_matter("entry", later.id).due_on == date(2026, 11, 23)


def test_a_file_loads_once_and_a_changed_one_with_an_old_version_is_refused():
    assert load_times(SHIPPED, "reply-times.toml", actor=Actor(None), now=FRIDAY)
    assert not load_times(SHIPPED, "reply-times.toml", actor=Actor(None), now=FRIDAY)
    with pytest.raises(TimesChanged):
        load_times(SHIPPED + "\n#", "reply-times.toml", actor=Actor(None), now=FRIDAY)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('id = "entry" ', 'id = "lunch" ', "kinds[0].id"),
        ("within = 5\nback_within = 10", "within = 0\nback_within = 10", "kinds[0].within"),
        ('levels = 2\n\n[[kinds]]\nid = "correction"', '\n[[kinds]]\nid = "correction"',
         "kinds[0].levels"),
        ("sample_percent = 2", "sample_percent = 101", "look_back.sample_percent"),
        ('seed = "2026"', "", "look_back.seed"),
        ("confirmed = false", "confirmed = 0", "confirmed"),
        ("within = 3", "within = 3\nwithout = 4", "kinds[2].without"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_field(old, new, field):
    assert old in SHIPPED
    with pytest.raises(PackRefused) as refused:
        parse_times(SHIPPED.replace(old, new, 1), "reply-times.toml")
    assert refused.value.field == field

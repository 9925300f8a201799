"""Placements of the demo, enacted by the program's own steps on the days on which they fell."""

from collections.abc import Mapping
from datetime import date, tzinfo

from domain.demo.move_stories import Moves
from domain.demo.organisation import Places
from domain.demo.pair_stories import pair_stories
from domain.demo.people import Life, Place
from domain.demo.stage import Stage, enact


def enact_placements(
    places: Places, people: Mapping[Place, Life], *, today: date, zone: tzinfo
) -> None:
    """Mentorships, rotations, secondments and marks, in every state; the caller commits.

    What has no rules yet goes without: talks are credited, and somebody is marked as due, where
    rotation rules are kept.
    """
    stage = Stage(today, zone, people)
    enact(stage, [*pair_stories(stage), *Moves(stage, dict(places.units), places.posts).stories()])

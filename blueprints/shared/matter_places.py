"""A kind of matter in words, and where it is seen to."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_login import current_user

from domain.matters.lists import Line


@dataclass(frozen=True, slots=True)
class KindWords:
    """A kind in words. ``does`` says what its answerer has to do, ``returns`` what lies with
    whoever was owed it, ``waits`` what the others wait for; ``place`` is the address of its
    source for the answerer, ``returned_to`` for whom it came back to.
    """

    label: object
    does: Callable[[Line], str]
    returns: Callable[[Line], str]
    waits: Callable[[Line], str]
    place: Callable[[Line], str]
    returned_to: Callable[[Line], str]


def matter_url(line: Line) -> str:
    return url_for("matters.matter", matter_id=line.id)


def title_of(line: Line) -> str:
    return line.title


def own_place(endpoint: str, argument: str) -> Callable[[Line], str]:
    """The source, for who owes it by name; whom it has risen to may not be able to open that."""

    def place(line: Line) -> str:
        if line.owed_by_id is None or line.owed_by_id != current_user.person_id:
            return matter_url(line)
        return url_for(endpoint, **{argument: line.source_id})

    return place

"""Days in a main post, cut where the post was given another strand meanwhile."""

from datetime import date
from typing import Protocol

from domain.placements.past_tree import POST, PastTree
from domain.placements.strand_time import Stretch


class _Held(Protocol):
    """A line of a history, or a row that has its columns."""

    post_id: int
    from_on: date
    to_on: date | None
    rank: str


class _OfPost(Protocol):
    """A post as it is now, or a row that has its columns."""

    strand: str
    grass_roots: bool


def stretches_of(line: _Held, post: _OfPost, tree: PastTree) -> list[Stretch]:
    """The line as spans of one strand each, by what ``tree`` knows of the post's changes."""
    key = POST, line.post_id
    return [
        Stretch(
            first, last, tree.value(*key, "strand", post.strand, first),
            tree.value(*key, "grass_roots", post.grass_roots, first), line.rank,
        )
        for first, last in tree.cut(key, line.from_on, line.to_on)
    ]  # fmt: skip

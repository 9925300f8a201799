"""The units, branches and posts that a roster names and nobody has opened yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from domain.organisation.branches import open_branch
from domain.organisation.changes import When
from domain.organisation.posts import Traits, edit_post, open_posts
from domain.organisation.units import open_unit
from domain.roster.plans import Missing, PostKey, RowPlan, UnitPath
from domain.roster.state import RosterState
from models import Post, Unit, db


class FirstDays:
    """From which day each unit, branch and post is used by a row; never a day to come."""

    def __init__(self, rows: Iterable[RowPlan], today: date) -> None:
        self.units: defaultdict[UnitPath, date] = defaultdict(lambda: today)
        self.branches: defaultdict[str, date] = defaultdict(lambda: today)
        self.posts: defaultdict[PostKey, date] = defaultdict(lambda: today)
        for row in rows:
            self._note(row)

    def _note(self, row: RowPlan) -> None:
        acts = row.acts
        if acts.branch is not None:
            self.branches[acts.branch] = min(self.branches[acts.branch], acts.on)
        if acts.post is not None:
            day = acts.post_from or acts.on
            self.posts[acts.post] = min(self.posts[acts.post], day)
            path = acts.post[0]
            for depth in range(1, len(path) + 1):
                self.units[path[:depth]] = min(self.units[path[:depth]], day)


class Places:
    """The ids of open units, branches and posts by the words of a roster."""

    def __init__(self, state: RosterState) -> None:
        self.units = dict(state.units)
        self.branches = dict(state.branches)
        self.posts = dict(state.posts)

    def open_missing(
        self, missing: Missing, strands: dict[PostKey, str], days: FirstDays, when: When
    ) -> None:
        """Open what is missing from its first day on, units from the top down; it flushes."""
        units: dict[UnitPath, Unit] = {}
        for path in sorted(missing.units, key=len):
            above = path[:-1]
            parent = units.get(above) or self._unit(above)
            on = replace(when, on=days.units[path])
            units[path] = open_unit(name=path[-1], parent=parent, when=on)
            self.units[path] = units[path].id
        for name in missing.branches:
            on = replace(when, on=days.branches[name])
            self.branches[name] = open_branch(name=name, when=on).id
        wanted = [
            (units.get(key[0]) or self._unit(key[0]), key[1], strands.get(key, "general"), key)
            for key in missing.posts
        ]
        found = [
            (unit, title, strand, days.posts[key])
            for unit, title, strand, key in wanted
            if unit is not None
        ]
        opened = open_posts(found, when=when)
        self.posts |= {key: post.id for key, post in zip(missing.posts, opened, strict=True)}

    def set_strands(self, strands: dict[PostKey, str], when: When) -> None:
        """Give posts that are open the strand that the roster says."""
        for key, strand in strands.items():
            post = db.session.get_one(Post, self.posts[key])
            if post.strand != strand:
                edit_post(post, version=post.version, traits=_with_strand(post, strand), when=when)

    def _unit(self, path: UnitPath) -> Unit | None:
        return db.session.get_one(Unit, self.units[path]) if path else None


def _with_strand(post: Post, strand: str) -> Traits:
    return Traits(
        strand=strand, leading=post.leading, deputy_of_id=post.deputy_of_id,
        key_post=post.key_post, grass_roots=post.grass_roots, term_years=post.term_years,
    )  # fmt: skip

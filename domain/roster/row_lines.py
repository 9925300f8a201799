"""The branch and the main post of a row, against the lines of the person."""

from datetime import date

from domain.roster.draft import Draft
from domain.roster.plans import PostKey, RowProblem
from domain.roster.state import Span

USUAL_TITLE = "工作人员"  # of the post of a row that names a unit and no post
POST_FIELDS = ("post", "rank", "strand", "in_post_since")


def compare_branch(draft: Draft) -> None:
    """The branch on the day the row holds from; an office belongs to the branch it is held in."""
    line, spans = draft.line, draft.memberships
    if line.branch is None and line.branch_office is None:
        return
    state = draft.context.state
    current = draft.covering(spans, draft.on)
    known = state.branch_names[current.place_id] if current is not None else None
    name = line.branch or known
    if name is None:
        draft.refuse("branch_office", RowProblem.NEEDS_BRANCH)
        return
    if not draft.branch_is_there(name):
        return
    same = current is not None and state.branches.get(name) == current.place_id
    held = current.said if current is not None else None
    office = line.branch_office or (held if same else None)
    if same and office == held:
        return
    if _refuse_later(draft, "branch", [span.from_on for span in spans], draft.on):
        return
    if not same:
        draft.change("branch", known, name)
    if office != held:
        draft.change("branch_office", held, office)
    draft.acts |= {"branch": name, "office": office}


def compare_post(draft: Draft) -> None:
    """The main post, its rank and since when; the strand is the post's own.

    What a row leaves empty stays: another unit alone keeps the title, another post the rank.
    """
    line = draft.line
    given = [name for name in POST_FIELDS if getattr(line, name) is not None]
    if line.unit is None and not given:
        return
    current = draft.covering(draft.tenures, max(draft.on, line.in_post_since or draft.on))
    known = _key_of(draft, current) or (None, None)
    unit = draft.unit_written() or known[0]
    if unit is None:
        if not draft.refusals:
            draft.refuse(given[0], RowProblem.NEEDS_UNIT)
        return
    invented = not (line.post or known[1])
    key = (unit, line.post or known[1] or USUAL_TITLE)
    if not draft.post_is_there(key, invented=invented):
        return
    if current is not None and draft.context.state.posts.get(key) == current.place_id:
        _compare_same_post(draft, key, current)
    else:
        _compare_new_post(draft, key, current)
    _compare_strand(draft, key)


def _compare_new_post(draft: Draft, key: PostKey, current: Span | None) -> None:
    """Another post than before, or the first, since the day told or from the row's day on."""
    from_on = draft.line.in_post_since or draft.on
    if _refuse_too_early(draft, key, from_on):
        return
    unit, title = _key_of(draft, current) or (None, None)
    held = (current.said if current is not None else None) or ""
    rank = draft.line.rank or held
    if unit != key[0]:
        draft.change("unit", unit, key[0])
    if title != key[1]:
        draft.change("usual_post" if not (draft.line.post or title) else "post", title, key[1])
    if rank != held:
        draft.change("rank", held, rank)
    before = current.from_on if current is not None else None
    if before != from_on or (unit, title) == key:
        draft.change("in_post_since", before, from_on)
    draft.acts |= {"post": key, "post_from": from_on, "rank": rank}


def _compare_same_post(draft: Draft, key: PostKey, current: Span) -> None:
    """A new rank is a new line; a day that differs corrects the line that began the post."""
    rank, since = draft.line.rank, draft.line.in_post_since
    first = _first_of_run(draft, current)
    if since is not None and since != first.from_on:
        if _meets_another(draft, first, since):
            draft.refuse("in_post_since", RowProblem.OVERLAPS_POST, day=first.from_on)
            return
        draft.change("in_post_since", first.from_on, since, from_first=(first.line_id, since))
    from_on = max(draft.on, since or draft.on)
    if rank is None or rank == current.said or _refuse_too_early(draft, key, from_on):
        return
    draft.change("rank", current.said or None, rank, post=key, post_from=from_on, rank=rank)


def _compare_strand(draft: Draft, key: PostKey) -> None:
    strand, state = draft.line.strand, draft.context.state
    if strand is None:
        return
    draft.strand_said = (key, strand)
    post_id = state.posts.get(key)
    known = state.post_states[post_id].strand if post_id is not None else None
    if known != strand:
        draft.change("strand", known, strand, strand=(key, strand))


def _key_of(draft: Draft, span: Span | None) -> PostKey | None:
    if span is None:
        return None
    post = draft.context.state.post_states[span.place_id]
    path = draft.context.state.paths.get(post.unit_id)
    return (path, post.title) if path is not None else None


def _first_of_run(draft: Draft, current: Span) -> Span:
    """The line with which the person took this post: rank changes follow without a gap."""
    first = current
    for span in reversed(draft.tenures):
        follows = span.to_on is not None and (first.from_on - span.to_on).days == 1
        if span.main and span.place_id == first.place_id and follows:
            first = span
    return first


def _meets_another(draft: Draft, first: Span, since: date) -> bool:
    """Whether the line, beginning then, would end before it or share a day with another."""
    if first.to_on is not None and since > first.to_on:
        return True
    return any(
        span is not first
        and (span.main or span.place_id == first.place_id)
        and (first.to_on is None or span.from_on <= first.to_on)
        and (span.to_on is None or span.to_on >= since)
        for span in draft.tenures
    )


def _refuse_too_early(draft: Draft, key: PostKey, from_on: date) -> bool:
    """A post taken before a line that begins later, before coming back, or after leaving."""
    person = draft.person
    if person is None:
        return False
    if draft.acts.get("returns") and from_on < draft.on:
        draft.refuse("in_post_since", RowProblem.LATER_LINE, day=draft.on)
        return True
    if person.left_on is not None and not draft.acts.get("returns") and from_on >= person.left_on:
        draft.refuse("in_post_since", RowProblem.PERSON_LEFT, day=person.left_on)
        return True
    post_id = draft.context.state.posts.get(key)
    days = [span.from_on for span in person.tenures if span.main or span.place_id == post_id]
    return _refuse_later(draft, "post", days, from_on)


def _refuse_later(draft: Draft, name: str, starts: list[date], day: date) -> bool:
    """A line that begins after the day would have to be rewritten: HR corrects it first."""
    later = min((start for start in starts if start > day), default=None)
    if later is not None:
        draft.refuse(name, RowProblem.LATER_LINE, day=later)
    return later is not None

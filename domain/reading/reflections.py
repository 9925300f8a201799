"""A member's reflection: drafted, handed in as a version, taken back, shared with the class.

Every verb holds the reflection's row first, so that two devices, or author and reviewer, take
their turn. Nothing commits.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain import audit
from domain.audit import Actor
from domain.matters import Taken, close_matter, find_matter, raise_matter, reopen_matter
from domain.matters.kinds import REFLECTION
from domain.reading.asked import asked_of
from domain.reading.duties import follow_member
from domain.reading.rendering import Rendered
from domain.search.passages import Found, Source, forget_passages, keep_passages
from domain.versions import next_version
from models import ReadingClass, Reflection, ReflectionVersion, db

LONGEST_TITLE, LONGEST_WORDS = 120, 50_000
DRAFT, WAITING, RETURNED, ACCEPTED = "draft", "waiting", "returned", "accepted"
WRITABLE = frozenset({DRAFT, RETURNED})
HANDED_IN = frozenset({WAITING, ACCEPTED})
PRIVATE, SHARED = "private", "shared"
TAKEN_BACK = "taken_back"


class NotInState(Exception):
    """The reflection, or its last version, is not where the step asks for it."""

    def __init__(self, reflection: Reflection) -> None:
        super().__init__(f"reflection {reflection.id} is {reflection.state}")
        self.reflection = reflection


class TooShort(Exception):
    """So many characters are ``missing`` to the least that the class asks for."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} missing")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody has written: Markdown, and what it is kept as."""

    title: str
    words: str
    rendered: Rendered


def find_own(class_id: int, person_id: int) -> Reflection | None:
    """The person's reflection on the class. One query."""
    return db.session.scalars(
        sa.select(Reflection).where(
            Reflection.class_id == class_id, Reflection.person_id == person_id
        )
    ).one_or_none()


def missing_characters(reading: ReadingClass, text: Rendered) -> int:
    """How many characters are wanting; at least one must be there."""
    return max(0, max(1, asked_of(reading.asks).reflection_characters) - text.characters)


def hold(reflection: Reflection, states: frozenset[str]) -> None:
    """Read the row anew and hold it.

    Raises:
        NotInState: it is in none of the states.
    """
    db.session.refresh(reflection, with_for_update=True)
    if reflection.state not in states:
        raise NotInState(reflection)


def keep_words(
    reading: ReadingClass, person_id: int, written: Written, *, version: int, actor: Actor,
    now: datetime, by_itself: bool = False,
) -> Reflection:  # fmt: skip
    """Keep what was written as the draft; ``version`` is that of the form, 0 for the first.

    What a page keeps ``by_itself`` leaves no row in the trail, and is found once it is saved.

    Raises:
        domain.versions.Stale: another device has kept something else since.
        NotInState: it was handed in meanwhile.
    """
    row = _row(reading.id, person_id, actor, now)
    hold(row, WRITABLE)
    if (row.title, row.words) != (written.title, written.words):
        next_version(row, version)
        row.title, row.words, row.saved_at = written.title, written.words, now
        db.session.flush()
    if not by_itself:
        audit.record(
            actor, "reflection.kept", "reflection", row.id, at=now, after=_told(row)
        )  # fmt: skip
        _find_own_words(row, reading, written.rendered.plain, now)
    return row


def _row(class_id: int, person_id: int, actor: Actor, now: datetime) -> Reflection:
    """The person's row, made where there is none; of two that make it, one does."""
    row = find_own(class_id, person_id)
    if row is not None:
        return row
    row = Reflection(
        class_id=class_id, person_id=person_id, state=DRAFT, saved_at=now, version=0
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except sa.exc.IntegrityError:
        found = find_own(class_id, person_id)
        if found is None:
            raise
        return found
    audit.record(actor, "reflection.begun", "reflection", row.id, at=now, after={"class": class_id})
    return row


def hand_in(
    reading: ReadingClass, person_id: int, written: Written, *, version: int, actor: Actor,
    now: datetime,
) -> Reflection:  # fmt: skip
    """Keep it and hand it in: a version that is never changed, and a matter for its answer.

    Raises:
        TooShort: with how many characters are wanting; nothing is kept then.
        And as for ``keep_words``.
    """
    missing = missing_characters(reading, written.rendered)
    if missing:
        raise TooShort(missing)
    row = keep_words(
        reading, person_id, written, version=version, actor=actor, now=now, by_itself=True
    )
    before, text = row.state, written.rendered
    last = last_version(row.id)
    version_row = ReflectionVersion(
        reflection_id=row.id, number=1 if last is None else last.number + 1, title=row.title,
        words=row.words, html=text.html, plain=text.plain, characters=text.characters,
        handed_in_at=now,
    )  # fmt: skip
    db.session.add(version_row)
    row.state, row.version = WAITING, row.version + 1
    db.session.flush()
    _raise_matter(row, reading, actor, now)
    keep_found(row, reading, version_row, now)
    audit.record(
        actor, "reflection.handed_in", "reflection", row.id, at=now, before={"state": before},
        after=_told(row) | {"number": version_row.number},
    )  # fmt: skip
    return row


def _raise_matter(row: Reflection, reading: ReadingClass, actor: Actor, now: datetime) -> None:
    matter = find_matter(REFLECTION, row.id)
    if matter is None:
        raise_matter(
            REFLECTION, row.id, owed_to=row.person_id, title=reading.title, actor=actor, now=now
        )  # fmt: skip
    else:
        matter.title = reading.title
        reopen_matter(matter, Taken("reopened"), actor=actor, now=now)


def take_back(row: Reflection, reading: ReadingClass, *, actor: Actor, now: datetime) -> None:
    """Back to a draft, as long as nobody has answered; it is shared no more.

    Raises:
        NotInState: it was answered meanwhile.
    """
    hold(row, frozenset({WAITING}))
    last = last_version(row.id)
    if last is not None:
        last.verdict = TAKEN_BACK
    was_shared = row.sharing
    row.state, row.sharing, row.shared_at = DRAFT, PRIVATE, None
    row.version += 1
    close_matter(
        REFLECTION, row.id, outcome="withdrawn", actor=actor, now=now, comes_back=False
    )  # fmt: skip
    _find_own_words(row, reading, last.plain if last is not None else "", now)
    audit.record(
        actor, "reflection.taken_back", "reflection", row.id, at=now,
        before={"state": WAITING, "sharing": was_shared}, after={"state": DRAFT},
    )  # fmt: skip
    if was_shared == SHARED:
        follow_member(row.class_id, row.person_id, actor=actor, now=now)


def share(row: Reflection, reading: ReadingClass, *, actor: Actor, now: datetime) -> None:
    """The author consents: the class reads what was handed in, as an exchange talk.

    Raises:
        NotInState: nothing is handed in that stands.
    """
    hold(row, HANDED_IN)
    if row.sharing == SHARED:
        return
    row.sharing, row.shared_at = SHARED, now
    _shared(row, reading, actor, now, "reflection.shared")


def share_no_more(row: Reflection, reading: ReadingClass, *, actor: Actor, now: datetime) -> None:
    """The author takes the consent back; what was replied is kept, and nobody sees it."""
    hold(row, WRITABLE | HANDED_IN)
    if row.sharing == PRIVATE:
        return
    row.sharing, row.shared_at = PRIVATE, None
    _shared(row, reading, actor, now, "reflection.unshared")


def _shared(
    row: Reflection, reading: ReadingClass, actor: Actor, now: datetime, action: str
) -> None:
    db.session.flush()
    version = standing_version(row.id)
    if version is not None:
        keep_found(row, reading, version, now)
    audit.record(
        actor, action, "reflection", row.id, at=now, after={"sharing": row.sharing}
    )  # fmt: skip
    follow_member(row.class_id, row.person_id, actor=actor, now=now)


def last_version(reflection_id: int) -> ReflectionVersion | None:
    """What was handed in last, taken back or not. One query."""
    return db.session.scalars(
        sa.select(ReflectionVersion)
        .where(ReflectionVersion.reflection_id == reflection_id)
        .order_by(ReflectionVersion.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)  # somebody may have answered it meanwhile
    ).first()


def standing_version(reflection_id: int) -> ReflectionVersion | None:
    """What was handed in last and not taken back: what a talk shows. One query."""
    return db.session.scalars(
        sa.select(ReflectionVersion).where(
            ReflectionVersion.reflection_id == reflection_id,
            ReflectionVersion.verdict != TAKEN_BACK,
        )
        .order_by(ReflectionVersion.number.desc())
        .limit(1)
    ).first()  # fmt: skip


def keep_found(
    row: Reflection, reading: ReadingClass, version: ReflectionVersion, now: datetime
) -> None:
    """Let the class find a shared one, and the author alone what is not shared."""
    shared = row.sharing == SHARED
    source = Source(
        "reflection", row.id, version.title or reading.title, version.handed_in_at.date(),
        class_id=row.class_id, owner_id=None if shared else row.person_id,
    )  # fmt: skip
    keep_passages(source, [Found("", version.plain)])


def _find_own_words(row: Reflection, reading: ReadingClass, plain: str, now: datetime) -> None:
    """The author finds what is being written; what the class reads stays found by the class."""
    if row.sharing == SHARED:
        return
    if not plain.strip():
        forget_passages("reflection", [row.id])
        return
    source = Source(
        "reflection", row.id, row.title or reading.title, now.date(), class_id=row.class_id,
        owner_id=row.person_id,
    )  # fmt: skip
    keep_passages(source, [Found("", plain)])


def _told(row: Reflection) -> dict[str, object]:
    """What the trail keeps: the state, and of the words a digest."""
    return {
        "state": row.state, "class": row.class_id,
        "text": audit.digest(f"{row.title}\n{row.words}"),
    }  # fmt: skip

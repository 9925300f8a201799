"""Which entry and which form an address means; not one's own is not there."""

from flask import abort
from flask_login import current_user

from blueprints.shared.clock import today
from blueprints.shared.hours_words import word
from blueprints.study.forms import EntryForm, MinutesForm, PlainForm
from blueprints.study.long_forms import DaysForm, LevelForm, NumberForm, OnceForm
from domain.claims import SELF_STUDY
from domain.hours.pack_format import (
    ACTIVITY,
    COUNT,
    DAYS,
    HALF_DAYS,
    LEVEL,
    MINUTES,
    ONLINE,
    PERSON,
    SESSIONS,
)
from domain.hours.packs import Kind, Pack, pack_in_force
from models import StudyEntry, db

LONG_FORMS: dict[str, type[EntryForm]] = {
    DAYS: DaysForm, LEVEL: LevelForm, HALF_DAYS: NumberForm, COUNT: NumberForm,
    SESSIONS: NumberForm, ACTIVITY: OnceForm,
}  # fmt: skip
FORMS: dict[str, type[EntryForm]] = {**LONG_FORMS, MINUTES: MinutesForm}


def own_entry_or_404(entry_id: int) -> StudyEntry:
    row = db.session.get(StudyEntry, entry_id)
    return row if row is not None and row.person_id == current_user.person_id else abort(404)


def find_own_entry(entry_id: int) -> StudyEntry | None:
    row = db.session.get(StudyEntry, entry_id) if entry_id else None
    return row if row is not None and row.person_id == current_user.person_id else None


def form_for(kind: str) -> EntryForm:
    """The form of a kind that persons log; 404 for any other. Self-study asks no rules first."""
    if kind == SELF_STUDY:
        return PlainForm()
    _pack_id, pack = pack_in_force(today())
    found = pack.kinds.get(kind)
    return _form(pack, found) if found is not None and found.by == PERSON else abort(404)


def form_of(entry: StudyEntry) -> EntryForm:
    """The form of an entry's own kind, whoever may log it; of minutes where no rule knows it."""
    _pack_id, pack = pack_in_force(today())
    form = _form(pack, pack.kinds.get(entry.kind))
    form.kind = entry.kind
    return form


def kinds_to_log(pack: Pack) -> list[Kind]:
    return [kind for kind in pack.kinds.values() if kind.by == PERSON]


def asks_online(pack: Pack, kind: Kind) -> bool:
    """Whether a form of the kind asks if it was online: where the rules count that, and the kind
    does not say it already. The plain path of self-study asks nothing.
    """
    return ONLINE in pack.tags and ONLINE not in kind.tags and kind.id != SELF_STUDY


def _form(pack: Pack, kind: Kind | None) -> EntryForm:
    if kind is None:
        return PlainForm()
    form = FORMS[kind.asks](of_kind=kind, asks_online=asks_online(pack, kind))
    if isinstance(form, LevelForm):
        form.level.choices = [(one, word(words)) for one, words in kind.levels.items()]
    return form

"""Which entry and which form an address means; not one's own is not there."""

from flask import abort
from flask_login import current_user

from blueprints.shared.clock import today
from blueprints.shared.hours_words import word
from blueprints.study.forms import DaysForm, EntryForm, LevelForm, MinutesForm
from domain.claims import SELF_STUDY
from domain.hours.pack_format import DAYS, LEVEL, MINUTES, PERSON
from domain.hours.packs import Kind, Pack, pack_in_force
from models import StudyEntry, db

FORMS: dict[str, type[EntryForm]] = {MINUTES: MinutesForm, DAYS: DaysForm, LEVEL: LevelForm}


def own_entry_or_404(entry_id: int) -> StudyEntry:
    row = db.session.get(StudyEntry, entry_id)
    return row if row is not None and row.person_id == current_user.person_id else abort(404)


def find_own_entry(entry_id: int) -> StudyEntry | None:
    row = db.session.get(StudyEntry, entry_id) if entry_id else None
    return row if row is not None and row.person_id == current_user.person_id else None


def form_for(kind: str) -> EntryForm:
    """The form of a kind that persons log; 404 for any other. Self-study asks no rules first."""
    if kind == SELF_STUDY:
        return MinutesForm()
    found = pack_in_force(today())[1].kinds.get(kind)
    return _form(found) if found is not None and found.by == PERSON else abort(404)


def form_of(entry: StudyEntry) -> EntryForm:
    """The form of an entry's own kind, whoever may log it; of minutes where no rule knows it."""
    form = _form(pack_in_force(today())[1].kinds.get(entry.kind))
    form.kind = entry.kind
    return form


def kinds_to_log(pack: Pack) -> list[Kind]:
    return [kind for kind in pack.kinds.values() if kind.by == PERSON]


def _form(kind: Kind | None) -> EntryForm:
    form = FORMS[kind.asks if kind is not None else MINUTES](of_kind=kind)
    if kind is not None and isinstance(form, LevelForm):
        form.level.choices = [(one, word(words)) for one, words in kind.levels.items()]
    return form

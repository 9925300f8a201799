"""The entries of a person, for those who may void them: read with everything, and voided."""

from datetime import MAXYEAR

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow, person_or_404
from blueprints.shared.clock import moment_text, now, today
from blueprints.shared.hours_words import (
    amount_text,
    kind_word,
    part_word,
    span_text,
    topic_text,
    word,
)
from blueprints.shared.paging import Page, page_number, whole_number
from blueprints.shared.saving import after_answer, saved
from blueprints.study.blueprint import bp
from blueprints.study.confirm_forms import VoidForm
from blueprints.study.words import ACTS, CORRECTIONS, STATES, gained_markup
from domain import attachments, audit, confirming, corrections, study_lists
from domain.entry_steps import NotInState
from domain.hours.packs import Pack, pack_in_force
from domain.study_lists import CreditLine, EntryFilter, InFull, StepTaken
from models import Person, StudyEntry, db

PAGE_SIZE = 50
SHOWN_STATES = [state for state in STATES if state != "draft"]  # drafts are their owner's alone


@bp.get("/people/<staff_no>/entries")
@allow("entry.void")
def entries_of_person(staff_no: str):
    """What the person handed in, whatever became of it; looking at it is in the trail."""
    person = _person_or_404(staff_no)
    state, year = request.args.get("state", ""), whole_number(request.args.get("year"))
    asked = EntryFilter(state if state in SHOWN_STATES else "", year if year <= MAXYEAR else 0)
    number = page_number()
    rows, total = study_lists.entries_of(person.id, asked, page=number, size=PAGE_SIZE)
    pack = pack_in_force(today())[1]
    _note_viewed(person)
    return render_template(
        "study/people_entries.html", person=person, asked=asked, states=STATES,
        shown_states=SHOWN_STATES, rows=[_row(row, pack) for row in rows],
        page=Page(number, total, PAGE_SIZE), years=range(today().year, today().year - 5, -1),
    )  # fmt: skip


@bp.get("/people/<staff_no>/entries/<int:entry_id>")
@allow("entry.void")
def entry_of_person(staff_no: str, entry_id: int):
    """One entry with its proofs, its steps and its lines in the ledger."""
    person = _person_or_404(staff_no)
    entry = _entry_or_404(person, entry_id)
    _note_viewed(person)
    return _entry_page(person, entry, VoidForm())


@bp.post("/people/<staff_no>/entries/<int:entry_id>/void")
@allow("entry.void")
def void(staff_no: str, entry_id: int):
    """Void a confirmed entry with a reason; it comes back to its owner."""
    person = _person_or_404(staff_no)
    entry = _entry_or_404(person, entry_id)
    form = VoidForm()
    if not form.validate_on_submit():
        return _entry_page(person, entry, form), 422
    page = entry_url(person, entry)
    try:
        again = confirming.void_entry(
            entry, form.reason.data.strip(), actor=current_user.actor, now=now()
        )
    except NotInState as late:
        return saved(page, _("Nothing changed: the entry is %(state)s.",
                             state=STATES[late.entry.state]), "due")  # fmt: skip
    text = _("Voided. It has gone back to its owner to be put right.")
    if again is None and entry.batch_id is None:
        text = _("Voided. The books of its year are closed, so it comes back to nobody.")
    elif again is None:
        text = _("Voided. It was recorded for many, and comes back to nobody.")
    return saved(page, text)


def entry_url(person: Person, entry: StudyEntry) -> str:
    return url_for("study.entry_of_person", staff_no=person.staff_no, entry_id=entry.id)


def _person_or_404(staff_no: str) -> Person:
    """Somebody within reach, and never oneself."""
    person = person_or_404(staff_no, "entry.void")
    return person if person.id != current_user.person_id else abort(404)


def _entry_or_404(person: Person, entry_id: int) -> StudyEntry:
    entry = db.session.get(StudyEntry, entry_id)
    found = entry is not None and entry.person_id == person.id and entry.state != "draft"
    return entry if found else abort(404)


def _note_viewed(person: Person) -> None:
    actor, at, person_id = current_user.actor, now(), person.id
    after_answer(lambda: audit.record(actor, "person.viewed", "person", person_id, at=at))


def _row(entry: StudyEntry, pack: Pack) -> dict[str, object]:
    return {
        "id": entry.id, "on": entry.studied_on, "state": entry.state,
        "topic": topic_text(entry.topic, pack, entry.kind), "kind": kind_word(pack, entry.kind),
        "amount": amount_text(pack.kinds.get(entry.kind), entry),
    }  # fmt: skip


def _entry_page(person: Person, entry: StudyEntry, form: VoidForm) -> str:
    full = study_lists.in_full([entry.id])[entry.id]
    pack = pack_in_force(today())[1]
    steps = study_lists.steps_of(entry.id)
    return render_template(
        "study/people_entry.html", person=person, entry=entry, form=form, full=full,
        shown=_row(entry, pack), states=STATES, days=span_text(entry.studied_on, entry.ends_on),
        gained=gained_markup(entry), proofs=attachments.attached_to([entry.id]).get(entry.id, []),
        steps=[_step(one) for one in steps], material=_material(full, entry),
        lines=[_credit(one) for one in study_lists.credit_lines(entry.id)],
        asked=corrections.corrections_of([entry.id]).get(entry.id, []),
        correction_states=CORRECTIONS, rules=pack,
    )  # fmt: skip


def _material(full: InFull, entry: StudyEntry) -> str:
    return " · ".join(one for one in (full.material, full.source) if one and one != entry.topic)


def _step(step: StepTaken) -> dict[str, str]:
    what = ACTS.get(step.act, step.act)
    return {"time": moment_text(step.at), "who": step.who, "what": what, "note": step.reason}


def _credit(line: CreditLine) -> dict[str, object]:
    cap = next((word(one.words) for one in line.pack.caps if one.id == line.cap), "")
    return {
        "at": line.recorded_at, "year": line.year, "part": part_word(line.pack, line.part),
        "hundredths": line.hundredths, "cap": cap,
    }  # fmt: skip

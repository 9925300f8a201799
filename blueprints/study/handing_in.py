"""One path for every entry that is saved: check, read the files, enter, write, commit, answer."""

from collections.abc import Callable, Sequence
from functools import partial

from flask import request, url_for
from flask_login import current_user

from blueprints.shared.access import begin_writing
from blueprints.shared.clock import now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.kept_proofs import kept_before
from blueprints.shared.proofs import ProofRefused, read_proofs, say_what_is_twice
from blueprints.shared.saving import saved, step_back
from blueprints.study.forms import EntryForm
from blueprints.study.refusals import REFUSALS, say
from domain import attachments
from domain.claims import Claim
from domain.files.refusals import Checked
from domain.versions import Stale
from models import StudyEntry

Written = tuple[StudyEntry, Callable[[], str]]  # and what is said of it
Write = Callable[[EntryForm, Claim], Written]


def hand_in(form: EntryForm, write: Write, place: str):
    """Save what ``write`` makes of the form, and its files; ``None`` when the form says why not.

    Files and Markdown are read outside the gate, and what is said is worded there: others write
    meanwhile.
    """
    valid, checked = form.validate(), files_of(form)
    if checked is None or not valid:
        step_back()
        return None
    claim = form.claim
    try:
        return put_in(partial(write, form, claim), place, checked)
    except REFUSALS as refusal:
        step_back()
        say(form, refusal)
        return None
    except Stale as stale:
        return both_values(form, stale.record)


def put_in(write: Callable[[], Written], place: str, checked: Sequence[Checked] = ()):
    """Enter, write, commit, answer. Refusals are the caller's, who steps back."""
    before = begin_writing(together=not checked)
    if before is not None:
        return before
    entry, said = write()
    attach_files(entry, checked)
    return saved(place, said)


def files_of(form: EntryForm) -> list[Checked] | None:
    """The files sent as proof, checked and in the store; ``None`` when one was refused.

    Should the form come back, they are on it (``kept_proofs``); those sent beside one that was
    refused are not.
    """
    sent = [file for file in request.files.getlist("proofs") if file.filename]
    try:
        form.kept_proofs = kept_before()
        if sent:
            form.kept_proofs = [*form.kept_proofs, *read_proofs(sent)]
    except ProofRefused as refused:
        form.proof_errors, form.lost_files = [str(refused)], bool(sent)
        return None
    return list(form.kept_proofs)


def attach_files(entry: StudyEntry, checked: Sequence[Checked]) -> None:
    if checked:
        attachments.attach(entry.id, checked, actor=current_user.actor, now=now())
        say_what_is_twice(checked)


def both_values(form: EntryForm, stored: StudyEntry):
    """409: what was typed and what is stored, once the writing is undone."""
    entry_id = stored.id
    step_back()
    place = "study.edit" if stored.state == "draft" else "study.entry"
    return conflict_page(
        form, form.values_of(stored), version=stored.version,
        cancel_url=url_for(place, entry_id=entry_id),
    )  # fmt: skip

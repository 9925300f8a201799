"""Drafts: kept when asked for, and by themselves while somebody types; opened, thrown away."""

from flask import jsonify, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow, begin_writing
from blueprints.shared.clock import now, time_text, today
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import commit, saved, step_back
from blueprints.study.blueprint import bp
from blueprints.study.form_page import form_page
from blueprints.study.forms import EntryForm
from blueprints.study.handing_in import attach_files, both_values, files_of
from blueprints.study.loading import form_for, form_of, own_entry_or_404
from blueprints.study.refusals import REFUSALS, say
from blueprints.study.words import STATES
from domain import drafts
from domain.claims import SELF_STUDY, Claim
from domain.entry_steps import NotInState
from domain.versions import Stale
from models import StudyEntry


def keep(form: EntryForm, row: StudyEntry | None = None):
    """The button: what was typed is kept as it is, wanting or not, and its files with it."""
    checked = files_of(form)
    if checked is None:
        return form_page(form, row)
    claim = form.draft(today())
    before = begin_writing()
    if before is not None:
        return before
    try:
        kept = _kept(form, claim, row)
        attach_files(kept, checked)
    except REFUSALS as refusal:
        step_back()
        say(form, refusal)
        return form_page(form, row)
    except Stale as stale:
        return both_values(form, stale.record)
    place = url_for("study.entries", state="draft")
    return saved(place, _("Kept as a draft: it does not count until you log it."))


def _kept(form: EntryForm, claim: Claim, row: StudyEntry | None) -> StudyEntry:
    if row is None:
        return drafts.begin_draft(
            current_user.person_id, claim, actor=current_user.actor, now=now()
        )  # fmt: skip
    drafts.keep_draft(row, claim, version=whole_number(form.version.data), now=now())
    return row


@bp.post("/drafts")
@allow("entry.log", gate="late")
def keep_typing():
    """Keep what is being typed, now and then; answers where the draft is and when it was kept.

    The form's fields, with ``draft`` where it was kept before and ``kind`` where it was not.
    """
    asked = whole_number(request.form.get("draft"))
    row = own_entry_or_404(asked) if asked else None
    form = form_of(row) if row is not None else form_for(request.form.get("kind") or SELF_STUDY)
    claim = form.draft(today())
    before = begin_writing()
    if before is not None:
        return before
    try:
        kept = _kept(form, claim, row)
    except NotInState as late:
        return _not_kept(_("It is no draft any more: it is %(state)s.",
                           state=STATES[late.entry.state]))  # fmt: skip
    except Stale:
        return _not_kept(_("Changed elsewhere meanwhile. Reload the page to see it."))
    answer = jsonify(
        version=kept.version, draft=kept.id, place=url_for("study.edit", entry_id=kept.id),
        said=_("Kept as a draft %(time)s", time=time_text(now())),
    )  # fmt: skip
    commit()
    return answer


def _not_kept(why: str):
    step_back()
    return jsonify(said=why), 409


@bp.post("/drafts/<int:entry_id>/removal")
@allow("entry.log")
def throw_away(entry_id: int):
    row = own_entry_or_404(entry_id)
    place = url_for("study.entries", state="draft")
    try:
        drafts.discard_draft(row, actor=current_user.actor, now=now())
    except NotInState as late:
        text = _("Nothing changed: the entry is %(state)s.", state=STATES[late.entry.state])
        return saved(url_for("study.entry", entry_id=entry_id), text, "due")
    return saved(place, _("The draft is gone."))

"""Logging study: a new entry of any kind that persons log, and changing one or a draft."""

from functools import partial

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from blueprints.shared.frame import address
from blueprints.shared.hours_words import amount_text
from blueprints.shared.limits import takes_files
from blueprints.shared.paging import whole_number
from blueprints.shared.said import counted
from blueprints.shared.saving import step_back
from blueprints.study.blueprint import bp
from blueprints.study.drafting import keep
from blueprints.study.form_page import form_page
from blueprints.study.forms import EntryForm
from blueprints.study.handing_in import Written, hand_in, put_in
from blueprints.study.loading import form_for, form_of, own_entry_or_404
from blueprints.study.plain_claim import plain_claim
from blueprints.study.refusals import REFUSALS, of_credit
from blueprints.study.starting import kind_asked, start
from domain import drafts, study, timers
from domain.claims import SELF_STUDY, Claim
from models import StudyEntry

__all__ = ["bp", "own_entry_or_404"]


@bp.route("/entries/new", methods=["GET", "POST"])
@takes_files
@allow("entry.log", gate="together")
def new():
    """Log study; ``kind`` says of which kind.

    ``again``, ``material`` and ``timer`` start the form from an entry of one's own, from a
    material on offer, and with the time that was measured; ``topic`` and ``minutes`` with what
    a page that was read suggests.
    """
    kind = kind_asked()
    if request.method != "POST":
        form = form_for(kind)
        start(form)
        return form_page(form)
    place = address("home.today")
    answer = _log_at_once(place) if kind == SELF_STUDY else None
    if answer is not None:
        return answer
    form = form_for(kind)
    if "keep" in request.form:
        return keep(form)
    return hand_in(form, _log, place) or form_page(form)


def _log_at_once(place: str):
    """Log self-study of the usual kind; ``None`` when its form has to be asked, and says why."""
    claim = plain_claim()
    if claim is None:
        return None
    try:
        return put_in(partial(_log, None, claim), place)
    except REFUSALS:
        step_back()
        return None


def _log(form: EntryForm | None, claim: Claim) -> Written:
    own, at = current_user._get_current_object(), now()  # noqa: SLF001 - read often, found once
    entry = study.log_entry(
        own.person_id, claim, today=today(), actor=own.actor, now=at,
        accepted="anyway" in request.form,
    )  # fmt: skip
    if "timer" in request.args:
        timers.end_timer(own.person_id, actor=own.actor, now=at)
    return entry, partial(_logged, form, claim)


def _logged(form: EntryForm | None, claim: Claim) -> str:
    if form is not None and form.of_kind is not None:
        return _(
            "Logged: %(amount)s. It waits to be confirmed.", amount=amount_text(form.of_kind, claim)
        )
    return counted(
        "Logged: %(num)d minute. It waits to be confirmed.",
        "Logged: %(num)d minutes. They wait to be confirmed.",
        claim.minutes,
    )


@bp.route("/entries/<int:entry_id>/edit", methods=["GET", "POST"])
@takes_files
@allow("entry.log", gate="late")
def edit(entry_id: int):
    """Change an entry that is not confirmed, or go on with a draft and hand it in."""
    row = own_entry_or_404(entry_id)
    form, is_draft = form_of(row), row.state == "draft"
    if request.method == "POST":
        if "keep" in request.form and is_draft:
            return keep(form, row)
        place = url_for("home.today") if is_draft else url_for("study.entry", entry_id=row.id)
        change = _hand_in_draft if is_draft else _change
        answer = hand_in(form, lambda form, claim: change(row, form, claim), place)
        if answer is not None:
            return answer
    elif study.is_credit(row):
        flash(of_credit(), "due")
        return redirect(url_for("study.entry", entry_id=row.id))
    elif is_draft or row.state in study.OWNERS_TO_CHANGE:
        form.fill(form.values_of(row))
        form.version.data = str(row.version)
    else:
        return redirect(url_for("study.entry", entry_id=row.id))
    return form_page(form, own_entry_or_404(entry_id))


def _change(row: StudyEntry, form: EntryForm, claim: Claim) -> Written:
    study.edit_entry(
        row, claim, version=whole_number(form.version.data), today=today(),
        actor=current_user.actor, now=now(), accepted="anyway" in request.form,
    )  # fmt: skip
    return row, lambda: _("Saved. It waits to be confirmed.")


def _hand_in_draft(row: StudyEntry, form: EntryForm, claim: Claim) -> Written:
    drafts.hand_in_draft(
        row, claim, version=whole_number(form.version.data), today=today(),
        actor=current_user.actor, now=now(), accepted="anyway" in request.form,
    )  # fmt: skip
    if "timer" in request.args:
        timers.end_timer(row.person_id, actor=current_user.actor, now=now())
    return row, partial(_logged, form, claim)

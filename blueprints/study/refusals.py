"""Why an entry is not saved, said at the field concerned; and what only looks odd."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.shared.clock import day_text, full_day_text
from blueprints.shared.proofs import too_many_text
from blueprints.study.forms import EntryForm
from blueprints.study.long_forms import DaysForm, SpanForm
from blueprints.study.words import STATES
from domain.attachments import TooManyProofs
from domain.claims import (
    MOST_SPAN,
    DayRefused,
    DaysDoNotFit,
    DayTooFull,
    KindRefused,
    LooksTwice,
    SpanTooLong,
)
from domain.entry_steps import NotInState
from domain.hours.packs import NoPackInForce
from domain.hours.years import YearClosed
from domain.study import IsCredit


def _day_too_full(form: EntryForm, refusal: DayTooFull) -> None:
    if isinstance(form, DaysForm):
        text = ngettext(
            "A day of training is 8 hours, and at most 16 hours a day count together; %(num)d "
            "minute is left on %(day)s.",
            "A day of training is 8 hours, and at most 16 hours a day count together; %(num)d "
            "minutes are left on %(day)s.",
            refusal.minutes_left, day=day_text(refusal.on),
        )  # fmt: skip
    else:
        text = ngettext(
            "At most 16 hours a day count together; %(num)d minute is left on that day.",
            "At most 16 hours a day count together; %(num)d minutes are left on that day.",
            refusal.minutes_left,
        )
    form.amount_field.errors = [text]


def _day_refused(form: EntryForm, refusal: DayRefused) -> None:
    field = form.ends_on if isinstance(form, SpanForm) and form.ends_on.data else form.studied_on
    field.errors = [
        _("Choose a day from %(first)s to %(last)s.",
          first=day_text(refusal.earliest), last=day_text(refusal.latest))
    ]  # fmt: skip


def _days_do_not_fit(form: EntryForm, refusal: DaysDoNotFit) -> None:
    form.amount_field.errors = [
        ngettext(
            "From the first day to the last there is only %(num)d day.",
            "From the first day to the last there are only %(num)d days.",
            refusal.span,
        )
    ]


def _span_too_long(form: EntryForm, refusal: SpanTooLong) -> None:
    form.studied_on.errors = [
        _("From the first day to the last may be at most %(most)d days.", most=MOST_SPAN)
    ]


def _no_rules(form: EntryForm, refusal: NoPackInForce) -> None:
    form.studied_on.errors = [
        _("There are no hours rules for %(day)s", day=full_day_text(refusal.day))
    ]


def _kind_refused(form: EntryForm, refusal: KindRefused) -> None:
    form.form_errors.append(_("The rules in force know no such kind of study. Choose another."))


def _year_closed(form: EntryForm, refusal: YearClosed) -> None:
    form.studied_on.errors = [
        _(
            "The books of %(year)d are closed: nothing more is logged for that year. Ask HR if "
            "something is missing.",
            year=refusal.year,
        )
    ]


def _not_in_state(form: EntryForm, refusal: NotInState) -> None:
    form.decided = str(STATES[refusal.entry.state])


def of_credit() -> str:
    return _(
        "The entry comes from a gathering or a reading class: it may be withdrawn here, and is "
        "corrected there."
    )


def _is_credit(form: EntryForm, refusal: IsCredit) -> None:
    form.form_errors.append(of_credit())


def _too_many_proofs(form: EntryForm, refusal: TooManyProofs) -> None:
    form.proof_errors = [too_many_text(refusal.room)]


def _looks_twice(form: EntryForm, refusal: LooksTwice) -> None:
    form.warning, form.warning_twin = refusal.ids, refusal.twin


_SAYING: dict[type[Exception], Callable] = {
    DayTooFull: _day_too_full, DayRefused: _day_refused, DaysDoNotFit: _days_do_not_fit,
    KindRefused: _kind_refused, YearClosed: _year_closed, NotInState: _not_in_state,
    TooManyProofs: _too_many_proofs, LooksTwice: _looks_twice, SpanTooLong: _span_too_long,
    NoPackInForce: _no_rules, IsCredit: _is_credit,
}  # fmt: skip
REFUSALS = tuple(_SAYING)


def say(form: EntryForm, refusal: Exception) -> None:
    """Put the refusal into words where its reader looks for them."""
    _SAYING[type(refusal)](form, refusal)

"""The office's words for what the domain keeps as codes, and for why it refuses."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.shared.clock import full_day_text
from blueprints.shared.line_words import LINE_TEXTS
from domain.people import absences, departures, merging, records
from domain.people.placed_together import PlacedTogether

OFFICES = {
    None: "",
    "secretary": _l("Secretary"),
    "deputy_secretary": _l("Deputy secretary"),
    "committee": _l("Committee member"),
}
LEAVING = {
    "transferred": _l("Transferred out"),
    "retired": _l("Retired"),
    "resigned": _l("Resigned"),
    "deceased": _l("Deceased"),
}
MERGED_ACCOUNT = {
    "none": _l("There is no account to move."),
    "moves": _l("The account moves to the record that is kept."),
    "disabled": _l(
        "Both have an account: the one of the merged record is disabled and its roles lapse."
    ),
}
REFUSALS = (
    *LINE_TEXTS,
    absences.AlreadyAway,
    departures.NotTakenBack,
    merging.HoldsTwoHands,
    merging.NotUndone,
    merging.SamePerson,
    PlacedTogether,
    records.NotToBeNamed,
    records.StaffNoAlike,
    records.StaffNoTaken,
    records.StillHere,
)


def why_refused(error: Exception) -> str:
    """One sentence: what is in the way, and what to do about it."""
    return _TEXTS[type(error)](error)


def _not_named(error: records.NotToBeNamed) -> str:
    return _("%(name)s cannot be named: it has to be another person who is here.",
             name=error.person.name)  # fmt: skip


def _taken(error: records.StaffNoTaken) -> str:
    if error.person is None:
        return _("Somebody else has this staff number.")
    return _("This staff number is or was that of %(name)s.", name=error.person.name)


def _alike(error: records.StaffNoAlike) -> str:
    return _(
        "There is a staff number %(staff_no)s: it differs by leading zeros only.",
        staff_no=error.staff_no,
    )


def _away(error: absences.AlreadyAway) -> str:
    return _(
        "There is an absence from %(from_day)s to %(to_day)s already.",
        from_day=full_day_text(error.absence.from_on), to_day=full_day_text(error.absence.to_on),
    )  # fmt: skip


def _not_undone(error: merging.NotUndone) -> str:
    return {
        "done": _("This merge was taken apart before."),
        "late": _("A merge can be taken apart for 30 days only."),
        "changed": _("A line that moved with the merge was changed since: correct it by hand."),
    }[error.reason]


_TEXTS = {
    absences.AlreadyAway: _away,
    **LINE_TEXTS,
    departures.NotTakenBack: lambda _error: _(
        "The leaving is long past, or something was recorded since: record a return instead."
    ),
    merging.HoldsTwoHands: lambda _error: _(
        "Each of the two keeps an account of the administrator, security officer or auditor. "
        "Nobody may hold two: the administrator has to end one first."
    ),
    merging.NotUndone: _not_undone,
    merging.SamePerson: lambda _error: _("That is the same record."),
    PlacedTogether: lambda _error: _(
        "In a placement one of the two guides the other, or takes over from the other: "
        "they are two people."
    ),
    records.NotToBeNamed: _not_named,
    records.StaffNoAlike: _alike,
    records.StaffNoTaken: _taken,
    records.StillHere: lambda _error: _("This person has not left."),
}

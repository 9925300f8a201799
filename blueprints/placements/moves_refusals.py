"""Why a step of a hand-over, report, opinion or return was not taken, in words."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.shared.clock import full_day_text
from domain.placements import hand_over, opinions, placement_files, reports, returning


def _full(one: placement_files.TooManyFiles) -> str:
    return ngettext(
        "There is room for %(num)d more file.", "There is room for %(num)d more files.", one.room
    )


def _days(one: opinions.SignedOutside) -> str:
    return _(
        "Choose a day from %(first)s to %(last)s.", first=full_day_text(one.first),
        last=full_day_text(one.last),
    )  # fmt: skip


def _return_days(one: returning.ReturnOutside) -> str:
    if one.first > one.last:
        return _("The first day back would be %(day)s, which is still to come.",
                 day=full_day_text(one.first))  # fmt: skip
    return _(
        "Choose a day from %(first)s to %(last)s.", first=full_day_text(one.first),
        last=full_day_text(one.last),
    )  # fmt: skip


SAYING: Mapping[type[Exception], Callable] = {
    hand_over.NotTheGiver: lambda _one: _(
        "The list is kept by who moves, or by who decides on the rotation."
    ),
    hand_over.NotTheReceiver: lambda _one: _("Only who takes over signs."),
    hand_over.NoReceiver: lambda _one: _("Say first who takes over."),
    hand_over.NothingTicked: lambda _one: _("Nothing changed: tick what is meant first."),
    hand_over.TooManyItems: lambda one: ngettext(
        "The list takes %(num)d more thing.", "The list takes %(num)d more things.", one.room
    ),
    hand_over.ItemMovedOn: lambda _one: _(
        "Nothing changed: it was handed over, given back or signed for meanwhile."
    ),
    reports.NotTheWriter: lambda _one: _("You write no reports in this placement."),
    reports.NotTheReader: lambda _one: _("The report is answered by who guides or leads."),
    reports.AnsweredAlready: lambda _one: _("Nothing changed: the report is answered already."),
    opinions.NotTheSigner: lambda _one: _("You do not sign for this side."),
    opinions.NotAskedYet: lambda _one: _("This opinion is not asked for yet."),
    opinions.SaidOtherwise: lambda _one: _(
        "Somebody signed or corrected this opinion after you opened it. What stands now is on the "
        "page of the placement; send yours again to correct it."
    ),
    opinions.SignedOutside: _days,
    opinions.NoScan: lambda _one: _("Choose the scan of what the unit signed."),
    opinions.NoSigner: lambda _one: _("Say who signed for the unit."),
    placement_files.TooManyFiles: _full,
    returning.NotWhoReturns: lambda _one: _(
        "The return is noted by who was seconded, or by who decides on the placement."
    ),
    returning.BackAlready: lambda one: _(
        "It is noted already: back since %(day)s.", day=full_day_text(one.on)
    ),
    returning.ReturnOutside: _return_days,
}  # fmt: skip
BESIDE = {
    hand_over.TooManyItems: "texts", opinions.SignedOutside: "signed_on",
    opinions.NoScan: "proofs", opinions.NoSigner: "signed_name",
    placement_files.TooManyFiles: "proofs", returning.ReturnOutside: "on",
}  # fmt: skip

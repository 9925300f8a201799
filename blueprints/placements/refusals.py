"""Why a step of a placement was not taken, in words; with the rule that says so."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.placements import moves_refusals, talk_refusals
from blueprints.placements.loading import placement_url
from blueprints.placements.words import STATES
from blueprints.shared.clock import full_day_text
from blueprints.shared.conversion_words import word
from blueprints.shared.saving import saved_or_told
from domain.people import spans
from domain.placements import agreeing, deciders, moves, pairs, proposals, proposing, running
from domain.placements.holding import NotInState
from domain.placements.rotation_book import Words
from domain.placements.succession import NoPairToSucceed
from domain.versions import Stale
from models import Placement


def _range(one: running.EndOutOfRange) -> str:
    if one.first > one.last:
        return _(
            "It is planned until %(day)s, which is still to come: end it early instead.",
            day=full_day_text(one.first),
        )
    return _(
        "Choose a day from %(first)s to %(last)s.", first=full_day_text(one.first),
        last=full_day_text(one.last),
    )  # fmt: skip


def _source(source: Words) -> str:
    return word(source) if source else _("rules of placements")


def _length(one: proposals.LengthRefused) -> str:
    least, most, source = one.rules.least_months, one.rules.most_months, _source(one.rules.source)
    if least is None:
        return _("It lasts at most %(most)d months. Rule: %(source)s.", most=most, source=source)
    if most is None:
        return _("It lasts at least %(least)d months. Rule: %(source)s.", least=least,
                 source=source)  # fmt: skip
    return _(
        "It lasts from %(least)d to %(most)d months. Rule: %(source)s.", least=least, most=most,
        source=source,
    )  # fmt: skip


def _gone(one: spans.PersonGone) -> str:
    return _(
        "%(name)s is not here any more on %(day)s.", name=one.person.name,
        day=full_day_text(one.day),
    )  # fmt: skip


def _overlap(one: spans.LinesOverlap) -> str:
    if one.line is None:
        return _("Somebody else changed the posts of this person just now. Try again.")
    return _(
        "A post that begins on %(day)s is in the way: two main posts never overlap.",
        day=full_day_text(one.line.from_on),
    )  # fmt: skip


SAYING: Mapping[type[Exception], Callable] = {
    NotInState: lambda one: _(
        "Nothing changed: the placement is %(state)s.", state=str(STATES[one.found.state]).lower()
    ),
    Stale: lambda _one: _(
        "Nothing changed: it was changed after you read it. Read it again, then decide."
    ),
    proposing.NotYours: lambda _one: _(
        "You neither propose nor decide on a placement of this kind of this person."
    ),
    deciders.OwnPlacement: lambda _one: _(
        "Nobody decides on a placement of their own: whoever is placed, guides or takes over "
        "leaves it to HR or to another leader of the unit."
    ),
    running.NotOfThisKind: lambda _one: _("A rotation has no planned end."),
    running.NotLater: lambda one: _(
        "An extension ends after the day planned so far, %(day)s.", day=full_day_text(one.planned)
    ),
    running.EndOutOfRange: _range,
    agreeing.NotAParty: lambda _one: _("You have agreed already, or are none of the parties."),
    moves.PastMovedOn: lambda _one: _(
        "A later paper changed the posts of this person since. Correct the history instead."
    ),
    NoPairToSucceed: lambda _one: _(
        "A pair succeeds one of the same mentee that runs still and has no successor yet."
    ),
    pairs.NotFlagged: lambda _one: _("Nothing changed: nobody of the pair was moved."),
    proposals.EndBeforeStart: lambda _one: _("The last day comes before the first."),
    proposals.NoEnd: lambda _one: _("Say until which day it is planned."),
    proposals.MentorOfOneself: lambda _one: _("Nobody is the mentor of oneself."),
    proposals.ReceiverOfOneself: lambda _one: _("Nobody hands over to oneself."),
    proposals.TooManyMentees: lambda one: _(
        "A mentor guides at most %(most)d people at once, and this one does in these days. "
        "Rule: %(source)s.", most=one.most, source=_source(one.source),
    ),
    proposals.LengthRefused: _length,
    proposals.PairStands: lambda one: _(
        "The two are a pair in these days already, since %(day)s.",
        day=full_day_text(one.other.from_on),
    ),
    proposals.NoHomePost: lambda one: _(
        "A secondment lies over a home post, and this person holds no main post on %(day)s.",
        day=full_day_text(one.day),
    ),
    proposals.SecondmentsOverlap: lambda one: _(
        "The person is seconded in these days already: %(first)s to %(last)s.",
        first=full_day_text(one.other.from_on),
        last=full_day_text(one.other.ended_on or one.other.planned_to_on),
    ),
    proposals.HostIsHome: lambda _one: _("The host is another unit than that of the home post."),
    proposals.HostClosed: lambda one: _(
        "The host unit was closed on %(day)s.", day=full_day_text(one.unit.closed_on)
    ),
    proposals.SamePost: lambda _one: _("The person holds this post already."),
    proposals.RotationStands: lambda one: _(
        "Another rotation of this person is planned, for %(day)s.",
        day=full_day_text(one.other.from_on),
    ),
    proposals.PaperTooOld: lambda one: _(
        "The document is older than the first post of this person, held since %(day)s.",
        day=full_day_text(one.first_on),
    ),
    spans.PersonGone: _gone,
    proposals.LeavesBefore: _gone,
    spans.ClosedOn: lambda one: _(
        "This post does not stand any more on %(day)s.", day=full_day_text(one.day)
    ),
    spans.LinesOverlap: _overlap,
    **talk_refusals.SAYING,
    **moves_refusals.SAYING,
}  # fmt: skip
REFUSALS = tuple(SAYING)
# Where the reason is shown; else above the form.
BESIDE = {
    proposing.NotYours: "person", proposals.EndBeforeStart: "planned_to_on",
    proposals.NoEnd: "planned_to_on", proposals.LeavesBefore: "planned_to_on",
    proposals.LengthRefused: "planned_to_on",
    proposals.MentorOfOneself: "mentor", NoPairToSucceed: "person",
    proposals.ReceiverOfOneself: "receiver", proposals.TooManyMentees: "mentor",
    proposals.PairStands: "mentor", proposals.NoHomePost: "person",
    proposals.SecondmentsOverlap: "from_on", proposals.HostIsHome: "host_unit",
    proposals.HostClosed: "host_unit", proposals.SamePost: "to_post",
    proposals.RotationStands: "person", proposals.PaperTooOld: "document_on",
    spans.PersonGone: "from_on", spans.ClosedOn: "to_post", spans.LinesOverlap: "from_on",
    running.NotLater: "to_on", running.EndOutOfRange: "on", **talk_refusals.BESIDE,
    **moves_refusals.BESIDE,
}  # fmt: skip


def why_refused(refusal: Exception) -> str:
    return SAYING[type(refusal)](refusal)


def show_why(form, refusal: Exception) -> None:
    """The reason beside its field, or above the form where that is not asked."""
    name = BESIDE.get(type(refusal), "")
    text = why_refused(refusal)
    if name and name in form:
        form[name].errors = [*form[name].errors, text]
    else:
        form.form_errors.append(text)


def do(
    placement: Placement,
    step: Callable[[], object],
    message: str | Callable[[], str],
    anchor: str = "",
) -> Response:
    """Take the step and go back to it; a refused one says why and changes nothing."""
    place = placement_url(placement, anchor)
    return saved_or_told(place, step, message, refusals=REFUSALS, why=why_refused)

"""Judges, their sheets and what stands in the way of scoring, in words."""

from collections.abc import Callable, Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.lectures.refusals import SAYING as COMMON
from blueprints.lectures.words import BARS
from blueprints.shared import naming
from domain.lectures import (
    assigning,
    ballot_links,
    doubled,
    judges,
    paper,
    progress,
    recusal,
    running,
)
from domain.lectures.progress import Task
from domain.lectures.running import Doubt, Lack, Readiness
from domain.lectures.whereabouts import Barred
from models import Lecture

STANDINGS = {
    progress.NOT_BEGUN: _l("not begun"), progress.BEGUN: _l("begun"),
    progress.TYPED_ONCE: _l("paper typed once"), progress.TYPED_APART: _l("typings differ"),
    progress.SEALED: _l("sealed"), progress.RETURNED: _l("given back"),
    progress.RECUSED: _l("recused"),
}  # fmt: skip
STANDING_TAGS = {
    progress.SEALED: "done", progress.RETURNED: "due", progress.TYPED_APART: "due",
}  # fmt: skip
# Where a cell is narrow: one character each, explained beside the table.
SIGNS = {
    progress.NOT_BEGUN: "○", progress.BEGUN: "◐", progress.TYPED_ONCE: "①",
    progress.TYPED_APART: "≠", progress.SEALED: "●", progress.RETURNED: "↩",
    progress.RECUSED: "–",
}  # fmt: skip
DOUBTS = {
    Doubt.UNCONFIRMED: _l("The rubric is a proposal: it is not marked as confirmed."),
    Doubt.NOT_LINKED: _l(
        "Judges do not link all lectures with each other: places would be given in each panel only."
    ),
    Doubt.ONE_ABSENCE: _l("The absence of one judge would break something: see below."),
    Doubt.DAY_PAST: _l("The day by which sheets are due is past."),
    Doubt.NO_TIMES: _l("Some lectures have no time yet."),
}


def barred_text(refused: Barred) -> str:
    name = {"number": refused.judge.number, "topic": refused.lecture.topic}
    if refused.bar is None:
        return _("Judge %(number)d may not score “%(topic)s”.", **name)
    return _(
        "Judge %(number)d may not score “%(topic)s”: %(why)s.", why=str(BARS[refused.bar]), **name
    )


SAYING: Mapping[type[Exception], Callable] = {
    **COMMON,
    **naming.SAYING,
    judges.JudgesAlready: lambda _one: _("Is a judge of this series already."),
    judges.TooManyJudges: lambda _one: _(
        "A series takes %(most)d judges.", most=judges.MOST_JUDGES
    ),
    judges.HasSealed: lambda one: ngettext(
        "%(num)d sheet of this judge is begun or sealed. Recuse the judge from the others, for a "
        "reason.",
        "%(num)d sheets of this judge are begun or sealed. Recuse the judge from the others, for "
        "a reason.",
        one.begun,
    ),
    Barred: barred_text,
    assigning.Begun: lambda one: ngettext(
        "Nothing was saved: %(num)d sheet that you took off is begun. Recuse the judge, for a "
        "reason.",
        "Nothing was saved: %(num)d sheets that you took off are begun. Recuse the judges, for a "
        "reason.",
        len(one.tasks),
    ),
    assigning.ChangedSince: lambda one: _(
        "Nothing was saved: since you opened the table others have assigned %(came)d and taken "
        "away %(went)d. Your ticks are kept, the others' are marked: look at them, then save "
        "again.",
        came=one.came,
        went=one.went,
    ),
    assigning.WasRecused: lambda _one: _(
        "Nothing was saved: a judge who was recused from a lecture does not score it again."
    ),
    recusal.AlreadySealed: lambda _one: _(
        "The sheet is sealed, or was sealed before: it is too late to be recused."
    ),
    recusal.NotOpen: lambda _one: _("Nothing changed: it was settled meanwhile."),
    doubled.NotDoubled: lambda _one: _(
        "Nothing changed: no other sheet of the same person counts for this lecture."
    ),
    running.AlreadyPublished: lambda _one: _(
        "Results are published: give single sheets back instead."
    ),
    running.OwnSheet: lambda _one: _(
        "It is your own sheet: another organiser gives it back, where there is a reason."
    ),
    running.NotSealed: lambda _one: _("Nothing changed: the sheet is not sealed."),
    running.SheetsWanting: lambda one: ngettext(
        "%(num)d sheet is not sealed. Say why it is done without.",
        "%(num)d sheets are not sealed. Say why it is done without.",
        len(one.tasks),
    ),
    running.NotReady: lambda _one: _("Scoring is not opened: see what is lacking."),
    ballot_links.NotOutside: lambda _one: _(
        "Only judges from outside need a link: everybody else signs in."
    ),
    paper.TwoHaveTyped: lambda _one: _("Two others have typed this sheet."),
    paper.OwnSheet: lambda _one: _(
        "It is your own sheet: seal it on its page, or let two others type it."
    ),
    paper.BegunElsewhere: lambda _one: _(
        "The judge has begun this sheet on a screen: what is there is not written over. Ask the "
        "judge to seal it there."
    ),
    paper.NotTyped: lambda _one: _("Nothing changed: it was thrown away meanwhile."),
    paper.SheetSealed: lambda _one: _("Nothing was saved: the sheet is sealed."),
    paper.NotTheirs: lambda _one: _(
        "Nothing was saved: the judge does not score this lecture any more."
    ),
}
REFUSALS = tuple(SAYING)


def recusal_text(reason: str) -> str:
    """Why a judge is recused; by the program, where nobody typed a reason."""
    if reason == recusal.BARRED:
        return _("By the register of branches and units the judge may not score it any more.")
    return reason


def why_refused(refusal: Exception) -> str:
    return SAYING[type(refusal)](refusal)


def lack_step(lack: Lack, place: str) -> tuple[str, str]:
    """Where it is made good, and what the link says; ``place`` of the series."""
    if lack is Lack.NO_LECTURES:
        return f"{place}/new", _("Add a lecture")
    if lack is Lack.NOT_DRAWN:
        return f"{place}/draw", _("Draw the order")
    return f"{place}/judges", _("Judges and assignments")


def lack_text(lack: Lack, found: Readiness) -> str:
    if lack is Lack.NO_LECTURES:
        return _("The series has no lectures.")
    if lack is Lack.NOT_DRAWN:
        return _("The order of the lectures is not drawn.")
    return _(
        "A place needs %(needed)d judges. Too few have: %(topics)s", needed=found.needed,
        topics=_(", ").join(one.topic for one in found.few),
    )  # fmt: skip


def absence_lines(
    found: Readiness, names: Mapping[object, str], lectures: Iterable[Lecture]
) -> list[str]:
    """What the absence of one judge would break, a line for each judge."""
    topics = {one.id: one.topic for one in lectures}
    lines = []
    for one in found.absences:
        said = []
        if one.panels > 1:
            said.append(
                ngettext(
                    "the lectures fall into %(num)d panel that cannot be compared",
                    "the lectures fall into %(num)d panels that cannot be compared",
                    one.panels,
                )
            )
        if one.few:
            some = _(", ").join(topics[lecture] for lecture in one.few)
            said.append(_("too few judges are left for %(topics)s", topics=some))
        lines.append(
            _("Without %(name)s: %(said)s.", name=names[one.judge], said=_("; ").join(said))
        )
    return lines


def counted(tasks: Iterable[Task]) -> dict[str, int]:
    """How many sheets are asked for, and how many are in."""
    asked = [one for one in tasks if not one.recused]
    return {"asked": len(asked), "sealed": sum(not one.is_open for one in asked)}

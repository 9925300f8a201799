"""The office's words for acts upon the organisation, and for why one is refused."""

import json

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.shared.clock import full_day_text
from domain.organisation import branches, changes, posts, units
from domain.organisation.lists import ChangeRow

KINDS = {
    "opened": _l("Opened"),
    "renamed": _l("Renamed"),
    "moved": _l("Moved"),
    "merged": _l("Merged into another"),
    "edited": _l("Edited"),
    "closed": _l("Closed"),
}
REFUSALS = (
    branches.SameBranch,
    changes.AlreadyClosed,
    changes.ChangedSince,
    changes.NameTaken,
    changes.NotYet,
    posts.OwnDeputy,
    units.BelowItself,
    units.BothHaveUnit,
    units.OutsideHasNoTree,
    units.StillHasMembers,
    units.StillInUse,
    units.WouldLoop,
)


def why_refused(error: Exception) -> str:
    """One sentence: what is in the way, and what to do about it."""
    return _TEXTS[type(error)](error)


def change_text(row: ChangeRow) -> str:
    """An old name, where the act changed one; else nothing."""
    before, after = json.loads(row.before), json.loads(row.after)
    for column in ("name", "title"):
        if before.get(column):
            return _("%(old)s became %(new)s", old=before[column], new=after[column])
    return ""


def _in_use(error: units.StillInUse) -> str:
    has = error.contents
    if not (has.units or has.posts or has.branches):
        return ngettext(
            "It still has %(num)d person. Move them first.",
            "It still has %(num)d people. Move them first.",
            has.people,
        )
    parts = [
        ngettext("%(num)d person", "%(num)d people", has.people) if has.people else "",
        ngettext("%(num)d unit below it", "%(num)d units below it", has.units) if has.units else "",
        ngettext("%(num)d post", "%(num)d posts", has.posts) if has.posts else "",
        ngettext("%(num)d branch", "%(num)d branches", has.branches) if has.branches else "",
    ]
    named = _(", ").join(part for part in parts if part)
    return _("It still has %(contents)s. Move or close these first.", contents=named)


_TEXTS = {
    branches.SameBranch: lambda _error: _("Choose another one to merge into."),
    changes.AlreadyClosed: lambda error: _(
        "It was closed on %(day)s.", day=full_day_text(error.record.closed_on)
    ),
    changes.ChangedSince: lambda error: _(
        "It was opened or changed on %(day)s: choose that day or a later one.",
        day=full_day_text(error.day),
    ),
    changes.NameTaken: lambda error: _(
        "There is a “%(name)s” in this place already. Rename or close one of the two first.",
        name=error.name,
    ),
    changes.NotYet: lambda _error: _(
        "The day lies in the future. Changes of the organisation are recorded once they hold."
    ),
    posts.OwnDeputy: lambda _error: _("A post cannot be its own deputy."),
    units.BelowItself: lambda _error: _("A unit cannot stand below itself. Choose another one."),
    units.BothHaveUnit: lambda error: _(
        "Both %(kept)s and %(merged)s have a “%(name)s” below them. Rename or close one of the two "
        "first.",
        kept=error.kept.name,
        merged=error.merged.name,
        name=error.name,
    ),
    units.OutsideHasNoTree: lambda _error: _(
        "An outside unit is a name only: nothing stands below it, nor it below anything."
    ),
    units.StillHasMembers: lambda error: ngettext(
        "It still has %(num)d person. Move them or merge the branch first.",
        "It still has %(num)d people. Move them or merge the branch first.",
        error.contents.people,
    ),
    units.StillInUse: _in_use,
    units.WouldLoop: lambda error: _(
        "%(name)s stands below it: a unit cannot stand below itself.", name=error.unit.name
    ),
}

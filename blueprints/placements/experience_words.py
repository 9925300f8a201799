"""Experience in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from blueprints.placements.history_words import months_text
from blueprints.shared.strand_words import STRANDS
from domain.placements.experience import ExperienceRow
from domain.placements.strand_time import Experience

COLUMNS = {**STRANDS, "grass_roots": _l("Grass roots"), "seconded": _l("Seconded")}


def strand_text(strand: str) -> str:
    return str(STRANDS[strand]) if strand else ""


def ranks_text(experience: Experience) -> str:
    """Each rank with the time in it, in the order in which they were first held."""
    return _("; ").join(
        _("%(rank)s %(time)s", rank=rank, time=months_text(months))
        for rank, months in experience.ranks.items()
    )


def experience_text(experience: Experience) -> str:
    """What there is of it, in one line."""
    return _(", ").join(
        _("%(strand)s %(time)s", strand=label, time=months_text(experience.months(name)))
        for name, label in COLUMNS.items()
        if experience.months(name)
    )


def mentor_text(row: ExperienceRow, guides: int, most: int | None) -> str:
    """What somebody who is named as a mentor brings, and whom they guide already."""
    brings = experience_text(row.experience) or _("no post recorded")
    if most is None:
        return ngettext(
            "%(name)s: %(brings)s; guides %(num)d person.",
            "%(name)s: %(brings)s; guides %(num)d people.", guides, name=row.name, brings=brings,
        )  # fmt: skip
    return _(
        "%(name)s: %(brings)s; guides %(num)d of at most %(most)d.", name=row.name, brings=brings,
        num=guides, most=most,
    )  # fmt: skip

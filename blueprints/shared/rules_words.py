"""Why a pack cannot be kept or adopted, in words."""

from flask_babel import gettext as _

from blueprints.shared.clock import full_day_text
from blueprints.shared.errors import year_closed_text
from domain.hours.adoptions import AdoptionsOverlap, NotInItsDays, ReasonMissing
from domain.hours.packs import PackInForceChanged
from domain.hours.years import YearClosed
from domain.kept_rules import BeginsInThePast, RuleChanged


def version_kept_text(changed: PackInForceChanged | RuleChanged) -> str:
    return _(
        "%(pack)s, version %(version)d, is loaded with another text: raise its version.",
        pack=changed.slug, version=changed.version,
    )  # fmt: skip


def version_refusal(refused: BeginsInThePast | PackInForceChanged | RuleChanged) -> str:
    """Why a version of rules is not taken in."""
    if not isinstance(refused, BeginsInThePast):
        return version_kept_text(refused)
    return _(
        "effective_from: a new version rewrites nothing: let it hold from %(day)s or later.",
        day=full_day_text(refused.today),
    )  # fmt: skip


def adoption_refusal(refused: Exception) -> str:
    """One of the ``REFUSALS`` of an adoption in a sentence."""
    if isinstance(refused, NotInItsDays):
        return _own_days(refused)
    if isinstance(refused, AdoptionsOverlap):
        return _(
            "%(pack)s, line %(line)d (%(field)s): its days meet those of %(other)s, version "
            "%(version)d, in force %(from_on)s–%(to_on)s. Choose another day, or give the pack "
            "another last day.",
            pack=refused.slug, line=refused.line, field=refused.field, other=refused.other.slug,
            version=refused.other.version, from_on=full_day_text(refused.other.from_on),
            to_on=full_day_text(refused.other.to_on) if refused.other.to_on else "",
        )  # fmt: skip
    if isinstance(refused, ReasonMissing):
        return _("Say why: the paper or the meeting that decided it.")
    if isinstance(refused, YearClosed):
        return year_closed_text(refused)
    raise refused


def _own_days(refused: NotInItsDays) -> str:
    values = {
        "pack": refused.slug, "line": refused.line, "field": refused.field,
        "day": full_day_text(refused.day),
    }  # fmt: skip
    if refused.field == "effective_from":
        return _("%(pack)s, line %(line)d (%(field)s): it begins on %(day)s.", **values)
    return _("%(pack)s, line %(line)d (%(field)s): it ends on %(day)s.", **values)

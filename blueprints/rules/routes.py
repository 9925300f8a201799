import sqlalchemy as sa
from flask import Blueprint, render_template
from flask_babel import gettext as _

from blueprints.shared.access import allow
from blueprints.shared.clock import hours_text, today
from blueprints.shared.hours_words import pack_text, part_word, rate_text, word
from domain.hours.packs import NoPackInForce, pack_in_force, packs_of
from models import RulePack, db

bp = Blueprint("rules", __name__)


@bp.get("/rules")
@allow("rules.see")
def index():
    """The rules in force, each number with its source, and every pack that was loaded."""
    ids = db.session.scalars(
        sa.select(RulePack.id).order_by(RulePack.effective_from.desc(), RulePack.id.desc())
    ).all()
    packs = packs_of(set(ids))
    try:
        in_force = pack_in_force(today())[0]
    except NoPackInForce:
        in_force = None
    return render_template(
        "rules/index.html", packs=[packs[one] for one in ids],
        shown=packs.get(in_force), word=word, rate_text=rate_text, part_word=part_word,
        pack_text=pack_text, required_text=_required_text,
    )  # fmt: skip


def _required_text(pack, requirement) -> str:
    parts = _(", ").join(
        _("%(part)s %(hours)s", part=part_word(pack, part), hours=hours_text(least))
        for part, least in requirement.parts.items()
    )
    return _("%(total)s hours a year: %(parts)s", total=hours_text(requirement.total), parts=parts)

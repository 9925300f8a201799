"""A pair: whom it succeeds, whether it went quiet, and whether one of the two was moved."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_login import current_user

from blueprints.placements.blueprint import bp
from blueprints.placements.forms import ReasonForm
from blueprints.placements.life import step_page
from blueprints.placements.loading import decides, to_decide_or_404
from blueprints.shared.access import allow
from blueprints.shared.clock import now, today
from domain.placements import pairs, shown
from domain.placements.holding import RUNNING, UNDER_WAY
from domain.placements.reach import MENTORSHIP, may_propose
from domain.placements.rotation_book import MentorshipRules
from domain.placements.rotation_rules import rules_on
from models import Placement


def parts(placement: Placement) -> dict[str, object]:
    """At most five queries; none where it is no pair."""
    if placement.kind != MENTORSHIP:
        return {"pair": None}
    former, after = shown.pairs_about(placement)
    runs = placement.state in RUNNING
    rules = rules_on(today()).mentorship
    open_ = runs and after is None
    moved = open_ and placement.flagged_on is not None
    kept = open_ and not moved and pairs.goes_on(placement)
    return {
        "pair": {
            "former": former, "after": after, "moved": moved,
            "goes_on": kept,
            "may_succeed": (moved or kept) and (decides(placement) or _may_propose(placement)),
            "rules": rules, "quiet_since": _quiet_since(placement, rules),
        }
    }  # fmt: skip


def _may_propose(placement: Placement) -> bool:
    return may_propose(placement.kind, placement.person_id, current_user, today=today())


def _quiet_since(placement: Placement, rules: MentorshipRules) -> date | None:
    """Since when a pair under way has had no confirmed talk, where that is too long."""
    if placement.state != UNDER_WAY or rules.quiet_after_days is None:
        return None
    since = pairs.last_on(placement) or placement.from_on
    return since if since < today() - timedelta(days=rules.quiet_after_days) else None


@bp.route("/<int:placement_id>/continuation", methods=["GET", "POST"])
@allow("placements.approve")
def go_on(placement_id: int):
    """The pair goes on although one of the two was moved."""
    placement, form = to_decide_or_404(placement_id), ReasonForm()
    return step_page(
        placement, form, _("The pair goes on"), _("No successor is asked for any more."),
        lambda: pairs.keep_pair(
            placement, form.reason.data, current_user, today=today(), now=now()
        ),
    )  # fmt: skip

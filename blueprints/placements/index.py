"""Placements of the visitor: those in which they stand, and those of the branch they serve."""

from flask import render_template, url_for
from flask_login import current_user

from blueprints.placements import register_words, words
from blueprints.placements.blueprint import bp
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.paging import PAGE_SIZE, Page, page_number
from domain.access import may, reach
from domain.placements.reach import KEEP, LIST, MENTORSHIP, PROPOSE, SEE, concerns, of_branches
from domain.placements.registers import Wanted, register_page


@bp.get("")
@allow("placements.see")
def index():
    """The own ones, the latest first; a secretary's mentorships below. Six queries."""
    person_id, covered = current_user.person_id, reach(current_user, SEE)
    own = None
    if person_id is not None:
        own = register_page(concerns(person_id), Wanted(), today=today(), size=None)
    branch = None
    if covered.branch_ids:
        scope = of_branches(covered.branch_ids, today())
        asked = Wanted(kind=MENTORSHIP)
        branch = register_page(scope, asked, today=today(), page=page_number(), size=PAGE_SIZE)
    return render_template(
        "placements/index.html", own=own, branch=branch, words=words,
        told=register_words, page=Page(branch.number, branch.total) if branch else None,
        may_list=may(current_user, LIST), may_keep=may(current_user, KEEP),
        may_propose=may(current_user, PROPOSE), here=url_for("placements.index"),
    )  # fmt: skip

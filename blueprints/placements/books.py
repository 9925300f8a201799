"""The task books of a placement, and how far they are."""

from flask_login import current_user

from blueprints.placements.loading import decides
from blueprints.shared.clock import today
from blueprints.shared.task_words import BOOK_STATES
from domain.access import may
from domain.placements.holding import PROPOSED, RUNNING
from domain.placements.reach import KEEP
from domain.taskbooks import lists
from domain.taskbooks.reach import PLACEMENT
from models import Placement


def parts(placement: Placement) -> dict[str, object]:
    """One query."""
    own = current_user.person_id in {placement.person_id, placement.mentor_id} - {None}
    keeps = own or decides(placement) or may(current_user, KEEP)
    return {
        "task_books": lists.rows_of(PLACEMENT, placement.id, current_user, today=today()),
        "task_book_states": BOOK_STATES,
        "may_write_book": keeps and placement.state in (PROPOSED, *RUNNING),
    }

"""What branches owe of study first, moved by several at the same instant."""

from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.groupstudy import duties
from models import GroupStudy, Matter, db
from tests.domain.test_confirming_together import app, reading, together
from tests.factories import make_branch, make_secretary
from tests.gatherings import DAY, NOON, load_rule, make_gathering

__all__ = ["app"]
BY = {"actor": Actor(None), "now": NOON}


def prepare(app) -> tuple[int, int]:
    """A branch with a secretary and a gathering that is to be closed; the ids of both."""
    with app.app_context():
        load_rule()
        branch = make_branch()
        make_secretary(branch)
        found = branch.id, make_gathering(branch).id
        db.session.remove()
    return found


def daily() -> int:
    with writing():
        return duties.daily(**BY)


def matters(app) -> list[tuple[str, str]]:
    with reading(app):
        rows = db.session.query(Matter).filter_by(kind="rhythm").order_by(Matter.id)
        return [(one.state, one.outcome) for one in rows]


def test_of_daily_runs_at_once_one_raises_what_is_asked(app):
    prepare(app)
    assert sorted(together(app, daily, daily, daily)) == [0, 0, 2]
    assert matters(app) == [("open", ""), ("open", "")]


def test_a_daily_run_beside_a_closing_leaves_nothing_owed_that_was_held(app):
    branch_id, gathering_id = prepare(app)
    with app.app_context():
        daily()
        db.session.remove()

    def close() -> None:
        with writing():
            gathering = db.session.get_one(GroupStudy, gathering_id)
            gathering.state, gathering.closed_at = "closed", NOON
            duties.follow({branch_id}, DAY, **BY)

    together(app, close, daily)
    assert matters(app) == [("closed", "held"), ("closed", "held")]

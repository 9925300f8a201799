"""The screens. ``register_blueprints`` is the one list of them."""

from flask import Flask

from blueprints.account import bp as account_bp
from blueprints.admin import bp as admin_bp
from blueprints.audit import bp as audit_bp
from blueprints.auth import bp as auth_bp
from blueprints.board import bp as board_bp
from blueprints.commands import register_commands
from blueprints.desk import bp as desk_bp
from blueprints.groupstudy import bp as groupstudy_bp
from blueprints.groupstudy import calendar_bp
from blueprints.help import bp as help_bp
from blueprints.home import bp as home_bp
from blueprints.hours import bp as hours_bp
from blueprints.lectures import bp as lectures_bp
from blueprints.matters import bp as matters_bp
from blueprints.notices import bp as notices_bp
from blueprints.people import bp as people_bp
from blueprints.placements import bp as placements_bp
from blueprints.placements import rotation_bp
from blueprints.reading import bp as reading_bp
from blueprints.rubrics import bp as rubrics_bp
from blueprints.rules import bp as rules_bp
from blueprints.search import bp as search_bp
from blueprints.study import bp as study_bp
from blueprints.taskbooks import bp as taskbooks_bp
from blueprints.units import bp as units_bp
from blueprints.verify import bp as verify_bp


def register_blueprints(app: Flask) -> None:
    for blueprint in (
        account_bp,
        admin_bp,
        audit_bp,
        auth_bp,
        board_bp,
        calendar_bp,
        desk_bp,
        groupstudy_bp,
        help_bp,
        home_bp,
        hours_bp,
        lectures_bp,
        matters_bp,
        notices_bp,
        people_bp,
        placements_bp,
        reading_bp,
        rotation_bp,
        rubrics_bp,
        rules_bp,
        search_bp,
        study_bp,
        taskbooks_bp,
        units_bp,
        verify_bp,
    ):
        app.register_blueprint(blueprint)
    register_commands(app)

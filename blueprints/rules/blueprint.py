from flask import Blueprint

from blueprints.rules.kept_trials import init_kept_trials

bp = Blueprint("rules", __name__, url_prefix="/rules")
bp.record_once(init_kept_trials)

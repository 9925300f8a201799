from flask import Blueprint

bp = Blueprint("placements", __name__, url_prefix="/placements")
histories_bp = Blueprint("histories", __name__, url_prefix="/people")

from flask import Blueprint

bp = Blueprint("taskbooks", __name__, url_prefix="/task-books")

from flask import Blueprint

bp = Blueprint("lectures", __name__, url_prefix="/lectures")

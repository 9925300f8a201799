from flask import Blueprint

bp = Blueprint("groupstudy", __name__, url_prefix="/group-study")

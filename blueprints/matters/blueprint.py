from flask import Blueprint

bp = Blueprint("matters", __name__)

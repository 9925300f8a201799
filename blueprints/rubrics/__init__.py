"""Rubrics and the formula of the official score: read, written, rehearsed before they count."""

from flask import Blueprint

bp = Blueprint("rubrics", __name__, url_prefix="/rules/rubrics")

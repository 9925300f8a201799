"""429: too many wrong tries, and how long to wait."""

import math
from datetime import timedelta

from flask import make_response
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response


def say_wait(form: FlaskForm, wait: timedelta) -> FlaskForm:
    """The form, with the words for it at its head."""
    form.form_errors = [
        _("Too many wrong tries."),
        ngettext(
            "Wait %(num)d minute, then try again.",
            "Wait %(num)d minutes, then try again.",
            math.ceil(_seconds(wait) / 60),
        ),
        _("If you have forgotten your password, the administrator can give you a one-time link."),
    ]
    return form


def must_wait(page: str, wait: timedelta) -> Response:
    """The page as a 429 that says when to come again."""
    answer = make_response(page, 429)
    answer.headers["Retry-After"] = str(_seconds(wait))
    return answer


def _seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))

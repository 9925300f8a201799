"""The timer: started, and let go without logging anything. Stopping it opens the form."""

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.shared.access import allow
from blueprints.shared.clock import now, time_text
from blueprints.shared.saving import saved
from blueprints.study.blueprint import bp
from domain import timers


@bp.post("/timer")
@allow("entry.log")
def start_timer():
    """Start it; one that runs already goes on."""
    timer = timers.start_timer(current_user.person_id, actor=current_user.actor, now=now())
    text = _("The timer runs since %(time)s, also when this page is closed.",
             time=time_text(timer.started_at))  # fmt: skip
    return saved(_back(), text)


@bp.post("/timer/removal")
@allow("entry.log")
def discard_timer():
    ended = timers.end_timer(current_user.person_id, actor=current_user.actor, now=now())
    return saved(_back(), _("The timer is off; nothing was logged.") if ended else "", "quiet")


def _back() -> str:
    """Where the button stood: My study, or Today."""
    return url_for("study.entries" if request.form.get("from") == "study" else "home.today")

from flask import render_template

from blueprints.admin import bp
from blueprints.shared.access import allow
from blueprints.shared.selfcheck_words import all_well, look_around
from domain.selfcheck import State


@bp.get("/admin/settings")
@allow("settings.see")
def settings():
    """What this installation runs on and whether it keeps its promises; nothing is changed here."""
    looks = look_around()
    return render_template(
        "admin/settings.html", looks=looks, well=all_well(looks), good=State.GOOD, bad=State.BAD
    )

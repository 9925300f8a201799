"""One gathering: what it is, and what belongs to it, part by part."""

from flask import render_template
from flask_login import current_user

from blueprints.groupstudy import closing, door, files, minutes, questions, talks, words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_or_404
from blueprints.shared.access import allow
from blueprints.shared.forms import new_once_key
from domain.groupstudy.inviting import invitation_lines
from domain.groupstudy.planning import readings_of
from domain.groupstudy.reach import may_hold

PARTS = (door, closing, talks, questions, minutes, files)


@bp.get("/<int:gathering_id>")
@allow("group_study.see")
def show(gathering_id: int):
    """At most eighteen queries, however many people were there."""
    gathering = gathering_or_404(gathering_id)
    holds = may_hold(gathering, current_user)
    parts = {}
    for part in PARTS:
        parts |= part.parts(gathering, holds=holds)
    return render_template(
        "groupstudy/show.html", gathering=gathering, holds=holds, words=words,
        invited=invitation_lines(gathering.id), readings=readings_of(gathering.id),
        once=new_once_key(), **parts,
    )  # fmt: skip

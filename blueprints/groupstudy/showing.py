"""One gathering: what it is, and what belongs to it, part by part."""

from flask import render_template, request, url_for
from flask_login import current_user

from blueprints.groupstudy import closing, door, files, minutes, questions, talks, words
from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_or_404
from blueprints.groupstudy.step_words import people_in, step_lines
from blueprints.shared.access import allow
from blueprints.shared.clock import today
from blueprints.shared.forms import new_once_key
from domain.groupstudy import shown
from domain.groupstudy.credited import Line
from domain.groupstudy.reach import may_hold
from domain.taskbooks.lists import names_of
from models import GroupStudy

PARTS = (door, closing, talks, questions, minutes, files)
MOST_STEPS = 10


@bp.get("/<int:gathering_id>")
@allow("group_study.see")
def show(gathering_id: int):
    """At most seventeen queries, however many people were there."""
    gathering = gathering_or_404(gathering_id)
    holds = may_hold(gathering, current_user)
    parts = {}
    for part in PARTS:
        parts |= part.parts(gathering, holds=holds)
    return render_template(
        "groupstudy/show.html", gathering=gathering, holds=holds, words=words,
        head=shown.head_of(gathering, current_user),
        invited=shown.invited_shown(gathering.id, current_user, today=today()),
        readings=shown.readings_shown(gathering.id, current_user), once=new_once_key(),
        series=shown.series_of(gathering, current_user),
        **(_steps(gathering, parts["closed_lines"]) if holds else {}), **parts,
    )  # fmt: skip


def _steps(gathering: GroupStudy, lines: list[Line]) -> dict[str, object]:
    """The last steps in words, or every one with ``steps=all``. At most two queries.

    ``lines``: those whose names the visitor sees.
    """
    everything = request.args.get("steps") == "all"
    taken = shown.steps_of(gathering.id, most=None if everything else MOST_STEPS + 1)
    more = not everything and len(taken) > MOST_STEPS
    listed = taken[:MOST_STEPS] if more else taken
    names = names_of(people_in(listed))
    pages = {
        one.person_id: (one.name, url_for("groupstudy.marks", gathering_id=gathering.id,
                                          person_id=one.person_id))
        for one in lines
    }  # fmt: skip
    return {"steps": step_lines(listed, names, pages), "more_steps": more}

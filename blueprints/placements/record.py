"""The whole record of a placement, for paper, and as a Word file."""

from flask import render_template, request
from flask_login import current_user

from blueprints.placements import record_text
from blueprints.placements.blueprint import bp
from blueprints.placements.loading import placement_or_404, placement_url
from blueprints.placements.record_text import RecordParts
from blueprints.placements.words import KINDS
from blueprints.shared.access import allow
from blueprints.shared.word_files import send_word
from domain.placements import hand_over, opinions, reports, talk_sides
from domain.placements.shown import head_of, steps_of
from models import Placement


@bp.get("/<int:placement_id>/record")
@allow("placements.see")
def record(placement_id: int):
    """On A4; ``as=docx`` as Word. Seven queries."""
    placement = placement_or_404(placement_id)
    text = record_text.text_of(placement, _parts(placement))
    if request.args.get("as") == "docx":
        return send_word(record_text.word_of(text), f"{text.title} {text.name}.docx")
    return render_template(
        "placements/record.html", text=text, kind=KINDS[placement.kind],
        back=placement_url(placement),
    )  # fmt: skip


def _parts(placement: Placement) -> RecordParts:
    """The earliest first; talks that were confirmed, opinions as they stand."""
    talks = reversed(talk_sides.talks_of(placement))
    signed = opinions.signed_in(placement) if opinions.may_read(placement, current_user) else []
    return RecordParts(
        head_of(placement),
        hand_over.items_of(placement),
        [talk for talk, _name in talks if talk.state == talk_sides.CONFIRMED],
        list(reversed(reports.reports_of(placement))),
        [one for one in reversed(signed) if one.opinion.superseded_at is None],
        list(reversed(steps_of(placement))),
    )

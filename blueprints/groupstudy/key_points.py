"""The key points of a gathering, on a small form."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.groupstudy.blueprint import bp
from blueprints.groupstudy.loading import gathering_url, held_or_404
from blueprints.groupstudy.record_forms import KeyPointsForm
from blueprints.groupstudy.record_loading import too_late
from blueprints.shared.access import allow
from blueprints.shared.clock import now
from blueprints.shared.conflict import conflict_page
from blueprints.shared.paging import whole_number
from blueprints.shared.saving import saved, step_back
from domain.groupstudy.holding import NotInState
from domain.groupstudy.key_points import write_key_points
from domain.text import render_note
from domain.versions import Stale


@bp.route("/<int:gathering_id>/key-points", methods=["GET", "POST"])
@allow("group_study.hold")
def key_points(gathering_id: int):
    gathering, form = held_or_404(gathering_id), KeyPointsForm()
    if form.validate_on_submit():
        try:
            write_key_points(
                gathering, form.words.data, version=whole_number(form.version.data),
                actor=current_user.actor, now=now(),
            )  # fmt: skip
        except Stale:
            step_back()
            gathering = held_or_404(gathering_id)
            return conflict_page(
                form, {"words": gathering.key_points}, version=gathering.version,
                cancel_url=gathering_url(gathering),
            )  # fmt: skip
        except NotInState:
            return too_late(gathering_id, "talks")
        return saved(f"{gathering_url(gathering)}#talks", _("Saved."))
    if not form.is_submitted():
        form.words.data, form.version.data = gathering.key_points, str(gathering.version)
    page = render_template(
        "groupstudy/key_points.html", gathering=gathering, form=form,
        place=gathering_url(gathering), preview_url=url_for("groupstudy.preview"),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/preview")
@allow("group_study.see", gate="free")
def preview():
    """A text as it would be shown; nothing is written."""
    text = request.form.get("text", "").replace("\r\n", "\n")[:60_000]
    html = render_note(text)
    return render_template(
        "groupstudy/_preview.html", text=text if html is None else html,
        kind="plain-lines" if html is None else "note",
    )  # fmt: skip

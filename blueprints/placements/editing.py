"""What is written in a placement and changed later: its talks, its hand-over list, its reports."""

from collections.abc import Callable, Iterable

from blueprints.placements.loading import placement_url
from blueprints.placements.refusals import REFUSALS, show_why
from blueprints.shared.conflict import conflict_page
from blueprints.shared.forms import EditForm
from blueprints.shared.saving import saved, step_back
from domain.versions import Stale
from models import Placement


def written(
    placement: Placement, form: EditForm, step: Callable[[], object], message: str, *,
    names: Iterable[str], anchor: str,
):  # fmt: skip
    """What answers a form that was sent and taken, or is stale; ``None`` where it is to be shown.

    Stale, both versions of the fields ``names`` are shown; refused, the form says why.
    """
    if not form.validate_on_submit():
        return None
    place = placement_url(placement, anchor)
    try:
        step()
    except Stale as stale:
        stored = {name: getattr(stale.record, name) for name in names}
        version = stale.record.version
        step_back()
        return conflict_page(form, stored, version=version, cancel_url=place)
    except REFUSALS as refused:
        step_back()
        show_why(form, refused)
        return None
    return saved(place, message)

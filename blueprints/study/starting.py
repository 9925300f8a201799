"""What a new form starts with: the last entry, another one, a material, measured time."""

from flask import current_app, request
from flask_login import current_user

from blueprints.shared.clock import day_of, now, today
from blueprints.shared.paging import whole_number
from blueprints.study.forms import CHIPS, MOST_TOPIC, OTHER, EntryForm, MinutesForm
from blueprints.study.loading import find_own_entry, kinds_to_log
from domain import own_entries, timers
from domain.claims import MOST_MINUTES_A_DAY, SELF_STUDY
from domain.hours.packs import pack_in_force
from domain.own_entries import plain_kind
from models import Material, db

USUAL_MINUTES = "45"


def kind_asked() -> str:
    """The kind in the address; of ``again`` its own; self-study, or what the rules have for it.

    A form sent without any asks nothing: that is the plain path, and self-study.
    """
    asked = request.args.get("kind")
    if asked:
        return asked
    if request.method == "POST" and "again" not in request.args:
        return SELF_STUDY
    _pack_id, pack = pack_in_force(today())
    kinds = {kind.id: kind for kind in kinds_to_log(pack)}
    entry = find_own_entry(whole_number(request.args.get("again")))
    if entry is not None and entry.kind in kinds:
        return entry.kind
    plain = plain_kind(pack)
    return plain.id if plain is not None else next(iter(kinds), "")


def start(form: EntryForm) -> None:
    """Fill a form that was not typed into; at most three queries."""
    if isinstance(form, MinutesForm):
        form.studied_on.data, form.minutes.data = today(), USUAL_MINUTES
    again = find_own_entry(whole_number(request.args.get("again")))
    if again is not None and again.kind == form.kind:
        values = {**form.amounts_of(again), "topic": again.topic}
        for name in ("start_time", "ends_on", "document"):
            values.pop(name, None)
        form.fill(values)
    elif isinstance(form, MinutesForm):  # the minutes stay the usual ones, as on Today
        last = own_entries.last_of_kind(current_user.person_id, form.kind)
        form.fill({} if last is None else {"topic": last.topic})
    else:
        form.fill(_ones(form))
    _from_material(form)
    _from_reading(form)
    if "timer" in request.args and isinstance(form, MinutesForm):
        _from_timer(form)


def _ones(form: EntryForm) -> dict[str, object]:
    return {name: 1 for name in ("count", "number") if name in form}


def _from_material(form: EntryForm) -> None:
    asked = whole_number(request.args.get("material"))
    material = db.session.get(Material, asked) if asked else None
    if material is not None and material.retired_at is None:
        form.topic.data = material.title


def _from_reading(form: EntryForm) -> None:
    """What a page that was read suggests: its title, and the minutes that it was looked at."""
    topic = request.args.get("topic", "").strip()[:MOST_TOPIC]
    if topic:
        form.topic.data = topic
    minutes = min(whole_number(request.args.get("minutes")), MOST_MINUTES_A_DAY)
    if minutes and isinstance(form, MinutesForm):
        form.minutes.data = str(minutes) if minutes in CHIPS else OTHER
        form.other_minutes.data = None if minutes in CHIPS else minutes


def _from_timer(form: MinutesForm) -> None:
    """The time measured; over four hours the form asks, for who forgets a timer did not study."""
    timer = timers.find_timer(current_user.person_id)
    if timer is None:
        return
    began = timer.started_at.astimezone(current_app.config["TIMEZONE"])
    form.studied_on.data = day_of(timer.started_at)
    if now() - timer.started_at > timers.ASKS_AFTER:
        form.minutes.data, form.other_minutes.data = None, None
        return
    minutes = timers.minutes_between(timer.started_at, now())
    form.start_time.data = began.time().replace(second=0, microsecond=0)
    form.minutes.data = str(minutes) if minutes in CHIPS else OTHER
    form.other_minutes.data = None if minutes in CHIPS else minutes

"""The page around the form of an entry, the same whether it is new, a draft or being changed."""

from flask import render_template, request, url_for
from flask_login import current_user

from blueprints.shared.clock import today
from blueprints.shared.hours_words import amount_text, kind_word, rate_text, topic_text
from blueprints.shared.kept_proofs import signed
from blueprints.shared.timers import running_timer
from blueprints.study.forms import MOST_GAINED, MOST_TOPIC, EntryForm
from blueprints.study.loading import kinds_to_log
from domain import attachments, materials, own_entries
from domain.claims import SELF_STUDY
from domain.hours.packs import Pack, pack_in_force
from models import StudyEntry


def form_page(form: EntryForm, entry: StudyEntry | None = None):
    """At most six queries. 422 where the form has something to say, or a warning."""
    pack = pack_in_force(today())[1]
    kinds, last = kinds_to_log(pack), _last(pack) if entry is None else []
    topics = dict.fromkeys(one.topic for one in last if one.topic and one.kind == form.kind)
    proofs = attachments.attached_to([entry.id]).get(entry.id, []) if entry is not None else []
    page = render_template(
        "study/form.html", form=form, entry=entry, last=last, pack=pack, topic_text=topic_text,
        kind=pack.kinds.get(form.kind), kinds=kinds, rate_text=rate_text,
        kind_word=kind_word, amount_text=amount_text, earliest=pack.earliest(today()),
        titles=[*topics, *(one for one in materials.titles_on_offer() if one not in topics)],
        proofs=proofs, room=attachments.MOST_PROOFS - len(proofs),
        warned=own_entries.of_ids(current_user.person_id, form.warning) if form.warning else [],
        timer=running_timer() if "timer" in request.args else None,
        most_topic=MOST_TOPIC, most_gained=MOST_GAINED,
        kept=signed(form.kept_proofs), address="" if entry is not None else _address(form),
    )  # fmt: skip
    refused = form.errors or form.proof_errors or form.warning or form.decided
    return page, 422 if refused else 200


def _last(pack: Pack) -> list[StudyEntry]:
    """One's latest entries, of kinds that may still be logged."""
    known = {kind.id for kind in kinds_to_log(pack)}
    return [one for one in own_entries.last_topics(current_user.person_id) if one.kind in known]


def _address(form: EntryForm) -> str:
    """Where a new entry is sent, with its kind: without one it is self-study."""
    if form.kind == SELF_STUDY:
        return ""
    return url_for("study.new", **{**request.args.to_dict(), "kind": form.kind})

"""One entry as its confirmer sees it: what was done, what proves it, what it would be credited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from blueprints.shared.clock import day_of, hours_text
from blueprints.shared.hours_words import (
    amount_text,
    kind_word,
    part_word,
    rate_text,
    span_text,
    topic_text,
    word,
)
from blueprints.study.queue_words import beside_text, clock_span, oddity_texts, waited_text
from blueprints.study.words import gained_markup
from domain import study_lists
from domain.access import reach
from domain.attachments import Proof
from domain.confirmers import Chain
from domain.hours.ledger import activity_of, would_credit
from domain.hours.packs import Pack
from domain.oddities import of_the_same_days
from domain.queues import Absent, Line, Owner
from models import StudyEntry

if TYPE_CHECKING:
    from blueprints.study.queue_page import Looked


@dataclass(frozen=True, slots=True)
class Credit:
    """What an entry would come to, in words; without a rule only ``hours`` says so."""

    hours: str
    part: str = ""
    rule: str = ""
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """An entry in the words of its page."""

    entry: StudyEntry
    owner: Owner
    topic: str
    kind: str
    amount: str
    days: str
    hours: str
    material: str
    gained: Markup | str
    credit: Credit
    proofs: Sequence[Proof]
    warnings: list[str]
    beside: list[str]
    waited: str
    overdue: bool
    due_on: date | None
    confirmers: str
    absent: list[Absent]
    sees_hours: bool


def detail_of(line: Line, looked: "Looked", proofs: Sequence[Proof]) -> Detail:
    """Two queries."""
    full = study_lists.in_full([line.id])[line.id]
    pack_id, pack = looked.packs.get(line.studied_on) or looked.packs[max(looked.packs)]
    owner = looked.queue.owners[line.person_id]
    names = [_("you"), *looked.queue.others_for(current_user.person_id, owner)]
    return Detail(
        full.entry, owner, topic_text(line.topic, pack, line.kind),
        kind_word(pack, line.kind), amount_text(pack.kinds.get(line.kind), line),
        span_text(line.studied_on, line.ends_on), clock_span(line),
        " · ".join(one for one in (full.material, full.source) if one and one != line.topic),
        gained_markup(full.entry), _credit(line, pack_id, pack), proofs,
        oddity_texts(looked.odd.get(line.id), pack),
        [beside_text(one, pack) for one in of_the_same_days(looked.queue, line)],
        waited_text(day_of(line.submitted_at)), line.id in looked.overdue, line.due_on,
        _(", ").join(names),
        looked.queue.stood_in_for(current_user.person_id, [owner]),
        _sees_hours(owner, looked.queue.chain),
    )  # fmt: skip


def _sees_hours(owner: Owner, chain: Chain) -> bool:
    """Whether the visitor sees the owner's hours; a deputy of another branch does not."""
    covered = reach(current_user, "hours.see")
    return (
        covered.everyone
        or owner.branch_id in covered.branch_ids
        or not covered.unit_ids.isdisjoint(chain.upward(owner.unit_id))
    )


def _credit(line: Line, pack_id: int, pack: Pack) -> Credit:
    activity = activity_of(line, pack_id, entry_id=line.id)
    got = would_credit(line.person_id, activity, pack)
    if got is None:
        return Credit(_("No rule of the pack in force covers this kind of study."))
    cut = ""
    if got.hundredths < got.uncapped_hundredths:
        cap = next((word(one.words) for one in pack.caps if one.id == got.cap), "")
        cut = _(
            "Cut from %(uncapped)s because %(cap)s.",
            uncapped=hours_text(got.uncapped_hundredths), cap=cap,
        )  # fmt: skip
    rule = rate_text(pack.kinds[got.rule], line.level)
    return Credit(hours_text(got.hundredths), part_word(pack, got.part), rule, cut)

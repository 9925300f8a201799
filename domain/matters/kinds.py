"""The kinds of matter: who answers each, what closes it, and what it means to hand it over."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Who answers where nobody is named: whoever confirms that person's study on the day, or
# whoever holds the role.
NAMED, CONFIRMER, SECURITY, ORGANISER = "named", "confirmer", "security", "organiser"
PLACER = "placer"  # HR: whoever approves placements
ENTRY, CORRECTION, ROLE_REQUEST, DISPATCH, TASK, TASK_BOOK = (
    "entry", "correction", "role_request", "dispatch", "task", "task_book",
)  # fmt: skip
CLASS_WORK, REFLECTION = "class_work", "reflection"
QUESTION, RHYTHM = "question", "rhythm"
PLACEMENT_STEP, PLACEMENT_REPORT, PLACEMENT_DUTY = PLACED = (
    "placement_step", "placement_report", "placement_duty",
)  # fmt: skip
LECTURE_SHEETS, LECTURE_RESULT, LECTURE_REVIEW, LECTURE_ADVICE = (
    "lecture_sheets", "lecture_result", "lecture_review", "lecture_advice",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """``by_hand``: answered and closed on the matter's own page; else its source does that.

    ``taken_up``: who takes the second look may take it up again, and its source follows.
    """

    name: str
    duty: str
    handed_over: bool = False
    asks_proof: bool = False
    by_hand: bool = False
    taken_up: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        one.name: one
        for one in (
            Kind(ENTRY, CONFIRMER, handed_over=True),
            Kind(CORRECTION, CONFIRMER, handed_over=True),
            Kind(ROLE_REQUEST, SECURITY),
            Kind(DISPATCH, NAMED, handed_over=True, asks_proof=True, by_hand=True),
            Kind(TASK, NAMED, asks_proof=True, taken_up=True),
            Kind(TASK_BOOK, NAMED, taken_up=True),
            Kind(CLASS_WORK, NAMED),  # of a membership: what the class asks of the member
            Kind(REFLECTION, CONFIRMER, handed_over=True),
            Kind(QUESTION, NAMED, handed_over=True),  # raised at a gathering
            Kind(RHYTHM, NAMED),  # what study first asks of a branch in a period
            Kind(PLACEMENT_STEP, PLACER),  # a placement that waits for approval
            Kind(PLACEMENT_REPORT, NAMED),  # a report that waits for an answer
            Kind(PLACEMENT_DUTY, NAMED),  # what one of those in a placement owes
            Kind(LECTURE_SHEETS, NAMED),  # of a judge: the score sheets of a series
            Kind(LECTURE_RESULT, ORGANISER),  # results proposed, for another organiser to decide on
            Kind(LECTURE_REVIEW, ORGANISER),  # a review of published results was asked for
            Kind(LECTURE_ADVICE, NAMED),  # advice to a speaker: what they will do
        )
    }
)


def of_duty(duty: str) -> tuple[str, ...]:
    """The names of the kinds that are answered by this duty."""
    return tuple(one.name for one in KINDS.values() if one.duty == duty)

"""What the rules ask of mentor pairs on a day."""

from dataclasses import dataclass
from datetime import date

from domain.placements.rotation_book import MENTEE, MENTOR
from domain.placements.rotation_rules import rules_on


@dataclass(frozen=True, slots=True)
class PairRules:
    """``credit``: the kind of study that a confirmed talk counts as, for mentor and mentee."""

    most_mentees: int = 2  # at once, of one mentor
    talk_every_days: int = 31
    quiet_after_days: int = 45  # without a confirmed talk
    mentor_credit: str = ""
    mentee_credit: str = ""


def pair_rules_on(day: date) -> PairRules:
    """The rules in force on the day; those of the program where no file says any. One query."""
    rules, usual = rules_on(day).mentorship, PairRules()
    return PairRules(
        most_mentees=rules.most_mentees or usual.most_mentees,
        talk_every_days=rules.talk_every_days or usual.talk_every_days,
        quiet_after_days=rules.quiet_after_days or usual.quiet_after_days,
        mentor_credit=rules.credit.get(MENTOR, ""),
        mentee_credit=rules.credit.get(MENTEE, ""),
    )

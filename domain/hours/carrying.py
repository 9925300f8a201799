"""What a year hands on to the next one, fixed when its books are closed."""

from datetime import date

import sqlalchemy as sa

from domain.hours.figures import figures
from domain.hours.packs import NoPackInForce
from models import CarryOver, CreditMonth, db

AT_ONCE = 1000  # people


def fix_carry_overs(year: int, *, today: date) -> int:
    """Keep what everybody's year hands on, as it stands now; the number of people.

    The year is closed in the same transaction, so that nothing moves meanwhile. Three statements
    for each thousand people. Adds and flushes; the caller commits.
    """
    people = db.session.scalars(
        sa.select(CreditMonth.person_id).where(CreditMonth.year == year).distinct()
    ).all()
    ids = sorted(people)
    rows = []
    try:
        for start in range(0, len(ids), AT_ONCE):
            shown = figures(ids[start : start + AT_ONCE], year, today=today)
            rows += [
                {
                    "person_id": person_id, "year": year, "requirement": one.requirement.id,
                    "part": part, "hundredths": hundredths,
                }
                for person_id, figure in shown.items()
                for one in figure.results
                for part, hundredths in one.carried_on.items()
            ]  # fmt: skip
    except NoPackInForce:
        return 0  # a year without rules asks nothing, and hands nothing on
    if rows:
        db.session.execute(sa.insert(CarryOver), rows)
    return len({row["person_id"] for row in rows})

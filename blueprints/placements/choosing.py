"""What helps to choose a mentor: the experience of who is named, and whom they guide already."""

from flask_login import current_user
from wtforms import Field, Form

from blueprints.placements import experience_words
from blueprints.shared.clock import today
from domain.access import may, people_within, reach
from domain.people.records import find_person
from domain.placements.experience import experience_rows, mentees_now
from domain.placements.reach import LIST
from domain.placements.rotation_rules import rules_on
from models import Person


def choice(form: Form) -> dict[str, object]:
    """For the form of a mentorship, to whoever lists placements; nothing for others."""
    if "mentor" not in form or not may(current_user, LIST):
        return {"chooses": False}
    return {"chooses": True, "lengths": experience_words, **_named(form["mentor"])}


def _named(field: Field) -> dict[str, object]:
    """Who is typed as the mentor, if the visitor lists them. At most eight queries."""
    words = (field.data or "").split()
    person = getattr(field, "person", None) or (find_person(words[-1]) if words else None)
    if person is None:
        return {}
    who = people_within(reach(current_user, LIST), today())
    rows = experience_rows((Person.id == person.id) & who, today())
    return {
        "chosen": rows[0] if rows else None, "guides": mentees_now([person.id]).get(person.id, 0),
        "most": rules_on(today()).mentorship.most_mentees,
    }  # fmt: skip

"""Results of requirements as JSON: the same objects in a rehearsal and in a statement."""

from typing import Any

from blueprints.shared.clock import hours_text
from domain.hours.requirements import Result


def amount(hundredths: int) -> str:
    """Credit hours as JSON and scripts read them: two decimals and a plain minus sign."""
    return hours_text(hundredths).replace("−", "-")


def result_document(person: str, result: Result) -> dict[str, Any]:
    """As in ``years`` of a rehearsal, or as in its ``windows``."""
    windowed = result.requirement.window_years is not None
    return (window_document if windowed else year_document)(person, result)


def year_document(person: str, result: Result) -> dict[str, Any]:
    """One object a person, year and requirement."""
    return {
        "person": person,
        "year": result.last_year,
        "requirement": result.requirement.id,
        "had": _amounts(result.had),
        "tags": _amounts(result.tags),
        "total": amount(result.total),
        "required": _amounts(result.required),
        "required_total": amount(result.required_total),
        "carried_in": amount(result.carried_in),
        "carried_out": amount(result.carried_out),
        "owed": amount(result.owed),
        "met": result.met,
        "due_on": result.due_on.isoformat(),
    }


def window_document(person: str, result: Result) -> dict[str, Any]:
    """One object a person, window and requirement."""
    return {
        "person": person,
        "requirement": result.requirement.id,
        "from": result.first_year,
        "to": result.last_year,
        "had": amount(result.total),
        "required": amount(result.required_total),
        "owed": amount(result.owed),
        "met": result.met,
        "due_on": result.due_on.isoformat(),
    }


def _amounts(by_id: Any) -> dict[str, str]:
    return {name: amount(hundredths) for name, hundredths in by_id.items()}

"""The accounts of the demo: one for each role, and one without a way in for everybody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.demo.organisation import Places
from domain.demo.people import Life, Place
from domain.demo.rows import Rows
from domain.demo.words import BRANCHES, OFFICE
from models import HANDS, Account, Grant

SEATS: Mapping[str, Place] = {
    "cadre": ("文稿科", 3),
    "secretary": ("秘书一处", 1),
    "organiser": ("综合调研处", 3),
    "hr": ("人事处", 2),
    "leader": ("秘书一处", 0),
    "organiser2": ("会务处", 3),
    "leader2": (OFFICE, 0),
    **{f"secretary{n}": (BRANCHES[n - 1][1], 1) for n in range(2, len(BRANCHES) + 1)},
    "judge9": ("督查室", 4),
}
HOLDERS: Mapping[str, Place] = {
    "admin": ("信息处", 3), "security": ("档案法规处", 2), "auditor": ("督查室", 5),
}  # fmt: skip
USERNAMES = (*SEATS, *HANDS)


@dataclass(slots=True)
class Keys:
    """Account ids: of people by person, of people in a role; ``hr`` and branch secretaries."""

    of_person: dict[int, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)

    def secretary(self, branch: int) -> int:
        return self.named["secretary" if branch == 1 else f"secretary{branch}"]


def add_accounts(
    rows: Rows, places: Places, people: dict[Place, Life], *, password_hash: str
) -> Keys:
    """The demo's accounts share one password; the others are named by staff number."""
    keys = Keys()
    opened_on = date(rows.today.year - 5, 1, 4)
    seated = {people[place].id: name for name, place in SEATS.items()}
    for hand in HANDS:
        keys.named[hand] = _add(
            rows, opened_on, hand, password_hash, hand=hand, holder=people[HOLDERS[hand]]
        )
    for life in people.values():
        name = seated.get(life.id)
        opened = max(opened_on, life.joined_on)
        account = _add(rows, opened, name or life.staff_no, password_hash if name else "",
                       person=life)  # fmt: skip
        keys.of_person[life.id] = account
        if name is not None:
            keys.named[name] = account
    for name, place in SEATS.items():
        _add_grant(rows, places, name, place, people[place], keys)
    return keys


def _add(
    rows: Rows, opened_on: date, username: str, password_hash: str, *, hand: str | None = None,
    person: Life | None = None, holder: Life | None = None,
) -> int:  # fmt: skip
    return rows.add(
        Account, username=username, kind="staff" if hand is None else "hand", hand=hand,
        person_id=person.id if person is not None else None,
        holder_id=holder.id if holder is not None else None, password_hash=password_hash,
        password_set_at=rows.at(rows.today, 0) if password_hash else None,
        created_at=rows.at(opened_on), version=1,
    )  # fmt: skip


def _add_grant(rows: Rows, places: Places, name: str, place: Place, life: Life, keys: Keys) -> None:
    role = name.rstrip("0123456789")
    if role not in {"secretary", "organiser", "hr", "leader"}:
        return
    from_on = max(life.joined_on, date(rows.today.year - 2, 1, 1))
    rows.add(
        Grant, account_id=keys.named[name], account_kind="staff", role=role,
        branch_id=places.branches[life.branch] if role == "secretary" else None,
        unit_id=places.units[place[0]] if role == "leader" else None, from_on=from_on,
        ends_on=None, end_reason=None, granted_at=rows.at(from_on),
        granted_by_id=keys.named["security"], ended_by_id=None,
    )  # fmt: skip

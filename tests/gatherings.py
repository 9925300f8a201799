"""Gatherings for tests: planned, opened, with people there, by the rules that ship."""

from datetime import UTC, date, datetime, timedelta

from domain.audit import Actor
from domain.groupstudy.attendance import PRESENT, Mark, mark
from domain.groupstudy.inviting import Invited, invite
from domain.groupstudy.planning import open_gathering
from domain.groupstudy.rule_keeping import load_study_first
from models import Branch, GroupStudy, Person, db
from tests.factories import ROOT

SHIPPED = ROOT / "content" / "rules" / "study-first.toml"
DAY = date(2026, 11, 20)
BEGINS = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai, on the tests' Friday
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def load_rule(**replaced: str) -> None:
    """The rule of study first that ships, in force; with texts of it replaced, if any."""
    text = SHIPPED.read_text("utf-8")
    for old, new in replaced.items():
        text = text.replace(old, new)
    load_study_first(text, SHIPPED.name, actor=Actor(None), now=NOON)
    db.session.commit()


def make_gathering(branch: Branch, **values) -> GroupStudy:
    """A planned branch exchange of an hour and a half this morning; the branch is invited."""
    invited = values.pop("invited", Invited(branch_ids=frozenset({branch.id})))
    begins = values.get("starts_at", BEGINS)
    defaults = {
        "kind": "branch_exchange", "state": "planned", "topic": "学习贯彻会议精神",
        "held_on": DAY, "starts_at": begins, "ends_at": begins + timedelta(minutes=90),
        "branch_id": branch.id, "secret": "0123456789abcdef0123456789abcdef",
        "written_at": NOON, "changed_at": NOON,
    }  # fmt: skip
    gathering = GroupStudy(**defaults | values)
    db.session.add(gathering)
    db.session.flush()
    invite(gathering, invited)
    db.session.commit()
    return gathering


def opened(gathering: GroupStudy, *there: Person, at: datetime = NOON) -> GroupStudy:
    """The gathering, opened when it began at the latest, with these people marked as there."""
    open_gathering(gathering, actor=Actor(None), now=min(at, gathering.starts_at))
    for person in there:
        mark(gathering, person.id, Mark(PRESENT), actor=Actor(None), now=at)
    db.session.commit()
    return gathering

"""Two branches, a tree of units, nine visitors, and people in every relation to them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from domain.accounts.sign_ins import start_sign_in
from models import Account, Branch, Person, StudyEntry, Unit, db
from tests import factories as make
from tests.packs import load_next_version, load_pack

LEFT_ON = date(2026, 3, 1)
SOME_PASSWORD = "there is one, and nothing fits it"
HANDS = {"administrator": "admin", "security_officer": "security", "auditor": "auditor"}
# Visitors and others: in which branch and which unit. Names are told apart at a glance.
PEOPLE = {
    "cadre": ("柳一诺", "home", "office"),
    "secretary": ("柳二书", "home", "office"),
    "organiser": ("柳三组", "home", "office"),
    "hr": ("柳四人", "other", "office"),
    "leader": ("柳五领", "other", "led"),
    "same branch": ("柳六同", "home", "office"),
    "in unit": ("柳七下", "other", "below"),
    "secretary in unit": ("柳八记", "other", "below"),
    "without branch in unit": ("柳九无", None, "below"),
    "foreign": ("柳十外", "other", "foreign"),
    "left": ("柳百离", None, None),
}
VISITING = ("cadre", "secretary", "organiser", "hr", "leader")


@dataclass(slots=True)
class World:
    """People by relation, or by visitor's name; accounts and cookies by visitor's name."""

    pack_version: int  # of the pack in force
    ready_version: int = 0  # of a pack that is loaded and not adopted
    units: dict[str, Unit] = field(default_factory=dict)
    branches: dict[str, Branch] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    entries: dict[str, StudyEntry] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def related(self, visitor: str) -> dict[str, str]:
        """The relations of people to the visitor, each with the key of the person."""
        others = {key: key for key in self.people if key not in VISITING}
        return {"own": visitor, **others} if visitor in self.people else others


def make_world(app) -> World:
    """Everybody and everything, committed into the test's transaction."""
    world = World(pack_version=load_pack().version)
    world.ready_version = load_next_version().version
    _make_places(world)
    for key, (name, branch, unit) in PEOPLE.items():
        world.people[key] = make.make_person(
            name=name, staff_no=f"7{len(world.people):04d}",
            branch=world.branches.get(branch), unit=world.units.get(unit),
        )  # fmt: skip
        world.entries[key] = make.make_entry(world.people[key], topic=f"{name}的学习")
    _make_one_leave(world)
    _make_accounts(world)
    for visitor in (*VISITING, *HANDS):
        world.cookies[visitor] = _sign_in(app, world.accounts[visitor])
    db.session.commit()
    return world


def _make_places(world: World) -> None:
    office = make.make_unit(name="办公室")
    led = make.make_unit(name="所领导的处", parent_id=office.id)
    below = make.make_unit(name="处下的科", parent_id=led.id)
    foreign = make.make_unit(name="别的处", parent_id=office.id)
    world.units = {"office": office, "led": led, "below": below, "foreign": foreign}
    world.branches = {
        "home": make.make_branch(name="本支部"),
        "other": make.make_branch(name="他支部"),
    }


def _make_one_leave(world: World) -> None:
    """Once of the home branch and of the unit below the leader's; not here any more."""
    gone = world.people["left"]
    days = {"from_on": make.LONG_AGO, "to_on": date(2026, 2, 28)}
    make.make_membership(gone, world.branches["home"], **days)
    make.make_tenure(gone, make.make_post(world.units["below"]), **days)
    gone.left_on = LEFT_ON


def _make_accounts(world: World) -> None:
    for key, person in world.people.items():
        username = key.replace(" ", "-")
        world.accounts[key] = make.make_account(
            person, username=username, password_hash=SOME_PASSWORD
        )
    for visitor, hand in HANDS.items():
        world.accounts[visitor] = make.make_account(
            username=visitor, hand=hand, password_hash=SOME_PASSWORD
        )
    home, other = world.branches["home"].id, world.branches["other"].id
    make.make_grant(world.accounts["secretary"], "secretary", branch_id=home)
    make.make_grant(world.accounts["secretary in unit"], "secretary", branch_id=other)
    make.make_grant(world.accounts["organiser"], "organiser")
    make.make_grant(world.accounts["hr"], "hr")
    make.make_grant(world.accounts["leader"], "leader", unit_id=world.units["led"].id)


def _sign_in(app, account: Account) -> str:
    """The value of the session cookie of a device signed in to the account."""
    token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.dumps({"token": token})

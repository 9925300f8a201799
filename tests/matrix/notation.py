"""How an expectation is written: one row for an address and a method, one word for each visitor.

The words say how far a visitor reaches: ``-`` not at all (403), ``none`` to no such object (404
for each), ``own``, ``branch``, ``unit``, ``secretaries`` (of the leader's unit, and people there
without a branch), ``others`` (all but oneself), ``all``; of accounts ``staff`` and ``hand``,
another's of the three; of task books ``home``, the secretary's branch's, and ``led``, of the units
that the leader leads. Several words add up. What is not reached is not there: 404.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

VISITORS = (
    "anonymous", "cadre", "secretary", "organiser", "hr", "leader",
    "administrator", "security_officer", "auditor",
)  # fmt: skip

OK, SIGN_IN, FORBIDDEN, ABSENT, SPENT = "ok", "sign-in", "forbidden", "absent", "spent"

# The relations of an object to a visitor that each word covers.
WORDS = {
    "none": frozenset(),
    "own": frozenset({"own"}),
    "branch": frozenset({"same branch"}),
    "unit": frozenset({"in unit", "secretary in unit", "without branch in unit"}),
    "home": frozenset({"of home branch"}),
    "led": frozenset({"of led unit", "of unit below"}),
    "staff": frozenset({"staff"}),
    "hand": frozenset({"hand"}),
    "others": frozenset(
        {
            "foreign", "in unit", "left", "same branch", "secretary in unit",
            "without branch in unit",
        }
    ),
    "secretaries": frozenset({"secretary in unit", "without branch in unit"}),
}  # fmt: skip
NEVER = frozenset({"missing", "crossed", "used"})  # nobody finds these, not even with "all"
# Asked only for visitors who have the permission at all: for the others they are no new case.
FINER = frozenset({"crossed", "left", "secretary in unit", "used", "without branch in unit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What each visitor gets; ``kind`` is the kind of object that the address names.

    ``form`` is what an unsafe request sends, its values filled in from the object.
    """

    kind: str = "nothing"
    cadre: str = "-"
    secretary: str = "-"
    organiser: str = "-"
    hr: str = "-"
    leader: str = "-"
    administrator: str = "-"
    security_officer: str = "-"
    auditor: str = "-"
    anonymous: str = SIGN_IN
    missing: str = ABSENT
    form: Mapping[str, str] = field(default_factory=dict)

    def asks(self, visitor: str, relation: str) -> bool:
        """Whether the case is walked."""
        return relation not in FINER or getattr(self, visitor) not in {"-", SIGN_IN}

    def expected(self, visitor: str, relation: str) -> str:
        """The outcome for the visitor and an object in that relation to them."""
        words = getattr(self, visitor)
        if words == SIGN_IN:
            return SIGN_IN
        if words == "-":
            return FORBIDDEN
        if relation in NEVER:
            return self.missing
        if words == "all":
            return OK
        covered = frozenset().union(*(WORDS[word] for word in words.split()))
        return OK if relation in covered else ABSENT


def everybody(kind: str = "nothing", *, missing: str = ABSENT, **form: str) -> Row:
    """A public address: signed in or not makes no difference."""
    return Row(kind=kind, missing=missing, form=form, **dict.fromkeys(VISITORS, "all"))


def signed_in(words: str = "all", *, kind: str = "nothing", **form: str) -> Row:
    """An address of whoever is signed in, the three hands too."""
    return Row(kind=kind, form=form, **dict.fromkeys(VISITORS[1:], words))


def studying(words: str = "all", *, kind: str = "nothing", **form: str) -> Row:
    """An address of everybody who studies, which is everybody but the three hands."""
    return Row(kind=kind, form=form, **dict.fromkeys(VISITORS[1:6], words))


def only(*visitors: str, kind: str = "nothing", words: str = "all", **form: str) -> Row:
    """An address of these visitors; the others lack the role."""
    return Row(kind=kind, form=form, **dict.fromkeys(visitors, words))

"""The one policy table: which role has which permission, and how far it goes."""

from enum import StrEnum

# Roles as the table knows them: "cadre" is anyone with a person's record.
HAND_ROLES = {"admin": "administrator", "security": "security_officer", "auditor": "auditor"}


class Scope(StrEnum):
    """How far a role's permission goes."""

    OWN = "own"
    BRANCH = "branch"
    UNIT = "unit"
    ALL = "all"


_EVERYBODY = dict.fromkeys(
    ("cadre", "hr", "organiser", *HAND_ROLES.values()), Scope.OWN
)  # an account of HR or an organiser may come before the person's record

POLICY: dict[str, dict[str, Scope]] = {
    "home.see": _EVERYBODY,
    "account.keep": _EVERYBODY,
    "trail.own": _EVERYBODY,
    "entry.log": {"cadre": Scope.OWN},
    "entry.confirm": {"secretary": Scope.BRANCH, "leader": Scope.UNIT, "confirmer": Scope.OWN},
    "entry.void": {"secretary": Scope.BRANCH, "hr": Scope.ALL},
    "proof.see": {"cadre": Scope.OWN, "hr": Scope.ALL},  # beyond: who confirms it, or may void
    "entry.record": {"secretary": Scope.BRANCH, "organiser": Scope.ALL, "hr": Scope.ALL},
    "materials.see": {"cadre": Scope.ALL, "organiser": Scope.ALL},
    "materials.edit": {"organiser": Scope.ALL},
    "reading.see": {"cadre": Scope.ALL, "organiser": Scope.ALL},  # which: domain.reading.reach
    "reading.run": {"organiser": Scope.ALL},
    "reading.read": {"cadre": Scope.OWN},  # as a reader: places, notes, tests, reflections
    "reflection.answer": {
        "secretary": Scope.BRANCH,
        "organiser": Scope.ALL,
        "leader": Scope.UNIT,
        "confirmer": Scope.OWN,  # what lies with them as deputy, or as named by HR
    },
    "group_study.see": {"cadre": Scope.ALL, "organiser": Scope.ALL},  # domain.groupstudy.reach
    "group_study.hold": {
        "secretary": Scope.BRANCH,
        "organiser": Scope.ALL,
        "leader": Scope.UNIT,
    },
    "group_study.attend": {"cadre": Scope.OWN},
    "rhythm.see": {"cadre": Scope.ALL, "organiser": Scope.ALL, "hr": Scope.ALL},  # openly
    "placements.see": {  # which: domain.placements.reach; a secretary's are mentorships only
        "cadre": Scope.OWN,
        "secretary": Scope.BRANCH,
        "hr": Scope.ALL,
        "leader": Scope.UNIT,
    },
    "placements.propose": {  # a cadre's and a secretary's are mentorships only
        "cadre": Scope.OWN,
        "secretary": Scope.BRANCH,
        "hr": Scope.ALL,
        "leader": Scope.UNIT,
    },
    "placements.approve": {"hr": Scope.ALL, "leader": Scope.UNIT},  # never the own
    "placements.list": {"hr": Scope.ALL, "leader": Scope.UNIT},  # registers, boards, the radar
    "placements.keep": {"hr": Scope.ALL},  # papers, imports, scans of outside units
    "history.see": {"cadre": Scope.OWN, "hr": Scope.ALL, "leader": Scope.UNIT},
    "rotation.adopt": {"hr": Scope.ALL},
    "feed.keep": {"cadre": Scope.OWN},
    "lectures.see": {"cadre": Scope.ALL, "organiser": Scope.ALL, "hr": Scope.ALL},  # openly
    "lectures.run": {"organiser": Scope.ALL},
    "lectures.publish": {"organiser": Scope.ALL},  # two different ones: domain.lectures.freezing
    "lectures.score": {"cadre": Scope.OWN},  # whoever is assigned: domain.lectures.reach
    "lectures.rate": {"cadre": Scope.OWN},  # whoever was there
    "lectures.speak": {"cadre": Scope.OWN},  # whoever spoke, and reviews by those concerned
    "search.use": {"cadre": Scope.OWN, "organiser": Scope.OWN, "hr": Scope.OWN},
    "hours.keep": {"hr": Scope.ALL},
    "year_end.see": {"secretary": Scope.BRANCH, "hr": Scope.ALL},
    "certificate.issue": {"cadre": Scope.OWN, "hr": Scope.ALL},
    "people.list": {
        "secretary": Scope.BRANCH,
        "organiser": Scope.ALL,
        "hr": Scope.ALL,
        "leader": Scope.UNIT,
    },
    "hours.see": {
        "cadre": Scope.OWN,
        "secretary": Scope.BRANCH,
        "organiser": Scope.ALL,
        "hr": Scope.ALL,
        "leader": Scope.UNIT,
    },
    "hours.list": {"organiser": Scope.ALL},  # the desk and the board are the others' lists
    "task_book.see": {
        "cadre": Scope.OWN,
        "secretary": Scope.BRANCH,
        "leader": Scope.UNIT,
        "hr": Scope.OWN,
    },  # of people; beyond: who keeps the book, or is responsible for a task of it
    "task_book.keep": {  # the branch's and the unit's own, never that of another person
        "cadre": Scope.OWN,
        "hr": Scope.OWN,  # beyond: those of placements (domain.placements.reach)
        "secretary": Scope.BRANCH,
        "leader": Scope.UNIT,
    },
    "matters.see": {
        "cadre": Scope.OWN,
        "secretary": Scope.BRANCH,
        "organiser": Scope.OWN,
        "hr": Scope.OWN,
        "leader": Scope.UNIT,
        "security_officer": Scope.OWN,  # the requests for roles
    },
    "matters.write": {"secretary": Scope.BRANCH, "leader": Scope.UNIT},
    "calendar.edit": {"hr": Scope.ALL},  # working time is kept by whoever keeps people and leave
    "desk.see": {"secretary": Scope.BRANCH},
    "board.see": {"hr": Scope.ALL, "leader": Scope.UNIT},
    "people.edit": {"hr": Scope.ALL},
    "organisation.edit": {"hr": Scope.ALL},
    "rules.see": {"cadre": Scope.ALL, "hr": Scope.ALL, "organiser": Scope.ALL},
    "rules.adopt": {"organiser": Scope.ALL},
    "accounts.manage": {"administrator": Scope.ALL},
    "settings.see": {"administrator": Scope.ALL},
    "roles.grant": {"security_officer": Scope.ALL},
    "trail.read": {"auditor": Scope.ALL},
}

"""What may be written in one cell of a roster beside what any file may hold, and what it means.

Each reader takes the text of a cell that is not empty and returns the value, or raises
``CellRefused`` with the reason. None of them asks a table.
"""

import re
from unicodedata import normalize

from domain.cells import CellProblem, CellRefused, folded, read_text, read_yes_no

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}", re.ASCII)
ROLE_SEPARATORS = re.compile(r"[;,、/\n]+")

STRANDS = {
    "办文": "documents",
    "办会": "meetings",
    "办事": "affairs",
    "综合": "general",
    "documents": "documents",
    "meetings": "meetings",
    "affairs": "affairs",
    "general": "general",
}
PARTY_MEMBER = frozenset({"中共党员", "党员", "中共预备党员", "预备党员", "正式党员"})
NOT_PARTY_MEMBER = frozenset(
    {"群众", "普通群众", "共青团员", "团员", "民主党派", "民主人士", "无党派", "无党派人士"}
)
BRANCH_OFFICES = {
    "书记": "secretary",
    "支部书记": "secretary",
    "党支部书记": "secretary",
    "secretary": "secretary",
    "副书记": "deputy_secretary",
    "支部副书记": "deputy_secretary",
    "党支部副书记": "deputy_secretary",
    "deputysecretary": "deputy_secretary",
    "委员": "committee",
    "支部委员": "committee",
    "支委": "committee",
    "组织委员": "committee",
    "宣传委员": "committee",
    "纪检委员": "committee",
    "committee": "committee",
    "member": "committee",
    "committeemember": "committee",
}
ROLES = {
    "书记": "secretary",
    "支部书记": "secretary",
    "党支部书记": "secretary",
    "secretary": "secretary",
    "branchsecretary": "secretary",
    "学习专员": "organiser",
    "organiser": "organiser",
    "organizer": "organiser",
    "人事": "hr",
    "hr": "hr",
    "领导": "leader",
    "leader": "leader",
}
EVERYBODYS_ROLES = frozenset({"干部", "cadre"})  # every active person is one: nothing to ask for
HAND_ROLES = frozenset(
    {
        "系统管理员",
        "管理员",
        "administrator",
        "admin",
        "安全保密员",
        "保密员",
        "securityofficer",
        "security",
        "安全审计员",
        "审计员",
        "auditor",
    }
)


def read_unit_path(text: str, most: int) -> tuple[str, ...]:
    """The names from the top of the tree down, divided by ``/``; none may be empty."""
    names = tuple(read_text(name, most) for name in text.replace("／", "/").strip("/").split("/"))
    if not all(names):
        raise CellRefused(CellProblem.UNIT_PATH)
    return names


def read_party_member(text: str) -> bool:
    """Yes or no, or the words of the column's Chinese heading; a probationary member is one."""
    word = folded(text)
    if word in PARTY_MEMBER or word in NOT_PARTY_MEMBER:
        return word in PARTY_MEMBER
    return read_yes_no(text)


def read_strand(text: str) -> str:
    return _known(text, STRANDS, CellProblem.STRAND_UNKNOWN)


def read_branch_office(text: str) -> str:
    return _known(text, BRANCH_OFFICES, CellProblem.BRANCH_OFFICE_UNKNOWN)


def read_username(text: str) -> str:
    """2 to 60 letters, digits, dots, hyphens and underscores; always lower case."""
    username = normalize("NFKC", text).lower()
    if not USERNAME.fullmatch(username):
        raise CellRefused(CellProblem.USERNAME_SHAPE)
    return username


def read_roles(text: str) -> tuple[str, ...]:
    """Roles to be asked for, divided by ``;`` ``,`` ``、`` ``/`` or a line break, once each.

    The three hands have accounts of their own and are never asked for by a roster.
    """
    found: dict[str, None] = {}
    for part in ROLE_SEPARATORS.split(normalize("NFKC", text)):
        word = folded(part)
        if word in HAND_ROLES:
            raise CellRefused(CellProblem.ROLE_OF_A_HAND)
        if word and word not in EVERYBODYS_ROLES:
            found[_known(part, ROLES, CellProblem.ROLE_UNKNOWN)] = None
    return tuple(found)


def _known(text: str, meanings: dict[str, str], otherwise: CellProblem) -> str:
    meaning = meanings.get(folded(text))
    if meaning is None:
        raise CellRefused(otherwise)
    return meaning

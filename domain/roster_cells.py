"""What may be written in one cell of a roster, and what it means.

Each reader takes the text of a cell that is not empty and returns the value, or raises
``CellRefused`` with the reason. None of them asks a table.
"""

import re
from datetime import date
from enum import StrEnum
from unicodedata import category, normalize

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


class CellProblem(StrEnum):
    """Why a cell was refused; the screens hold the wording for each."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    STAFF_NO_SHAPE = "staff_no_shape"
    STAFF_NO_TWICE = "staff_no_twice"
    STAFF_NO_ZEROS = "staff_no_zeros"
    UNIT_PATH = "unit_path"
    DATE_SHAPE = "date_shape"
    DATE_IMPOSSIBLE = "date_impossible"
    STRAND_UNKNOWN = "strand_unknown"
    YES_NO_UNKNOWN = "yes_no_unknown"
    BRANCH_OFFICE_UNKNOWN = "branch_office_unknown"
    USERNAME_SHAPE = "username_shape"
    ROLE_UNKNOWN = "role_unknown"
    ROLE_OF_A_HAND = "role_of_a_hand"


class CellRefused(Exception):
    """``limit`` is the most characters allowed when the reason is ``TOO_LONG``."""

    def __init__(self, reason: CellProblem, limit: int | None = None) -> None:
        super().__init__(reason, limit)
        self.reason = reason
        self.limit = limit


STAFF_NO = re.compile(r"[A-Za-z0-9-]{1,32}", re.ASCII)
NOT_STAFF_NUMBERS = frozenset({"new", "import"})  # words of addresses under /people
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}", re.ASCII)
DAY = re.compile(
    r"(\d{4}) ?(?:[-./] ?(\d{1,2}) ?[-./] ?(\d{1,2})|年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日)"
    r"(?: 0?0:00(?::00)?)?",  # a spreadsheet's text export puts midnight behind a day
    re.ASCII,
)
PACKED_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
ROLE_SEPARATORS = re.compile(r"[;,、/\n]+")
BLANK_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")

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
YES = frozenset({"是", "在职", "有", "对", "yes", "y", "true", "1", "√", "✓"})
NO = frozenset({"否", "不是", "不在职", "离职", "无", "no", "n", "false", "0", "×"})
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


def folded(text: str) -> str:
    """A word without case, width, blanks and underscores, for comparing with the lists above."""
    return re.sub(r"[\s_]+", "", normalize("NFKC", text).casefold())


def read_text(text: str, most: int) -> str:
    """One line of at most ``most`` characters; line breaks and runs of blanks become one blank."""
    line = " ".join(text.split())
    if any(category(character) in {"Cc", "Cs", "Co", "Cn"} for character in line):
        raise CellRefused(CellProblem.CONTROL_CHARACTER)
    if len(line) > most:
        raise CellRefused(CellProblem.TOO_LONG, most)
    return line


def read_name(text: str, most: int) -> str:
    """A name; the blank that spreads a name of two characters (张　三) is not part of it."""
    return BLANK_BETWEEN_IDEOGRAPHS.sub("", read_text(text, most))


def read_staff_no(text: str) -> str:
    """1 to 32 letters, digits and hyphens; full-width ones are read as plain ones.

    A word of an address under /people is none: its page could not be opened.
    """
    staff_no = normalize("NFKC", text)
    if not STAFF_NO.fullmatch(staff_no) or staff_no.casefold() in NOT_STAFF_NUMBERS:
        raise CellRefused(CellProblem.STAFF_NO_SHAPE)
    return staff_no


def zeroless(staff_no: str) -> str:
    """A staff number without case, and without leading zeros when it is all digits.

    Two numbers that differ and are alike here are taken for one number that a spreadsheet
    shortened.
    """
    return (staff_no.lstrip("0") or "0") if staff_no.isdecimal() else staff_no.casefold()


def read_unit_path(text: str, most: int) -> tuple[str, ...]:
    """The names from the top of the tree down, divided by ``/``; none may be empty."""
    names = tuple(read_text(name, most) for name in text.replace("／", "/").strip("/").split("/"))
    if not all(names):
        raise CellRefused(CellProblem.UNIT_PATH)
    return names


def read_day(text: str) -> date:
    """2026-02-28, 2026.2.28, 2026/2/28, 2026年2月28日 or 20260228; years 1900 to 2100.

    Raises:
        CellRefused: ``DATE_SHAPE`` if it is no such writing, ``DATE_IMPOSSIBLE`` if the
            calendar has no such day.
    """
    plain = " ".join(normalize("NFKC", text).split())
    match = DAY.fullmatch(plain) or PACKED_DAY.fullmatch(plain)
    if match is None:
        raise CellRefused(CellProblem.DATE_SHAPE)
    year, month, day = (int(part) for part in match.groups() if part is not None)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CellRefused(CellProblem.DATE_IMPOSSIBLE)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellRefused(CellProblem.DATE_IMPOSSIBLE) from error


def read_yes_no(text: str) -> bool:
    word = folded(text)
    if word not in YES and word not in NO:
        raise CellRefused(CellProblem.YES_NO_UNKNOWN)
    return word in YES


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

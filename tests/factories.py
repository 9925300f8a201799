"""Makers of saved rows. Every argument has a dull default; name the ones that matter."""

from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from pathlib import Path

from PIL import Image

from domain.audit import Actor
from domain.files.store import Store
from domain.hours.certificates import new_code
from domain.matters import Taken, answer_matter, close_matter, find_matter, raise_matter
from domain.matters.reckoning import calendar_changed
from models import (
    Absence,
    Account,
    Attachment,
    Branch,
    BranchMembership,
    Certificate,
    Correction,
    DispatchSheet,
    ExemptPeriod,
    Grant,
    Holiday,
    Material,
    Matter,
    Person,
    Post,
    RulePack,
    StoredFile,
    StudyEntry,
    TaskBook,
    TaskItem,
    TaskRehearsal,
    Tenure,
    Unit,
    db,
)
from models.taskbooks import FIVE_TESTS

ROOT = Path(__file__).parents[1]
LONG_AGO = date(2020, 1, 1)
THEN = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = count(1)


def make_unit(**values) -> Unit:
    n = next(_numbers)
    return _save(Unit(**{"name": f"第{n}处", "opened_on": LONG_AGO} | values))


def make_branch(**values) -> Branch:
    n = next(_numbers)
    return _save(Branch(**{"name": f"第{n}支部", "opened_on": LONG_AGO} | values))


def make_post(unit: Unit, **values) -> Post:
    n = next(_numbers)
    return _save(Post(**{"unit_id": unit.id, "title": f"岗位{n}", "opened_on": LONG_AGO} | values))


def make_person(*, branch: Branch | None = None, unit: Unit | None = None, **values) -> Person:
    """A person, since long ago in the branch and in a post of the unit, where given."""
    n = next(_numbers)
    defaults = {"staff_no": f"9{n:06d}", "name": f"干部{n}", "created_at": THEN}
    person = _save(Person(**defaults | values))
    if branch is not None:
        make_membership(person, branch)
    if unit is not None:
        make_tenure(person, make_post(unit))
    return person


def make_membership(person: Person, branch: Branch, **values) -> BranchMembership:
    defaults = {"from_on": LONG_AGO, "recorded_at": THEN}
    return _save(BranchMembership(person_id=person.id, branch_id=branch.id, **defaults | values))


def make_tenure(person: Person, post: Post, **values) -> Tenure:
    defaults = {"from_on": LONG_AGO, "recorded_at": THEN}
    return _save(Tenure(person_id=person.id, post_id=post.id, **defaults | values))


def make_absence(person: Person, deputy: Person | None, **values) -> Absence:
    """An absence on the day the tests run, unless other days are given."""
    defaults = {"from_on": date(2026, 11, 16), "to_on": date(2026, 11, 27), "recorded_at": THEN}
    deputy_id = deputy.id if deputy else None
    return _save(Absence(person_id=person.id, deputy_id=deputy_id, **defaults | values))


def make_exempt_period(person: Person, **values) -> ExemptPeriod:
    """Away sick for a month of another year, unless other days are given."""
    defaults = {
        "kind": "sick", "from_on": date(2024, 3, 1), "to_on": date(2024, 3, 31),
        "recorded_at": THEN,
    }  # fmt: skip
    return _save(ExemptPeriod(person_id=person.id, **defaults | values))


def make_certificate(person: Person, **values) -> Certificate:
    """A certificate of 12.34 hours of self-study under the shipped rules."""
    n = next(_numbers)
    defaults = {
        "code": new_code(), "organisation": f"第{n}办公室", "name": person.name, "year": 2025,
        "hundredths": 1234, "parts": '{"self": 1234}',
        "pack_id": db.session.query(RulePack.id).limit(1).scalar(), "issued_at": THEN,
    }  # fmt: skip
    return _save(Certificate(person_id=person.id, **defaults | values))


def make_account(person: Person | None = None, **values) -> Account:
    n = next(_numbers)
    defaults = {
        "username": f"user{n}",
        "person_id": person.id if person else None,
        "created_at": THEN,
        "password_set_at": datetime.now(UTC),
    }
    if values.get("hand"):
        defaults["kind"] = "hand"
    return _save(Account(**defaults | values))


def make_grant(account: Account, role: str, **values) -> Grant:
    """A standing role; give ``branch_id`` to a secretary and ``unit_id`` to a leader."""
    defaults = {"from_on": LONG_AGO, "granted_at": THEN}
    return _save(Grant(account_id=account.id, role=role, **defaults | values))


def make_cadre(**values) -> Account:
    """The account of a new person; keywords are those of ``make_person``."""
    return make_account(make_person(**values))


def make_secretary(branch: Branch, **values) -> Account:
    """The account of a new member of the branch who is its secretary."""
    account = make_cadre(branch=branch, **values)
    make_grant(account, "secretary", branch_id=branch.id)
    return account


def make_leader(unit: Unit, **values) -> Account:
    """The account of a new person of the unit who leads it."""
    account = make_cadre(unit=unit, **values)
    make_grant(account, "leader", unit_id=unit.id)
    return account


def make_hr(**values) -> Account:
    account = make_cadre(**values)
    make_grant(account, "hr")
    return account


def make_organiser(**values) -> Account:
    account = make_cadre(**values)
    make_grant(account, "organiser")
    return account


def held(entry: StudyEntry) -> StudyEntry:
    """The entry in the session, of one that was logged beside it."""
    return db.session.get_one(StudyEntry, entry.id)


def make_entry(person: Person, **values) -> StudyEntry:
    defaults = {
        "studied_on": date(2026, 11, 18),
        "minutes": 45,
        "topic": "公文格式要点",
        "gained": "主送机关放不下时移到版记",
        "submitted_at": datetime(2026, 11, 18, 9, tzinfo=UTC),
    }
    entry = _save(StudyEntry(person_id=person.id, **defaults | values))
    if entry.state in {"waiting", "returned"}:
        make_matter(
            "entry", entry.id, entry.submitted_at, owed_to=person, title=entry.topic,
            returned=entry.state == "returned",
        )  # fmt: skip
    return entry


def make_matter(
    kind: str, source: int, at: datetime, *, owed_by: Person | None = None,
    owed_to: Person | None = None, returned: bool = False, due_on: date | None = None,
    title: str = "",
) -> Matter:  # fmt: skip
    """A matter as its source raises it; ``returned``: it was answered, and lies with the other."""
    raise_matter(
        kind, source, owed_by=owed_by.id if owed_by else None,
        owed_to=owed_to.id if owed_to else None, due_on=due_on, title=title, actor=Actor(None),
        now=at,
    )  # fmt: skip
    matter = find_matter(kind, source)
    if returned:
        answer_matter(matter, Taken("answered"), actor=Actor(None), now=at)
    return matter


def make_sheet(receiver: Person, writer: Person, **values) -> Matter:
    """The matter of a dispatch sheet that the writer sent the receiver on the day of the tests."""
    at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    sheet = _save(
        DispatchSheet(
            content="整理三季度学习情况", receiver_id=receiver.id, writer_id=writer.id,
            written_at=at,
        )
    )  # fmt: skip
    defaults = {"due_on": date(2026, 11, 27), "title": "整理三季度学习情况"}
    return make_matter(
        "dispatch", sheet.id, at, owed_by=receiver, owed_to=writer, **defaults | values
    )


def make_holiday(day: date = date(2026, 10, 1), **values) -> Holiday:
    """A day off, unless ``is_working`` says otherwise; the calendar knows of it."""
    holiday = _save(
        Holiday(**{"day": day, "is_working": False, "name": "国庆节", "recorded_at": THEN} | values)
    )
    calendar_changed()
    return holiday


def make_correction(entry: StudyEntry, **values) -> Correction:
    """An open correction of the entry, whatever its state."""
    defaults = {"wish": "分钟记错了", "asked_at": THEN, "state": "open"}
    correction = _save(Correction(entry_id=entry.id, **defaults | values))
    owner = db.session.get_one(Person, entry.person_id)
    make_matter(
        "correction", correction.id, correction.asked_at, owed_to=owner,
        title=entry.topic,
    )  # fmt: skip
    if correction.state != "open":
        close_matter(
            "correction", correction.id, outcome=correction.state, actor=Actor(None),
            now=correction.asked_at,
        )  # fmt: skip
    return correction


def make_proof(entry: StudyEntry, instance: Path, content: bytes = b"", **values) -> Attachment:
    """A proof of the entry that lies in the store: a small red picture, or the JPEG given."""
    content = content or _red_picture()
    sha256 = Store(instance).put(content)
    if db.session.get(StoredFile, sha256) is None:
        _save(StoredFile(sha256=sha256, media_type="image/jpeg", size=len(content), stored_at=THEN))
    defaults = {"name": "证书.jpg", "added_at": THEN}
    return _save(Attachment(entry_id=entry.id, sha256=sha256, **defaults | values))


def _red_picture() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (64, 48), (181, 49, 43)).save(stream, "JPEG")
    return stream.getvalue()


def make_material(**values) -> Material:
    n = next(_numbers)
    return _save(Material(**{"title": f"材料{n}", "added_at": THEN} | values))


def make_task_book(kind: str, subject, **values) -> TaskBook:
    """An agreed book of the year in which the tests run, with its three questions answered."""
    n = next(_numbers)
    defaults = {
        "title": f"任务书{n}", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31),
        "worth": "重要", "measured_against": "先进支部", "possible": "进前三", "state": "agreed",
        "written_at": THEN,
    }  # fmt: skip
    return _save(TaskBook(subject_kind=kind, subject_id=subject.id, **defaults | values))


def make_task(book: TaskBook, person: Person | None = None, **values) -> TaskItem:
    """A task that passes the five tests, due ten days after the day the tests run."""
    n = next(_numbers)
    defaults = {
        "what": f"任务{n}", "measure": "印发一份", "due_on": date(2026, 11, 30),
        "person_id": person.id if person else None, **dict.fromkeys(FIVE_TESTS, ""),
    }  # fmt: skip
    return _save(TaskItem(book_id=book.id, **defaults | values))


def make_rehearsal(book: TaskBook, **values) -> TaskRehearsal:
    defaults = {"risk": "时间被挤占", "answer": "两周内补上", "added_at": THEN}
    return _save(TaskRehearsal(book_id=book.id, **defaults | values))


def _save(row):
    db.session.add(row)
    db.session.flush()
    return row


def columns_of(row) -> dict:
    """A saved row as a mapping of its columns."""
    return {column.name: getattr(row, column.name) for column in row.__table__.c}

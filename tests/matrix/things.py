"""Records that hang on the people of the world: lines, absences, merges, devices, links, roles."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from flask import current_app

from domain.accounts.links import issue_link
from domain.accounts.sign_ins import start_sign_in
from domain.audit import Actor
from domain.files.store import Store
from domain.matters import find_matter
from domain.people.merging import merge_people
from domain.reading.anchors import Passage
from domain.reading.attempts import begin_attempt
from domain.reading.notes import Marked, Words, mark_passage
from models import (
    Account,
    BranchMembership,
    EntryBatch,
    Grant,
    ImportFile,
    Notice,
    OneTimeLink,
    Person,
    RoleRequest,
    SignIn,
    StoredFile,
    Tenure,
    db,
)
from tests import factories as make
from tests.domain.made_files import pdf
from tests.matrix.world import World
from tests.reading_classes import (
    make_class,
    make_member,
    make_post_on_board,
    make_reading_material,
)
from tests.self_tests import make_tested

PAST_HOURS = (
    "工号,学习类别,开始日期,分钟,依据文件\n70001,self_study,2026-01-05,45,办字1号\n".encode()
)
HOLIDAYS = "日期,类型,名称\n2026-10-02,休,国庆节\n".encode()
ROSTER = "工号,姓名\n70001,柳一诺\n".encode()
A_FILE = pdf()
TODAY = date(2026, 11, 20)
PAST = {"from_on": date(2024, 1, 1), "to_on": date(2024, 1, 31)}


class Things:
    """Ids by the key of the person (or visitor) they belong to."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.memberships = self._lines(BranchMembership)
        self.tenures = self._lines(Tenure)
        self.absences = {
            key: make.make_absence(person, None, **PAST).id for key, person in world.people.items()
        }
        self.exempt_periods = {
            key: make.make_exempt_period(person).id for key, person in world.people.items()
        }
        self.certificates = {
            key: make.make_certificate(person) for key, person in world.people.items()
        }
        instance = current_app.config["INSTANCE"]
        self.proofs = {
            key: make.make_proof(entry, instance).id for key, entry in world.entries.items()
        }
        self.corrections = {
            key: make.make_correction(entry).id for key, entry in world.entries.items()
        }
        self.merges = {key: self._merge(key) for key in ("foreign", "same branch", "in unit")}
        self.grants = self._grants()
        self.requests = {key: self._request(key) for key in ("same branch", "in unit", "foreign")}
        self.devices = {key: _device(account) for key, account in world.accounts.items()}
        self.links = {"standing": _link(), "used": _link(used_at=make.THEN)}
        self.uploads = {key: _upload(account) for key, account in world.accounts.items()}
        self.past_uploads = {
            key: _upload(account, "hours", PAST_HOURS) for key, account in world.accounts.items()
        }
        self.holiday_uploads = {
            key: _upload(account, "holidays", HOLIDAYS) for key, account in world.accounts.items()
        }
        self.matters = {
            key: find_matter("entry", entry.id).id for key, entry in world.entries.items()
        }
        self.sheets = {key: self._sheet(person) for key, person in world.people.items()}
        self.notices = {key: _notice(account) for key, account in world.accounts.items()}
        make.make_holiday()
        self.batches = {key: _batch(person) for key, person in world.people.items()}
        self.task_books = self._task_books()
        self.classes = {key: self._class_of(key) for key in world.people}
        self.readings = {key: self._reading(key) for key in world.people}
        self.self_tests = self._self_tests()
        self.material = make.make_material().id
        self.unopened_hand = make.make_account(username="later", hand="auditor")

    def _reading(self, key: str) -> tuple[str, int]:
        """A class that only this person is in, with a text and a file; its slug, and a note."""
        person = self.world.people[key]
        reading = make_class(f"class-of-{key.replace(' ', '-')}")
        make_member(reading, person)
        text = make_reading_material(reading)
        sha256 = Store(current_app.config["INSTANCE"]).put(A_FILE)
        if db.session.get(StoredFile, sha256) is None:
            db.session.add(
                StoredFile(
                    sha256=sha256, media_type="application/pdf", size=len(A_FILE), pages=1,
                    stored_at=make.THEN,
                )
            )  # fmt: skip
            db.session.flush()
        make_reading_material(reading, "paper", "", form="pdf", sha256=sha256)
        note = mark_passage(
            text, person.id, Marked(Passage("先想清楚"), "zh"), Words("要点"), actor=Actor(None),
            now=datetime.now(UTC),
        )  # fmt: skip
        return reading.slug, note.id

    def _self_tests(self) -> dict[str, str]:
        """A class of each person alone, with a material whose self-test they handed in once."""
        slugs = {}
        for number, (key, person) in enumerate(self.world.people.items()):
            reading = make_class(f"test-{number}")
            material = make_tested(reading)
            make_member(reading, person)
            attempt = begin_attempt(
                reading, material, person.id, language="zh", seed="1", actor=Actor(None),
                now=make.THEN,
            )  # fmt: skip
            attempt.finished_at = make.THEN
            slugs[key] = reading.slug
        db.session.flush()
        return slugs

    def _task_books(self) -> dict[str, tuple[int, int, int]]:
        """Book, task and rehearsal of each person, of both branches and of three units."""
        world = self.world
        subjects = {key: ("person", one, one) for key, one in world.people.items()}
        foreign = world.people["foreign"]
        subjects |= {
            f"of {key} branch": ("branch", one, foreign) for key, one in world.branches.items()
        }
        subjects |= {
            name: ("unit", world.units[key], foreign)
            for name, key in (
                ("of led unit", "led"), ("of unit below", "below"),
                ("of foreign unit", "foreign"),
            )
        }  # fmt: skip
        found = {}
        for key, (kind, subject, person) in subjects.items():
            book = make.make_task_book(kind, subject, title="学习任务书")
            found[key] = (
                book.id, make.make_task(book, person).id, make.make_rehearsal(book).id
            )  # fmt: skip
        return found

    def _class_of(self, key: str) -> dict[str, object]:
        """A class that only this person is in, with a post of each hand; and one that is closed."""
        person, name = self.world.people[key], key.replace(" ", "-")
        reading = make_class(f"group-of-{name}")
        make_reading_material(reading)
        make_reading_material(reading, "taken-off", removed_at=make.THEN)
        account = self.world.accounts.get(key, self.world.accounts["hr"])
        over = make_class(f"over-of-{name}", state="closed", ends_on=TODAY)
        return {
            "slug": reading.slug, "member_id": make_member(reading, person).id,
            "post_id": make_post_on_board(reading, account).id, "over": over.slug,
            "uncredited_id": make_member(over, person).id,
        }  # fmt: skip

    def _lines(self, model: type[BranchMembership | Tenure]) -> dict[str, int]:
        """The standing line of each, and a superseded one of the foreign person."""
        ids = dict(db.session.execute(sa.select(model.person_id, model.id)).all())
        found = {
            key: ids[person.id] for key, person in self.world.people.items() if person.id in ids
        }
        foreign, done = self.world.people["foreign"], {**PAST, "superseded_at": make.THEN}
        if model is Tenure:
            line = make.make_tenure(foreign, make.make_post(self.world.units["foreign"]), **done)
        else:
            line = make.make_membership(foreign, self.world.branches["other"], **done)
        return {**found, "used": line.id}

    def _merge(self, key: str) -> int:
        twin = make.make_person()
        now = datetime.now(UTC)
        kept = self.world.people[key]
        return merge_people(kept, twin, on=TODAY, actor=Actor(None), now=now).id

    def _sheet(self, person: Person) -> int:
        writer = self.world.people["hr"]
        return make.make_sheet(person, writer).id

    def _grants(self) -> dict[str, int]:
        by_account = dict(db.session.execute(sa.select(Grant.account_id, Grant.id)).all())
        accounts = self.world.accounts.items()
        return {key: by_account[one.id] for key, one in accounts if one.id in by_account}

    def _request(self, key: str) -> int:
        request = RoleRequest(
            person_id=self.world.people[key].id, role="organiser", requested_at=make.THEN
        )
        db.session.add(request)
        db.session.flush()
        return request.id


def _notice(account: Account) -> int:
    notice = Notice(account_id=account.id, topic="confirmed", raised_at=make.THEN)
    db.session.add(notice)
    db.session.flush()
    return notice.id


def _device(account: Account) -> int:
    """A second device that is signed in to the account."""
    start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
    newest = sa.select(sa.func.max(SignIn.id)).where(SignIn.account_id == account.id)
    return db.session.scalars(newest).one()


def _link(**values) -> str:
    """The token of a one-time link of a new account."""
    issued = issue_link(make.make_cadre(), actor=Actor(None), now=datetime.now(UTC))
    if values:
        newest = sa.select(sa.func.max(OneTimeLink.id)).scalar_subquery()
        db.session.execute(sa.update(OneTimeLink).where(OneTimeLink.id == newest).values(**values))
    return issued.token


def _batch(person: Person) -> int:
    """One activity that was recorded for the person alone."""
    batch = EntryBatch(kind="form", title="条例学习会", recorded_at=make.THEN)
    db.session.add(batch)
    db.session.flush()
    make.make_entry(person, batch_id=batch.id, studied_on=date(2024, 1, 5), state="confirmed")
    return batch.id


def _upload(account: Account, kind: str = "roster", content: bytes = ROSTER) -> int:
    """A file that the account uploaded and has not applied."""
    upload = ImportFile(
        account_id=account.id, kind=kind, filename=f"{kind}.csv", content=content,
        uploaded_at=datetime.now(UTC),
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    return upload.id

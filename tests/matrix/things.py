"""Records that hang on the people of the world: lines, absences, merges, devices, links, roles."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from flask import current_app

from domain.accounts.links import issue_link
from domain.accounts.sign_ins import start_sign_in
from domain.audit import Actor
from domain.matters import find_matter
from domain.people.merging import merge_people
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
    Tenure,
    db,
)
from tests import factories as make
from tests.matrix.world import World

PAST_HOURS = (
    "工号,学习类别,开始日期,分钟,依据文件\n70001,self_study,2026-01-05,45,办字1号\n".encode()
)
HOLIDAYS = "日期,类型,名称\n2026-10-02,休,国庆节\n".encode()
ROSTER = "工号,姓名\n70001,柳一诺\n".encode()
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
        self.uploads = {key: make_upload(account) for key, account in world.accounts.items()}
        self.past_uploads = {
            key: make_upload(account, "hours", PAST_HOURS)
            for key, account in world.accounts.items()
        }
        self.holiday_uploads = {
            key: make_upload(account, "holidays", HOLIDAYS)
            for key, account in world.accounts.items()
        }
        self.matters = {
            key: find_matter("entry", entry.id).id for key, entry in world.entries.items()
        }
        self.sheets = {key: self._sheet(person) for key, person in world.people.items()}
        self.notices = {key: _notice(account) for key, account in world.accounts.items()}
        make.make_holiday()
        self.batches = {key: _batch(person) for key, person in world.people.items()}
        self.task_books = self._task_books()
        self.material = make.make_material().id
        self.unopened_hand = make.make_account(username="later", hand="auditor")

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


def make_upload(account: Account, kind: str = "roster", content: bytes = ROSTER) -> int:
    """A file that the account uploaded and has not applied."""
    upload = ImportFile(
        account_id=account.id, kind=kind, filename=f"{kind}.csv", content=content,
        uploaded_at=datetime.now(UTC),
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    return upload.id

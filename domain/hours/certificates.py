"""Certificates of hours: a stored snapshot of a figure, with a code that anybody may check.

What was issued says the same for ever: later lines of the ledger change no certificate.
"""

import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from domain import audit
from domain.access import Reach, people_within
from domain.audit import Actor
from domain.hours.figures import figure
from domain.hours.packs import Pack, get_pack
from models import Certificate, Person, RulePack, db

# Neither I, O, 0 nor 1: 32 signs of five bits, so sixteen of them are 80 bits.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 16, 4
MOST_ORGANISATION = 120


class NothingToCertify(Exception):
    """The year holds no hours."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate as it was issued; amounts in hundredths of a credit hour."""

    id: int
    code: str
    person_id: int
    organisation: str
    name: str
    year: int
    hundredths: int
    parts: Mapping[str, int]
    pack: Pack
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Genuine:
    """All that a certificate's code tells whoever asks."""

    name: str
    year: int
    hundredths: int


def issue_certificate(
    person: Person, year: int, *, organisation: str, today: date, actor: Actor, now: datetime
) -> Certificate:
    """Keep the figure of the person's year as it stands. Adds and flushes; the caller commits.

    Raises:
        NothingToCertify: the year holds no hours.
        domain.hours.packs.NoPackInForce: the year has no rules.
    """
    shown = figure(person.id, year, today=today)
    if shown.total <= 0:
        raise NothingToCertify
    parts = {part: shown.had.get(part, 0) for part in shown.pack.parts}
    parts |= {part: had for part, had in shown.had.items() if part not in parts}
    row = Certificate(
        code=new_code(), person_id=person.id, organisation=organisation[:MOST_ORGANISATION],
        name=person.name, year=year, hundredths=shown.total, parts=json.dumps(parts),
        pack_id=shown.pack_id, issued_by=actor.account_id, issued_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    after = {"person": person.id, "year": year, "hundredths": shown.total}
    audit.record(actor, "certificate.issued", "certificate", row.id, at=now, after=after)
    return row


def certificates_of(person_id: int) -> list[Issued]:
    """What was issued of the person's hours, the latest first. One query."""
    rows = db.session.execute(_ISSUED.where(Certificate.person_id == person_id))
    return [_issued(*row) for row in rows]


def find_certificate(certificate_id: int, covered: Reach, today: date) -> Issued | None:
    """The certificate, if its person is within reach. One query."""
    row = db.session.execute(
        _ISSUED.where(Certificate.id == certificate_id, people_within(covered, today))
    ).one_or_none()
    return None if row is None else _issued(*row)


def verify(typed: str) -> Genuine | None:
    """What the code stands for, or ``None`` where no such certificate was issued. One query."""
    code = code_of(typed)
    if code is None:
        return None
    row = db.session.execute(
        sa.select(Certificate.name, Certificate.year, Certificate.hundredths).where(
            Certificate.code == code
        )
    ).one_or_none()
    return None if row is None else Genuine(*row)


def new_code() -> str:
    """Sixteen signs in groups of four, from the machine's source of chance."""
    return _grouped("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))


def code_of(typed: str) -> str | None:
    """The code as it is kept, from what somebody typed: in any case, width and grouping."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    signs = "".join(sign for sign in plain if sign.isalnum())
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    return _grouped(signs)


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


_ISSUED = (
    sa.select(Certificate, RulePack.sha256)
    .join(RulePack, RulePack.id == Certificate.pack_id)
    .join(Person, Person.id == Certificate.person_id)
    .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
)


def _issued(row: Certificate, sha256: str) -> Issued:
    return Issued(
        row.id, row.code, row.person_id, row.organisation, row.name, row.year, row.hundredths,
        json.loads(row.parts), get_pack(row.pack_id, sha256), row.issued_at,
    )  # fmt: skip

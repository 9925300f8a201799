"""A long material as it is read: how much of a bare answer, and how many queries."""

import http.client
import re
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from statistics import median

import sqlalchemy as sa

from bench import wrk
from bench.instances import Instance
from bench.report import Report
from bench.serving import SECONDS, signed_in
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.reading import notes, places, readings
from domain.reading.anchors import Place, passage_at
from domain.reading.asked import Asked
from domain.reading.notes import Marked, Words
from domain.reading.places import Where
from domain.reading.rendering import rendered
from domain.reading.revisions import Draft, add_revision, current_revision
from models import Account, ClassMember, ReadingClass, ReadingMaterial, db
from tests.e2e.server import Server

SECTIONS, CHARACTERS, NOTES = 30, 60_000, 20
PATH = "/reading/bench-class/long"
ROUNDS = 3


def measure_reading(report: Report, instance: Instance, server: Server, bare: Server) -> None:
    """The first time after something has happened, and while nothing does."""
    report.title(f"A material of {CHARACTERS:,} characters")
    _fill(instance, "cadre")
    cookie = signed_in(instance, server, ["cadre"])["cadre"]
    report.most("queries, with nothing kept", _queries(instance, cookie), 8, 8)
    url = server.base_url + PATH
    wrk.read(url, seconds=1, cookie=cookie)
    shares = []
    for _ in range(ROUNDS):
        base = wrk.read(bare.base_url + "/", seconds=SECONDS)
        read = wrk.read(url, seconds=SECONDS, cookie=cookie)
        if read.errors:
            raise RuntimeError(f"{read.errors} errors on {PATH}")
        shares.append(100 * read.rate / base.rate)
    report.note(f"bare {base.rate:.0f}/s, read {read.rate:.0f}/s, p95 {read.p95:.1f} ms")
    report.least("opened, share of bare", median(shares), 25, 35, "%")


def _fill(instance: Instance, username: str) -> None:
    """A class with a long material of which its one member has read and marked a good part."""
    now = datetime.now(UTC)
    with instance.app.app_context(), writing():
        person_id = db.session.scalars(
            sa.select(Account.person_id).where(Account.username == username)
        ).one()
        reading = ReadingClass(
            slug="bench-class", title="长文", kind="group_training", joining="assigned",
            asks=Asked().as_json(), state="open", starts_on=now.date(),
            ends_on=now.date() + timedelta(days=10), written_at=now,
        )  # fmt: skip
        db.session.add(reading)
        db.session.flush()
        db.session.add(
            ClassMember(class_id=reading.id, person_id=person_id, way="list", added_at=now)
        )
        material = ReadingMaterial(class_id=reading.id, slug="long", number=1, title="长文")
        db.session.add(material)
        db.session.flush()
        text = rendered(long_text())
        add_revision(material, Draft("zh", "", text), actor=Actor(None), now=now)
        _read(material, person_id, now)


def long_text() -> str:
    """Sections of paragraphs, no sentence like another, with a table in each."""
    words = (f"第{one}句说的是怎样写清一件事：先写结论，再写依据，后写要求。" for one in count(1))
    table = "| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n"
    parts = []
    for number in range(SECTIONS):
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < CHARACTERS // SECTIONS:
            paragraphs.append("".join(islice(words, 6)))
        text = "\n\n".join(paragraphs)
        parts.append(f"## 第{number}节 {{#part-{number}}}\n\n{text}\n\n{table}")
    return "\n".join(parts)


def _read(material: ReadingMaterial, person_id: int, now: datetime) -> None:
    signed = {"actor": Actor(None), "now": now}
    revision = current_revision(material.id, "zh")
    for number in range(SECTIONS // 2):
        readings.read_section(material, person_id, f"part-{number}", **signed)
    for number in range(NOTES):
        passage = passage_at(revision.plain, Place(500 + number * 2_000, 30))
        notes.mark_passage(material, person_id, Marked(passage, "zh"), Words("一条笔记"), **signed)
    places.keep_place(person_id, material.id, Where("part-14", 480), seconds=0, now=now)


def _queries(instance: Instance, cookie: str) -> int:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)", statement):
            statements.append(statement)

    client = instance.app.test_client()
    client.set_cookie("rigong", cookie)
    client.get("/")
    instance.app.extensions["packed_pages"].clear()
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    answer = client.get(PATH)
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    if answer.status_code != http.client.OK:
        raise RuntimeError(f"{PATH} answers {answer.status}")
    return len(statements)

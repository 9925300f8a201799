"""Words of two characters looked for in 20,000 passages, and whether all of them are found."""

import random
import re
import time
from collections import Counter
from pathlib import Path
from statistics import median, quantiles

import sqlalchemy as sa

from bench.instances import Instance, demo_instance, postgresql_answers
from bench.report import Report
from blueprints.shared.clock import now, today
from blueprints.shared.saving import writing
from domain.access import Visitor
from domain.finding import MATERIAL, find
from domain.reading.asked import Asked
from domain.search.passages import Found, Source, keep_passages
from domain.search.tokens import folded
from models import Account, Person, ReadingClass, ReadingMaterial, SearchPassage, db
from tests.e2e.server import ROOT

PASSAGES = 20_000
CLASSES, SECTIONS = 25, 10  # sections of a material, of about four passages
SECTION = 1150  # characters
WORDS, FREQUENT = 200, 40

Place = tuple[int, str]


def measure_search(report: Report) -> None:
    _measure(report, "sqlite")
    if postgresql_answers():
        _measure(report, "postgresql")
    else:
        report.note("PostgreSQL: skipped, none answers")


def _measure(report: Report, kind: str) -> None:
    with demo_instance(kind) as instance:
        report.title(f"Search in {PASSAGES:,} passages, {kind}")
        with instance.app.app_context():
            texts = _fill(instance)
            visitor = _cadre()
            words = _words(texts)
            plain = {place: folded(text) for place, text in texts.items()}
            made = {material for material, _section in texts}
            seconds, missed = [], 0
            for word in words:
                begun = time.perf_counter()
                find(word, visitor, today=today())
                seconds.append(time.perf_counter() - begun)
                by_hand = {place for place, text in plain.items() if word in text}
                missed += len(by_hand ^ _found(word, visitor, made))
                db.session.rollback()
        milliseconds = [1000 * one for one in seconds]
        report.most("two characters, the middle one of 200", median(milliseconds), 30, 10, "ms")
        report.note(
            f"the most frequent 40: {median(milliseconds[:FREQUENT]):.1f} ms; "
            f"95 of 100 under {quantiles(milliseconds, n=20)[-1]:.1f} ms"
        )
        report.most("places missed, or found and not there", missed, 0, 0)


def _fill(instance: Instance) -> dict[Place, str]:
    """Materials of realistic Chinese; their texts by material and section."""
    draw, clauses = random.Random(6), _clauses()  # noqa: S311 - of texts
    characters = "".join(clauses)
    texts: dict[Place, str] = {}
    with writing():
        for number in range(PASSAGES):
            material, found = _material(number), []
            for part in range(1, SECTIONS + 1):
                found.append(Found(f"part-{part}", _section(draw, clauses, characters)))
                texts[material.id, found[-1].section] = found[-1].text
            keep_passages(
                Source(
                    MATERIAL, material.id, material.title, today(), class_id=material.class_id,
                    language="zh",
                ),
                found,
            )  # fmt: skip
            if db.session.scalar(sa.select(sa.func.max(SearchPassage.id))) >= PASSAGES:
                break
    if instance.url.startswith("postgresql"):
        with writing():
            db.session.execute(sa.text("ANALYZE"))
    return texts


def _material(number: int) -> ReadingMaterial:
    slug = f"bench-{number % CLASSES}"
    reading = db.session.scalars(sa.select(ReadingClass).where(ReadingClass.slug == slug)).first()
    if reading is None:
        reading = ReadingClass(
            slug=slug, title="读书班", kind="group_training", joining="open", state="open",
            asks=Asked().as_json(), starts_on=today(), ends_on=today(), written_at=now(),
        )  # fmt: skip
        db.session.add(reading)
        db.session.flush()
    material = ReadingMaterial(
        class_id=reading.id, slug=f"material-{number}", number=number + 1, title="学习材料"
    )
    db.session.add(material)
    db.session.flush()
    return material


def _clauses() -> list[str]:
    """Parts of sentences of what the program says and teaches in Chinese."""
    files = [ROOT / "content/help/zh.md", *sorted(Path(ROOT / "content").glob("reading/*/*.md"))]
    texts = [path.read_text() for path in files if not path.name.endswith(".en.md")]
    return re.findall(r"[\u4e00-\u9fff0-9]{4,}", "\n".join(texts))


def _section(draw: random.Random, clauses: list[str], characters: str) -> str:
    """As many clauses of the kind as words that seldom meet, in sentences and paragraphs."""
    text = ""
    while len(text) < SECTION:
        seldom = draw.randrange(len(characters) - 12)
        clause = draw.choice((
            draw.choice(clauses),
            "".join(draw.choice(characters) for _ in range(draw.randint(5, 12))),
            characters[seldom : seldom + draw.randint(5, 12)],
        ))  # fmt: skip
        text += clause + draw.choice("，，，，。。；\n")
    return text


def _cadre() -> Visitor:
    query = sa.select(Account.id, Person.id).join(Person, Person.id == Account.person_id)
    account_id, person_id = db.session.execute(query.where(Account.username == "cadre")).one()
    return Visitor(account_id, 1, "cadre", person_id=person_id)


def _words(texts: dict[Place, str]) -> list[str]:
    """Words of two characters: the most frequent, and some of every frequency."""
    counted = Counter(
        pair
        for text in texts.values()
        for pair in {text[at : at + 2] for at in range(len(text) - 1)}
        if re.fullmatch(r"[\u4e00-\u9fff]{2}", pair)
    )
    by_frequency = [word for word, _count in counted.most_common()]
    rest = by_frequency[FREQUENT:]
    step = len(rest) / (WORDS - FREQUENT)
    return by_frequency[:FREQUENT] + [rest[int(n * step)] for n in range(WORDS - FREQUENT)]


def _found(word: str, visitor: Visitor, made: set[int]) -> set[Place]:
    """Among the materials made here: the demo has its own, which nobody counted by hand."""
    hits = find(word, visitor, today=today(), kind=MATERIAL, size=PASSAGES).hits
    return {
        (one.place.source_id, one.place.section)
        for one in hits
        if one.place.section and one.place.source_id in made
    }

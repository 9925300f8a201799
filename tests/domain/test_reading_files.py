"""Reading classes as files: every mistake is named with file and line; syncing loses nothing."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from blueprints.shared.pack_words import pack_refusal_text
from domain.audit import Actor
from domain.hours.fields import PackRefused
from domain.reading.folders import read_classes
from domain.reading.problems import Wrong
from domain.reading.syncing import Synced, known_digests, sync_class
from domain.search.tokens import tokens
from models import (
    AuditRow,
    ClassStep,
    MaterialRevision,
    ReadingClass,
    ReadingMaterial,
    ReadingNote,
    SearchPassage,
    SectionRead,
    db,
)
from tests.factories import make_person

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CLASS = """
title = { zh = "值守", en = "Duty" }
theme = { zh = "守好每一班", en = "Every shift kept" }
kind = "group_training"
[credit]
minutes = 90
"""
FRONT = """---
title: 接班
required: true
minutes: 20
strands: [affairs]
source: 本单位编写
language: zh
---
"""
TEXT = """开头。

## 看什么 {#what}

看电话、传真、值班记录。

## 问什么 {#ask}

问未办结的事。
"""
ENGLISH = (
    "---\ntitle: Taking over\nlanguage: en\n---\nFirst.\n\n## What to look at {#what}\n\nThe log."
    "\n\n## What to ask {#ask}\n\nWhat is open.\n"
)


def write(folder, files):
    for name, text in files.items():
        path = folder / "duty" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")


def whole(**changes):
    files = {"class.toml": CLASS, "01-take-over.md": FRONT + TEXT} | changes
    return {name: text for name, text in files.items() if text is not None}


def problems_of(folder, files):
    write(folder, files)
    classes, problems = read_classes(folder)
    assert (classes == []) == (problems != [])
    return [(one.file.removeprefix("duty/"), one.line, one.wrong, one.details) for one in problems]


def test_a_folder_in_order_has_no_problem(tmp_path):
    assert problems_of(tmp_path, whole(**{"01-take-over.en.md": ENGLISH})) == []


FRONT_LINES = [
    ("title: 接班\n", "", 1, Wrong.MISSING, {"field": "title"}),
    ("minutes: 20", "minutes: 二十", 4, Wrong.NOT_WHOLE, {"field": "minutes"}),
    ("minutes: 20", "minutes: 0", 4, Wrong.NOT_WHOLE, {"field": "minutes"}),
    ("required: true", "required: maybe", 3, Wrong.NOT_TRUE_OR_FALSE, {"field": "required"}),
    ("[affairs]", "[affair]", 5, Wrong.NOT_ONE_OF, {"field": "strands"}),
    ("language: zh", "language: en", 7, Wrong.NOT_ONE_OF, {"field": "language"}),
    ("language: zh", "language: zh\nauthor: 甲", 8, Wrong.UNKNOWN, {"field": "author"}),
    ("title: 接班", f"title: {'长' * 121}", 2, Wrong.NOT_TEXT, {"field": "title"}),
    ("title: 接班", "title: [1", 2, Wrong.FRONT_MATTER, {}),
    ("---\ntitle", "title", 1, Wrong.NO_FRONT_MATTER, {}),
]


@pytest.mark.parametrize(("was", "now", "line", "wrong", "details"), FRONT_LINES)
def test_what_is_wrong_above_a_text_is_named_with_its_line(
    tmp_path, was, now, line, wrong, details
):
    [found] = problems_of(tmp_path, whole(**{"01-take-over.md": (FRONT + TEXT).replace(was, now)}))
    assert found[:3] == ("01-take-over.md", line, wrong)
    assert found[3].items() >= details.items()


BODIES = [
    ("# 接班\n", 9, Wrong.TOP_HEADING),
    ("一\n\n![图](flow.png)\n", 11, Wrong.PICTURE_MISSING),
    ("![图](https://example.org/a.png)\n", 9, Wrong.PICTURE_ELSEWHERE),
    ("一\n\n见[下篇](02-next.md)。\n", 11, Wrong.LINK_BROKEN),
    ("一\n\n见[上文](#nowhere)。\n", 11, Wrong.LINK_BROKEN),
    ("一\n\n[^1]: 注。\n", 11, Wrong.FOOTNOTE_UNUSED),
    ("一\n<script>alert(1)</script>\n", 10, Wrong.MARKUP),
    ('一\n<img src="x" onerror="alert(1)">\n', 10, Wrong.MARKUP),
    ("[点](javascript:alert(1))\n", 9, Wrong.MARKUP),
    (" \n\n", 9, Wrong.EMPTY),
    ("一\n\n## 自测 {#self-test}\n\n### 问？\n\n- [ ] 甲\n- [ ] 乙\n", 13, Wrong.QUESTION),
]


@pytest.mark.parametrize(("body", "line", "wrong"), BODIES)
def test_what_is_wrong_in_a_text_is_named_with_its_line(tmp_path, body, line, wrong):
    found = problems_of(tmp_path, whole(**{"01-take-over.md": FRONT + body}))
    assert ("01-take-over.md", line, wrong) in [one[:3] for one in found]


def test_what_stands_in_code_is_no_mistake(tmp_path):
    body = "一\n\n```\n# 注释 <script>\n![图](x.png)\n```\n\n行内 `<script>` 也是。\n"
    assert problems_of(tmp_path, whole(**{"01-take-over.md": FRONT + body})) == []


FILES = [
    ({"class.toml": None}, "class.toml", Wrong.NO_CLASS_FILE),
    ({"01-take-over.md": None}, "class.toml", Wrong.NO_MATERIALS),
    ({"1_接班.md": FRONT + TEXT}, "1_接班.md", Wrong.FILE_NAME),
    ({"02-notes.md": FRONT + TEXT}, "02-notes.md", Wrong.FILE_NAME),
    ({"01-hand-over.md": FRONT + TEXT}, "01-take-over.md", Wrong.NUMBER_TWICE),
    ({"02-take-over.md": FRONT + TEXT}, "02-take-over.md", Wrong.SLUG_TWICE),
    ({"02-next.en.md": ENGLISH}, "02-next.en.md", Wrong.NO_CHINESE),
    ({"01-take-over.md": FRONT + "一" * 400_000}, "01-take-over.md", Wrong.TOO_LARGE),
    ({"01-take-over.md": FRONT.encode("gb18030")}, "01-take-over.md", Wrong.NOT_UTF_8),
    ({"01-take-over.en.md": ENGLISH.replace("#ask", "#asks")}, "01-take-over.en.md",
     Wrong.SECTIONS_DIFFER),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "file", "wrong"), FILES)
def test_what_is_wrong_with_a_file_is_named(tmp_path, changes, file, wrong):
    found = problems_of(tmp_path, whole(**changes))
    assert [(one[0], one[2]) for one in found] == [(file, wrong)]


@pytest.mark.parametrize(
    ("was", "now", "line", "words"),
    [
        ("minutes = 90", "hours = 2", 5, "credit"),
        ('kind = "group_training"', "", 1, "kind"),
        ("[credit]", '[asks]\nread = "most"\n[credit]', 6, "asks.read"),
        ('"Duty"', '""', 2, "title.en"),
        ('"守好每一班"', f'"{"长" * 601}"', 3, "theme.zh"),
        ('"值守"', "值守", 2, "TOML"),
    ],
)
def test_what_is_wrong_in_class_toml_is_named_with_its_line(app, tmp_path, was, now, line, words):
    write(tmp_path, whole(**{"class.toml": CLASS.replace(was, now)}))
    classes, [refused] = read_classes(tmp_path)
    assert classes == []
    assert isinstance(refused, PackRefused)
    assert (refused.file, refused.line) == ("duty/class.toml", line)
    with app.test_request_context():
        assert words in pack_refusal_text(refused)


def sync(folder, files=None):
    for path in (folder / "duty").glob("*"):
        path.unlink()
    write(folder, whole() if files is None else files)
    classes, problems = read_classes(folder, known_digests())
    assert problems == []
    told = Synced()
    for one in classes:
        sync_class(one, {}, told, actor=Actor(None), now=NOW)
    db.session.commit()
    return told


def counts():
    tables = (ReadingClass, ReadingMaterial, MaterialRevision, ClassStep, SearchPassage, AuditRow)
    return [db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables]


def test_the_same_files_again_change_nothing(database, tmp_path):
    first = sync(tmp_path, whole(**{"01-take-over.en.md": ENGLISH}))
    assert first.added == ["duty", "duty/take-over"]
    before = counts()
    assert before[:3] == [1, 1, 2]
    again = sync(tmp_path, whole(**{"01-take-over.en.md": ENGLISH}))
    assert (again.unchanged, again.added, again.changed) == (1, [], [])
    assert counts() == before


def test_a_changed_text_is_a_new_revision_and_what_readers_did_stays(database, tmp_path):
    sync(tmp_path)
    material = db.session.scalars(sa.select(ReadingMaterial)).one()
    revision = db.session.scalars(sa.select(MaterialRevision)).one()
    reader = make_person()
    quote = "值班记录"
    note = ReadingNote(
        person_id=reader.id, material_id=material.id, revision_id=revision.id, quote=quote,
        before="看电话、传真、", after="。", start=revision.plain.index(quote), length=len(quote),
        written_at=NOW, changed_at=NOW,
    )  # fmt: skip
    read = SectionRead(person_id=reader.id, material_id=material.id, section="what", at=NOW)
    db.session.add_all([note, read])
    db.session.commit()
    longer = TEXT.replace("看电话", "先到岗，再看电话")
    told = sync(tmp_path, whole(**{"01-take-over.md": FRONT + longer}))
    assert told.changed == ["duty/take-over"]
    db.session.expire_all()
    newest = db.session.scalars(
        sa.select(MaterialRevision).order_by(MaterialRevision.number.desc())
    ).first()
    assert newest.number == 2
    assert note.state == "moved"
    assert newest.plain[note.start : note.start + note.length] == quote
    gone = sync(tmp_path, {"class.toml": CLASS, "02-other.md": FRONT + TEXT})
    assert (gone.removed, gone.added) == (["duty/take-over"], ["duty/other"])
    assert db.session.scalars(sa.select(SectionRead)).one().section == "what"
    back = sync(tmp_path)
    assert back.changed == ["duty/take-over"]
    db.session.expire_all()
    assert material.removed_at is None
    assert (note.state, note.removed_at) == ("moved", None)


def test_what_was_detached_closed_or_made_here_is_told_and_left(database, tmp_path):
    sync(tmp_path)
    material = db.session.scalars(sa.select(ReadingMaterial)).one()
    reading = db.session.scalars(sa.select(ReadingClass)).one()
    material.origin = "detached"
    db.session.commit()
    changed = whole(**{"01-take-over.md": FRONT + TEXT + "尾。\n"})
    assert sync(tmp_path, changed).detached == ["duty/take-over"]
    reading.state, reading.starts_on, reading.ends_on = "closed", NOW.date(), NOW.date()
    db.session.commit()
    assert sync(tmp_path, changed).closed == ["duty"]
    reading.origin = "local"
    db.session.commit()
    assert sync(tmp_path, changed).taken == ["duty"]
    assert db.session.scalars(sa.select(MaterialRevision.number)).all() == [1]


def test_another_title_is_found_and_the_old_one_is_not(database, tmp_path):
    sync(tmp_path)
    renamed = FRONT.replace("接班", "交接")
    sync(tmp_path, whole(**{"01-take-over.md": renamed + TEXT}))
    kept = db.session.scalars(sa.select(SearchPassage.tokens).where(SearchPassage.number == 0))
    assert " ".join(tokens("交接")) in kept.all()
    titles = db.session.scalars(sa.select(SearchPassage.title).filter_by(kind="material"))
    assert set(titles) == {"交接"}


def test_the_trail_tells_of_a_class_without_its_words(database, tmp_path):
    sync(tmp_path)
    sync(tmp_path, whole(**{"class.toml": CLASS.replace("守好每一班", "换了说法")}))
    rows = db.session.execute(sa.select(AuditRow.action, AuditRow.after)).all()
    assert "reading.brought_in" in {row.action for row in rows}
    assert not any("换了说法" in row.after for row in rows)
    steps = db.session.scalars(sa.select(ClassStep.after).where(ClassStep.after != "{}"))
    assert any("换了说法" in one for one in steps)


def test_syncing_an_unchanged_folder_asks_the_same_few_queries_however_large(database, tmp_path):
    asked = []
    for many in (2, 30):
        files = {f"{n:03d}-part-{n}.md": FRONT + TEXT for n in range(1, many + 1)}
        sync(tmp_path, {"class.toml": CLASS, **files})
        statements = []
        listener = lambda *seen, into=statements: into.append(seen[2])  # noqa: E731
        sa.event.listen(db.engine, "before_cursor_execute", listener)
        told = sync(tmp_path, {"class.toml": CLASS, **files})
        sa.event.remove(db.engine, "before_cursor_execute", listener)
        assert told.unchanged == many
        asked.append(len(statements))
    assert asked[0] == asked[1]

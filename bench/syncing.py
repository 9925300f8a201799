"""Bringing in 500 files of reading classes of which none has changed."""

from pathlib import Path
from time import perf_counter

from bench.instances import Instance
from bench.report import Report
from blueprints.commands.reading import sync_folders
from tests.architecture.tree import ROOT

CLASSES, MATERIALS = 10, 50
MUST, AIM = 2000, 1000  # milliseconds


def measure_sync(report: Report, instance: Instance) -> None:
    report.title("Reading classes from files")
    folder = instance.folder / "made-classes"
    write_classes(folder)
    with instance.app.test_request_context():
        began = perf_counter()
        first, problems = sync_folders([folder])
        report.note(f"first sync: {perf_counter() - began:.1f} s")
        if problems or len(first.added) != CLASSES * (MATERIALS + 1):
            raise RuntimeError(f"{len(first.added)} added, {len(problems)} problems")
        began = perf_counter()
        again, problems = sync_folders([folder])
        took = 1000 * (perf_counter() - began)
        if problems or again.unchanged != CLASSES * MATERIALS:
            raise RuntimeError(f"{again.unchanged} unchanged, {len(problems)} problems")
    report.most("500 files unchanged", took, MUST, AIM, "ms")


def write_classes(folder: Path) -> None:
    """Ten classes of fifty materials, each with the text of a shipped one."""
    shipped = ROOT / "content" / "reading" / "office-craft"
    texts = sorted(shipped.glob("0*.md"))
    texts = [one for one in texts if not one.name.endswith(".en.md")]
    for number in range(1, CLASSES + 1):
        place = folder / f"made-{number}"
        place.mkdir(parents=True)
        (place / "class.toml").write_bytes((shipped / "class.toml").read_bytes())
        for material in range(1, MATERIALS + 1):
            text = texts[material % len(texts)].read_text(encoding="utf-8")
            for one in texts:  # what it leads to is called otherwise here
                text = text.replace(f"]({one.name})", "](#self-test)")
            (place / f"{material:02d}-part-{material}.md").write_text(text, encoding="utf-8")

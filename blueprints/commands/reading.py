"""``flask reading``: reading classes as files, checked and brought in."""

import json
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.commands.language import in_own_language
from blueprints.shared.clock import now
from blueprints.shared.proofs import refused_text
from blueprints.shared.reading_file_words import problem_text, what_text
from blueprints.shared.saving import writing
from domain.audit import Actor
from domain.files.checking import take_in
from domain.files.refusals import Checked, FileRefused
from domain.files.store import Store
from domain.hours.fields import PackRefused
from domain.reading.folders import ClassFolder, picture_digests, read_classes
from domain.reading.problems import Problem, Wrong
from domain.reading.syncing import (
    Synced,
    known_digests,
    picture_digests_known,
    sync_class,
)

reading = AppGroup("reading", help="Reading classes as files.")
FOLDER = click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
AS_JSON = click.option("--json", "as_json", is_flag=True,
                       help="One JSON document on standard output.")  # fmt: skip


@reading.command("check")
@FOLDER
@AS_JSON
@in_own_language
def check(folder: Path | None, *, as_json: bool) -> None:
    """Look at every class below FOLDER (default: content/reading and the instance's own).

    Each problem is named with file and line; the exit status is 1 where there is one.
    """
    classes, problems = _read(_folders(folder), {})
    if as_json:
        _echo_json({"classes": [one.slug for one in classes], "problems": problems})
    else:
        for one in problems:
            click.echo(problem_text(one))
    materials = sum(len(one.materials) for one in classes)
    click.echo(
        _("In order: %(classes)s with %(materials)s.",
          classes=ngettext("%(num)d class", "%(num)d classes", len(classes)),
          materials=ngettext("%(num)d material", "%(num)d materials", materials)),
        err=True,
    )  # fmt: skip
    _end(problems)


@reading.command("sync")
@FOLDER
@AS_JSON
@in_own_language
def sync(folder: Path | None, *, as_json: bool) -> None:
    """Bring every class below FOLDER in (default: content/reading and the instance's own).

    The same files again change nothing. A class with a problem is left as it was, whole; the
    others come in, and the exit status is 1.
    """
    told, problems = sync_folders(_folders(folder))
    if as_json:
        _echo_json({"problems": problems, **_document(told)})
    else:
        _say(told)
        for one in problems:
            click.echo(problem_text(one))
    _end(problems)


def sync_folders(folders: Iterable[Path]) -> tuple[Synced, list[Problem | PackRefused]]:
    """Bring the classes of the folders in; a transaction for each class."""
    classes, problems = _read(folders, known_digests())
    told, store = Synced(), Store(Path(current_app.config["INSTANCE"]))
    for one in classes:
        try:
            pictures = _new_pictures(one, store)
        except PictureRefused as refused:
            problems.append(refused.problem)
            continue
        with writing():
            sync_class(one, pictures, told, actor=Actor(None), now=now())
    return told, problems


class PictureRefused(Exception):
    """A picture beside the texts was not taken."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.file)
        self.problem = problem


def _new_pictures(folder: ClassFolder, store: Store) -> dict[str, tuple[Checked, str]]:
    """Those whose files are not the ones that came before, checked and in the store."""
    known = picture_digests_known(folder.slug)
    taken = {}
    for name, digest in picture_digests(folder.pictures).items():
        if known.get(name) == digest:
            continue
        try:
            taken[name] = (take_in(folder.pictures[name].read_bytes(), name, store), digest)
        except FileRefused as refused:
            reason = refused_text(refused.reason, name)
            file = f"{folder.slug}/{name}"
            raise PictureRefused(
                Problem(file, 1, Wrong.PICTURE_REFUSED, {"reason": reason})
            ) from None
    return taken


def _folders(folder: Path | None) -> list[Path]:
    if folder is not None:
        return [folder]
    own = Path(current_app.config["INSTANCE"]) / "content" / "reading"
    shipped = Path(current_app.root_path) / "content" / "reading"
    return [one for one in (shipped, own) if one.is_dir()]


def _read(folders: Iterable[Path], known):
    classes, problems = [], []
    for folder in folders:
        found, wrong = read_classes(folder, known)
        classes += found
        problems += wrong
    return classes, problems


def _say(told: Synced) -> None:
    for places, text in (
        (told.added, _("Added: %(places)s")),
        (told.changed, _("Changed: %(places)s")),
        (told.removed, _("Taken off the syllabus, with what readers did kept: %(places)s")),
        (told.detached, _("Left as they are, for they were detached from their files: %(places)s")),
        (told.closed, _("Left as they are, for the class is closed: %(places)s")),
        (told.taken, _("Not brought in, for a class of that address was made here: %(places)s")),
    ):  # fmt: skip
        if places:
            click.echo(text % {"places": _(", ").join(places)})
    click.echo(
        ngettext("%(num)d material unchanged.", "%(num)d materials unchanged.", told.unchanged)
    )


def _document(told: Synced) -> dict[str, object]:
    return {name: getattr(told, name) for name in told.__slots__}


def _echo_json(document: dict[str, object]) -> None:
    document["problems"] = [_problem_document(one) for one in document["problems"]]
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _problem_document(problem: Problem | PackRefused) -> dict[str, object]:
    words = problem_text(problem) if isinstance(problem, PackRefused) else what_text(problem)
    code = problem.expected if isinstance(problem, PackRefused) else problem.wrong
    return {"file": problem.file, "line": problem.line, "problem": str(code), "text": words}


def _end(problems: list[Problem | PackRefused]) -> None:
    if problems:
        click.get_current_context().exit(1)

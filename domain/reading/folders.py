"""Folders of reading classes: every class in them read and checked, or every problem named.

``NN-slug.md`` is a material in Chinese, ``NN-slug.en.md`` the same in English beside it. What
is known by its digest is not read again: a folder that has not changed costs its bytes.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from domain.hours.fields import PackRefused
from domain.reading.addresses import material_address, picture_address
from domain.reading.class_file import ClassFile, read_class_file
from domain.reading.front_matter import FileWrong, FrontMatter, read_front_matter
from domain.reading.problems import Problem, Wrong
from domain.reading.revisions import Draft
from domain.reading.slugs import is_class_slug, is_material_slug
from domain.reading.texts import checked_draft

CLASS_FILE = "class.toml"
MOST_BYTES = 1_000_000  # of a text
PICTURES = frozenset({".png", ".jpg", ".jpeg"})
_NAME = re.compile(r"(\d{1,3})-(.+?)(\.en)?\.md\Z")

Digests = Mapping[str, Mapping[str, str]]  # of materials by slug, by the slug of their class


@dataclass(frozen=True, slots=True)
class MaterialFile:
    """A material as its files say it; ``front`` is None where its digest was known."""

    slug: str
    number: int
    sha256: str
    title_en: str = ""
    front: FrontMatter | None = None
    drafts: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """A class whose files are in order; ``pictures`` are those that lie in its folder."""

    slug: str
    file: ClassFile
    materials: tuple[MaterialFile, ...]
    pictures: Mapping[str, Path]


@dataclass(slots=True)
class _Read:
    """A folder being read: what was found and what was wrong so far."""

    path: Path
    known: Mapping[str, str]
    pictures: dict[str, Path]
    problems: list[Problem | PackRefused] = field(default_factory=list)

    def name(self, file: str) -> str:
        return f"{self.path.name}/{file}"

    def wrong(self, file: str, line: int, wrong: Wrong, **details: object) -> None:
        self.problems.append(Problem(self.name(file), line, wrong, details))


def read_classes(
    folder: Path, known: Digests | None = None
) -> tuple[list[ClassFolder], list[Problem | PackRefused]]:
    """The classes below the folder that are in order, and what is wrong with the others.

    A folder without ``class.toml`` and without texts is none of a class, and passed over.
    """
    classes: list[ClassFolder] = []
    problems: list[Problem | PackRefused] = []
    for path in sorted(one for one in folder.iterdir() if one.is_dir()):
        if not any(path.glob("*.md")) and not (path / CLASS_FILE).exists():
            continue
        found, wrong = read_class(path, (known or {}).get(path.name, {}))
        problems += wrong
        if found is not None:
            classes.append(found)
    return classes, problems


def read_class(
    path: Path, known: Mapping[str, str]
) -> tuple[ClassFolder | None, list[Problem | PackRefused]]:
    """The class of a folder, or ``None`` and what is wrong with it."""
    pictures = {one.name: one for one in sorted(path.iterdir()) if one.suffix.lower() in PICTURES}
    read = _Read(path, known, pictures)
    if not is_class_slug(path.name):
        read.wrong(CLASS_FILE, 1, Wrong.CLASS_NAME)
    file = _class_file(read)
    materials = _materials(read)
    if read.problems or file is None:
        return None, read.problems
    return ClassFolder(path.name, file, tuple(materials), pictures), []


def _class_file(read: _Read) -> ClassFile | None:
    path = read.path / CLASS_FILE
    if not path.exists():
        read.wrong(CLASS_FILE, 1, Wrong.NO_CLASS_FILE)
        return None
    text = _text(read, CLASS_FILE)
    if text is None:
        return None
    try:
        return read_class_file(text, read.name(CLASS_FILE))
    except PackRefused as refused:
        read.problems.append(refused)
        return None


def _text(read: _Read, file: str) -> str | None:
    path = read.path / file
    if path.stat().st_size > MOST_BYTES:
        read.wrong(file, 1, Wrong.TOO_LARGE, most=MOST_BYTES)
        return None
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        read.wrong(file, line, Wrong.NOT_UTF_8)
        return None


def _materials(read: _Read) -> list[MaterialFile]:
    named = _names(read)
    addresses = {
        f"{number:0{width}}-{slug}.md": material_address(read.path.name, slug)
        for slug, (number, width, _english) in named.items()
    }
    if not named:
        read.wrong(CLASS_FILE, 1, Wrong.NO_MATERIALS)
    found = (_material(read, slug, *place, addresses) for slug, place in named.items())
    return [one for one in found if one is not None]


def _names(read: _Read) -> dict[str, tuple[int, int, bool]]:
    """Number, its digits, and whether there is an English text, by slug, in order."""
    named: dict[str, tuple[int, int, bool]] = {}
    numbers: dict[int, str] = {}
    english: dict[str, str] = {}
    for path in sorted(read.path.glob("*.md")):
        found = _NAME.match(path.name)
        if found is None or not is_material_slug(found[2]):
            read.wrong(path.name, 1, Wrong.FILE_NAME)
        elif found[3]:
            english[f"{found[1]}-{found[2]}"] = path.name
        elif int(found[1]) in numbers:
            read.wrong(path.name, 1, Wrong.NUMBER_TWICE, other=numbers[int(found[1])])
        elif found[2] in named:
            read.wrong(path.name, 1, Wrong.SLUG_TWICE, other=numbers[named[found[2]][0]])
        else:
            numbers[int(found[1])] = path.name
            named[found[2]] = (int(found[1]), len(found[1]), False)
    for stem, name in english.items():
        digits, _, slug = stem.partition("-")
        if slug in named and named[slug][0] == int(digits):
            named[slug] = (*named[slug][:2], True)
        else:
            read.wrong(name, 1, Wrong.NO_CHINESE)
    return named


def _material(
    read: _Read, slug: str, number: int, width: int, english: bool,  # noqa: FBT001 - one of a row
    addresses: Mapping[str, str],
) -> MaterialFile | None:  # fmt: skip
    stem = f"{number:0{width}}-{slug}"
    files = {"zh": f"{stem}.md"} | ({"en": f"{stem}.en.md"} if english else {})
    texts = {language: _text(read, file) for language, file in files.items()}
    if any(text is None for text in texts.values()):
        return None
    digest = hashlib.sha256("\0".join([stem, *map(str, texts.values())]).encode()).hexdigest()
    if read.known.get(slug) == digest:
        return MaterialFile(slug, number, digest)
    fronts: dict[str, FrontMatter] = {}
    drafts: list[Draft] = []
    for language, file in files.items():
        try:
            front = read_front_matter(str(texts[language]), read.name(file), language)
            draft = checked_draft(
                front, language, file=read.name(file), links=addresses,
                pictures={
                    name: picture_address(read.path.name, name) for name in read.pictures
                },
            )  # fmt: skip
        except FileWrong as wrong:
            read.problems += wrong.problems
            continue
        fronts[language] = front
        drafts.append(draft)
    if fronts.keys() != files.keys():
        return None
    _compare_sections(read, files, drafts)
    title_en = fronts["en"].title if "en" in fronts else ""
    return MaterialFile(slug, number, digest, title_en, fronts["zh"], tuple(drafts))


def _compare_sections(read: _Read, files: Mapping[str, str], drafts: list[Draft]) -> None:
    """Both languages have the same sections, or progress in one is none in the other."""
    keys = [{one.key for one in draft.rendered.sections} for draft in drafts]
    if len(keys) > 1 and keys[0] != keys[1]:
        read.wrong(files["en"], 1, Wrong.SECTIONS_DIFFER, found=sorted(keys[0] ^ keys[1]))


def picture_digests(
    pictures: Mapping[str, Path], read: Callable[[Path], bytes] = Path.read_bytes
) -> dict[str, str]:
    """The SHA-256 of the pictures' files, by name."""
    return {name: hashlib.sha256(read(path)).hexdigest() for name, path in pictures.items()}

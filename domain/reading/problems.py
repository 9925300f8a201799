"""What is wrong with a file of a reading class: where, and what was expected. No wording."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Wrong(StrEnum):
    """What is wrong; behind it the details that go with it."""

    NO_CLASS_FILE = "no_class_file"
    CLASS_NAME = "class_name"  # the folder's name is no address
    FILE_NAME = "file_name"
    NUMBER_TWICE = "number_twice"  # other: the file that has it
    SLUG_TWICE = "slug_twice"  # other
    NO_MATERIALS = "no_materials"
    NO_CHINESE = "no_chinese"  # an .en.md without its .md
    TOO_LARGE = "too_large"  # most: bytes
    NOT_UTF_8 = "not_utf_8"
    NO_FRONT_MATTER = "no_front_matter"
    FRONT_MATTER = "front_matter"  # not YAML
    MISSING = "missing"  # field
    UNKNOWN = "unknown"  # field
    NOT_TEXT = "not_text"  # field, most: characters
    NOT_WHOLE = "not_whole"  # field, least, most
    NOT_TRUE_OR_FALSE = "not_true_or_false"  # field
    NOT_ONE_OF = "not_one_of"  # field, allowed
    EMPTY = "empty"
    TOP_HEADING = "top_heading"
    MARKUP = "markup"  # found
    PICTURE_MISSING = "picture_missing"  # found
    PICTURE_ELSEWHERE = "picture_elsewhere"  # found
    PICTURE_REFUSED = "picture_refused"  # reason: of domain.files
    LINK_BROKEN = "link_broken"  # found
    FOOTNOTE_UNUSED = "footnote_unused"  # found
    NESTED = "nested"  # too deep
    SECTIONS_DIFFER = "sections_differ"  # found: keys that only one of the two has
    QUESTION = "question"  # code, and what goes with it


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in ``line`` (from 1) of ``file``, named below the folder that was read."""

    file: str
    line: int
    wrong: Wrong
    details: dict[str, Any] = field(default_factory=dict)

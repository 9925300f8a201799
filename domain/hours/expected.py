"""What should stand in a field of a rule file, and the refusal that says so."""

from enum import StrEnum
from typing import Any


class Expected(StrEnum):
    """What should stand in a field; the screens hold the wording. Behind it: the details."""

    UTF_8 = "utf_8"
    TOML = "toml"
    SHORTER = "shorter"  # most: characters
    PLAINER = "plainer"  # most: brackets in brackets, or names of one key
    GIVEN_ONCE = "given_once"
    REAL_DAY = "real_day"
    GIVEN = "given"
    KNOWN = "known"
    TEXT = "text"
    WHOLE = "whole"  # least, most
    TRUE_OR_FALSE = "true_or_false"
    TRUE_OR_ABSENT = "true_or_absent"
    ID = "id"
    DAY = "day"
    MONTH_DAY = "month_day"
    AMOUNT = "amount"
    ABOVE_ZERO = "above_zero"
    SHARE = "share"
    ONE_OF = "one_of"  # allowed
    TABLE = "table"
    TABLES = "tables"
    TEXTS = "texts"
    EACH_OF = "each_of"  # allowed: each must be there
    UNIQUE_ID = "unique_id"
    UNIQUE_NAME = "unique_name"  # found
    NOT_BESIDE = "not_beside"  # found: the field, beside: what it does not go with
    AT_LEAST_ONE = "at_least_one"
    A_MAIN_ONE = "a_main_one"
    SUM_OF_PARTS = "sum_of_parts"  # least
    TAG_MINIMUM = "tag_minimum"  # least
    NOT_BEFORE = "not_before"  # day
    NOT_BELOW = "not_below"  # least
    NO_OVERLAP = "no_overlap"  # least: the first amount that is free
    PART_OF_KIND = "part_of_kind"  # found: the kind's own part
    ROOM_FOR = "room_for"  # least, found: the requirement that asks it
    ROOM_IN_WINDOW = "room_in_window"  # the same; and whole: what it asks in so many years
    NOT_RESERVED = "not_reserved"
    KIND_OR_TAG = "kind_or_tag"
    A_CONDITION = "a_condition"
    COUNTED = "counted"
    ONE_YEAR_ONLY = "one_year_only"
    NEEDS_WINDOW = "needs_window"
    SHORT_ID = "short_id"  # least: the most characters
    RISES_TOGETHER = "rises_together"
    DECIMAL = "decimal"  # low, high
    ABOVE = "above"  # low
    STEP = "step"  # low, high: the range that it divides
    WEIGHTS_OF_100 = "weights_of_100"  # found: what they make
    FEWER_DROPPED = "fewer_dropped"  # least: the minimum that must be more
    A_DROP = "a_drop"
    NOT_A_WORD = "not_a_word"  # found: the id, which means something of its own
    JSON = "json"
    FRACTION = "fraction"


class PackRefused(Exception):
    """A rule file is wrong at ``field`` of ``file``, in ``line``; ``expected`` should stand there.

    ``field`` is empty where the text could not be read, ``line`` is 0 where fields have none.
    ``details`` go with what was expected.
    """

    def __init__(
        self, file: str, field: str, expected: Expected, line: int, **details: Any
    ) -> None:
        super().__init__(f"{file}:{line}: {field}: {expected} {details or ''}")
        self.file, self.field, self.expected, self.line = file, field, expected, line
        self.details: dict[str, Any] = details

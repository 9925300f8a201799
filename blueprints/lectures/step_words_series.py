"""What happens to series and lectures, their draw and times, in words."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "series_written": _l("The series was written"), "series_edited": _l("The series was changed"),
    "series_moved": _l("Moved to another unit"), "lecture_added": _l("A lecture added"),
    "lecture_edited": _l("A lecture changed"), "lecture_withdrawn": _l("A lecture withdrawn"),
    "lecture_moved": _l("A lecture moved to another branch or unit"),
    "drawn": _l("The order was drawn"), "time_given": _l("Time and place given"),
}  # fmt: skip

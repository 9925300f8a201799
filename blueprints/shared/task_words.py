"""The states of task books and of their tasks, in the reader's language."""

from flask_babel import lazy_gettext as _l

BOOK_STATES = {
    "draft": _l("draft"),
    "agreed": _l("agreed"),
    "under_way": _l("under way"),
    "ended": _l("ended"),
    "reviewed": _l("reviewed"),
}
TASK_STATES = {
    "not_begun": _l("not begun"),
    "under_way": _l("under way"),
    "done": _l("done"),
    "put_off": _l("put off"),
    "dropped": _l("dropped"),
}

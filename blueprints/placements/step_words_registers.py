"""What the step is called by which a placement of the past came in from a file."""

from flask_babel import lazy_gettext as _l

ACTS = {"imported": _l("It was brought in from a file")}

"""What the roles and the three hands are called."""

from flask_babel import lazy_gettext as _l

ROLE_WORDS = {
    "cadre": _l("Cadre"),
    "secretary": _l("Branch secretary"),
    "organiser": _l("Organiser"),
    "hr": _l("HR"),
    "leader": _l("Leader"),
    "admin": _l("Administrator"),
    "security": _l("Security officer"),
    "auditor": _l("Auditor"),
}

"""What the reasons and refusals of these pages are called."""

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from blueprints.shared.role_words import ROLE_WORDS
from models import HANDS, ROLES

USERNAME_IMPOSSIBLE = _l(
    "A username is 1 to 60 letters, digits or . _ @ - and begins with a letter or digit."
)
USERNAME_TAKEN = _l("Another account carries this username.")
PERSON_MERGED = _l(
    "The record of this person was merged into another one. Only taking the two apart, on the "
    "page of that person, opens this account again."
)
NO_SUCH_PERSON = _l("Nobody has this staff number.")
DISABLE_REASONS = [
    SelectChoice("left", _l("Has left")),
    SelectChoice("absent", _l("Away for long")),
    SelectChoice("misuse", _l("Suspected misuse")),
    SelectChoice("duplicate", _l("Opened twice")),
    SelectChoice("other", _l("Another reason, on file")),
]
RESET_REASONS = [
    SelectChoice("lost", _l("Phone and codes lost")),
    SelectChoice("replaced", _l("New phone")),
    SelectChoice("misuse", _l("Suspected misuse")),
    SelectChoice("other", _l("Another reason, on file")),
]
END_REASONS = {"revoked": _l("taken away"), "lapsed": _l("lapsed: left the place it was for")}
SHOW = {
    "": _l("All"),
    "never": _l("No password yet"),
    "disabled": _l("Disabled"),
    "hands": _l("The three hands"),
}
HAND_CHOICES = [SelectChoice(hand, ROLE_WORDS[hand]) for hand in HANDS]
ROLE_CHOICES = [SelectChoice(role, ROLE_WORDS[role]) for role in ROLES]

"""Choosing a password: the two fields, what is asked of it, and why one is not taken."""

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from blueprints.shared.forms import RecordForm
from domain.accounts import passwords
from domain.accounts.passwords import Refusal

WORDS = {
    Refusal.TOO_SHORT: _l("It needs %(least)d characters or more.", least=passwords.LEAST),
    Refusal.TOO_LONG: _l("It may have %(most)d characters at most.", most=passwords.MOST),
    Refusal.TOO_FEW_KINDS: _l(
        "Mix at least three of these: capital letters, small letters, digits, other characters."
    ),
    Refusal.HOLDS_NAME: _l("Leave your username and staff number out of it."),
    Refusal.WEAK: _l("It is made of words, names, days or rows of keys that are tried first."),
    Refusal.UNCHANGED: _l("This is the password you have now. Choose another one."),
}
INSTEAD = {
    "dengbao3": _l(
        "For example three words that have nothing to do with each other, with a capital letter "
        "and digits among them."
    ),
    "asvs": _l("For example four words that have nothing to do with each other."),
}


class NewPasswordForm(RecordForm):
    """A new password, typed twice."""

    new_password = PasswordField(
        _l("New password"), [InputRequired(), Length(max=passwords.MOST_TYPED)]
    )
    again = PasswordField(
        _l("The same once more"),
        [InputRequired(), EqualTo("new_password", _l("The two are not the same."))],
    )


def hash_if_fit(
    form: NewPasswordForm, *, names: tuple[str, ...], password_hash: str = ""
) -> str | None:
    """The hash of the form's new password, or ``None`` with the reason on the field.

    Takes the time of one or two hashes: call it before the gate.
    """
    password, profile = form.new_password.data, current_app.config["PASSWORD_PROFILE"]
    refusal = passwords.find_refusal(password, profile, names=names, password_hash=password_hash)
    if refusal is not None:
        instead = [str(INSTEAD[profile])] if refusal is Refusal.WEAK else []
        form.new_password.errors = [str(WORDS[refusal]), *instead]
        return None
    return passwords.hash_password(password)


def password_hint() -> str:
    """What the profile asks of a new password, in one sentence."""
    profile = current_app.config["PASSWORD_PROFILE"]
    if profile == "dengbao3":
        return _(
            "%(least)d characters or more, with three of: capital letters, small letters, digits, "
            "other characters. Not your username, nothing made of common words alone.",
            least=passwords.LEAST,
        )  # fmt: skip
    return _(
        "%(least)d characters or more, as long as you like; spaces and Chinese characters are "
        "fine. For example four words that have nothing to do with each other.",
        least=passwords.LEAST,
    )  # fmt: skip

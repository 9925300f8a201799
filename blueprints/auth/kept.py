"""A form whose sign-in had ended: kept, signed, on the sign-in page; sent on by the same person."""

from dataclasses import dataclass

from flask import current_app, request, session
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData, URLSafeTimedSerializer

from domain.accounts import sign_ins

LASTS = 24 * 3600  # seconds
MOST = 256 * 1024  # characters, signed and packed; the form that carries it may have 1 MB
# Their forms hold passwords and codes, which are kept nowhere and quickly typed again.
SECRET_SCREENS = frozenset({"auth", "account"})
_OURS = frozenset({"once", "version"})  # sent again, but nothing that somebody entered
# What the commonest fields are called; another one is shown by the name that it is sent under.
FIELD_WORDS = {
    "minutes": _l("How long, in minutes"),
    "other_minutes": _l("Other: minutes"),
    "studied_on": _l("Which day"),
    "topic": _l("Material or topic"),
    "gained": _l("What you gained, in one line"),
    "reason": _l("Reason"),
    "name": _l("Name"),
    "staff_no": _l("Staff number"),
    "username": _l("Username"),
}


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What was being sent, and whose sign-in it was sent with."""

    account_id: int
    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    @property
    def entered(self) -> list[tuple[object, str]]:
        """What a person filled in, each field by what it is called."""
        return [
            (FIELD_WORDS.get(name, name), value)
            for name, value in self.fields
            if value and name not in _OURS
        ]


def keep_form() -> str:
    """The form of this request, signed; empty when there is none that may be kept."""
    account_id = _former_account()
    if account_id is None or request.blueprint in SECRET_SCREENS:
        return ""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    had_files = any(file.filename for file in request.files.values())
    signed = _signer().dumps([account_id, request.full_path.rstrip("?"), fields, had_files])
    return signed if len(signed) <= MOST else ""


def read_kept(signed: str, account_id: int) -> KeptForm | None:
    """The kept form, for the person who was sending it; nobody else gets it."""
    try:
        owner, path, fields, had_files = _signer().loads(signed, max_age=LASTS)
    except BadData:
        return None
    if owner != account_id:
        return None
    return KeptForm(owner, path, tuple((name, value) for name, value in fields), had_files)


def _former_account() -> int | None:
    token = session.get("token")
    return sign_ins.former_account(token) if token else session.get("former")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept form")

"""What somebody chose for their own account: language and theme."""

from datetime import datetime

from domain import audit
from domain.audit import Actor
from models import Account, db

LANGUAGES = ("", "zh", "en")  # empty: as the browser asks
THEMES = ("auto", "light", "dark")


def set_preferences(
    account: Account, *, language: str, theme: str, actor: Actor, now: datetime
) -> None:
    """Keep the language and theme on the account, for every device; the caller commits."""
    if language not in LANGUAGES or theme not in THEMES:
        raise ValueError((language, theme))
    account.language, account.theme = language, theme
    account.version += 1
    db.session.flush()
    audit.record(
        actor, "account.preferences_set", "account", account.id, at=now,
        after={"language": language, "theme": theme},
    )  # fmt: skip

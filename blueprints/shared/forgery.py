"""The check against forged requests: a token that was found good is not computed again."""

from hmac import compare_digest

from flask import Flask, current_app, g, request, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import same_origin

from blueprints.shared.shelf import Shelf

MOST_TOKENS = 500  # of one process; each takes some hundred bytes
LONGEST = 200  # of a token that is kept: one with padding is good as well, and as long as one likes


class KnownTokens(CSRFProtect):
    """Flask-WTF's check of every unsafe request.

    A token has no clock of its own (``WTF_CSRF_TIME_LIMIT``), and all pages of a sign-in can
    carry the same: what Flask-WTF found good for the sign-in's own value once is good again.
    """

    def init_app(self, app: Flask) -> None:
        self._known = Shelf(MOST_TOKENS)  # token -> the value that it signs
        super().init_app(app)

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - its base
        if request.method not in current_app.config["WTF_CSRF_METHODS"]:
            return
        token, own = self._get_csrf_token(), session.get("csrf_token", "")
        if compare_digest(self._known.find(token) or "-", own) and _asked_by_us():
            g.csrf_valid = True
            return
        super().protect(apply_exemptions)
        if g.get("csrf_valid") and len(token) <= LONGEST:
            self._known.keep(token, own)


def _asked_by_us() -> bool:
    """Whether the page that asks is ours, which Flask-WTF looks at where TLS is spoken."""
    here = f"https://{request.host}/"
    return not request.is_secure or same_origin(request.referrer or "", here)


csrf = KnownTokens()

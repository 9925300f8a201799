"""The session's cookie: Flask's own, signed by what is made once."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Serializer, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

SMALL = 600  # bytes of a session's JSON


class SmallFirst(URLSafeTimedSerializer):
    """Signs as its base does, which compresses whatever gets shorter.

    To try it costs more than to sign, and a small value gains some hundred bytes at the most.
    """

    def dump_payload(self, obj: object) -> bytes:
        plain = Serializer.dump_payload(self, obj)
        return base64_encode(plain) if len(plain) < SMALL else super().dump_payload(obj)


class KeptSessions(SecureCookieSessionInterface):
    """Flask's own signed cookie; Flask makes what signs it anew, twice in each request."""

    def __init__(self) -> None:
        self._made: dict[object, URLSafeTimedSerializer] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if not app.secret_key:
            return None
        keys = (*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key)
        if keys not in self._made:
            how = {"key_derivation": self.key_derivation, "digest_method": self.digest_method}
            self._made[keys] = SmallFirst(
                list(keys), salt=self.salt, serializer=self.serializer, signer_kwargs=how
            )
        return self._made[keys]

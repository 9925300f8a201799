"""The session's cookie: Flask's own, signed by what is made once."""

from functools import lru_cache
from typing import Any

from flask import Flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, Serializer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

from blueprints.shared.clock import machine_now

SMALL = 600  # bytes of a session's JSON
MOST_KNOWN = 500  # cookies of one process; each takes some hundred bytes
LONGEST = 2000  # of a cookie that is kept; a longer one is read each time
PLAIN = frozenset({str, int, bool, type(None)})


class PlainFirst(TaggedJSONSerializer):
    """Writes a session's values as its base does, which tries every tag on every text."""

    def tag(self, value: object) -> object:
        return value if type(value) in PLAIN else super().tag(value)


class SmallFirst(URLSafeTimedSerializer):
    """Signs as its base does, which compresses whatever gets shorter.

    To try it costs more than to sign, and a small value gains some hundred bytes at the most.
    A signature that was found good stays so under its keys, and is not computed again; what
    signs, and the key that it derives, are made once.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._opened = lru_cache(MOST_KNOWN)(self._open)
        self._signer = super().make_signer()
        self._signer.derive_key = lru_cache(self._signer.derive_key)

    def make_signer(self, salt: str | bytes | None = None) -> TimestampSigner:
        return self._signer if salt is None else super().make_signer(salt)

    def dump_payload(self, obj: object) -> bytes:
        plain = Serializer.dump_payload(self, obj)
        return base64_encode(plain) if len(plain) < SMALL else super().dump_payload(obj)

    def loads(self, s: str | bytes, max_age: int | None = None, *more: Any, **options: Any) -> Any:
        if more or options or len(s) > LONGEST:
            return super().loads(s, max_age, *more, **options)
        payload, signed_at = self._opened(s)
        if max_age is None or 0 <= int(machine_now().timestamp()) - signed_at <= max_age:
            return self.load_payload(payload)
        return super().loads(s, max_age)  # says in its words that it is too old

    def _open(self, signed: str | bytes) -> tuple[bytes, int]:
        """The payload and when it was signed, in seconds.

        Raises:
            BadSignature: by none of the keys.
        """
        refused = BadSignature("no key")
        for signer in self.iter_unsigners():
            try:
                payload, at = signer.unsign(signed, return_timestamp=True)
            except BadSignature as error:
                refused = error
            else:
                return payload, int(at.timestamp())
        raise refused


class KeptSessions(SecureCookieSessionInterface):
    """Flask's own signed cookie; Flask makes what signs it anew, twice in each request."""

    serializer = PlainFirst()

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

"""Passwords: argon2id, 19 MiB, two passes, one lane (RFC 9106; OWASP's second choice)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _HASHER.hash("nobody's password, so that an unknown name takes as long")


def hash_password(password: str) -> str:
    """20 to 90 ms of CPU: never call it inside the gate."""
    return _HASHER.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one; takes as long when there is no hash to compare."""
    try:
        return _HASHER.verify(password_hash or _NOBODY, password) and bool(password_hash)
    except (VerifyMismatchError, InvalidHashError):
        return False

"""Settings, read from the environment once. An unsafe production does not start."""

import os
import secrets
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

ROOT = Path(__file__).parent
LEAST_SECRET = 32  # characters
LAST_PORT = 65_535
LONGEST_IDLE = 24 * 60  # minutes
DATABASES = frozenset({"sqlite", "postgresql"})


class SettingRefused(RuntimeError):
    """The environment lacks a setting that has no safe default, or gives an impossible one."""


def read_or_exit() -> dict[str, object]:
    """``from_environment``; a setting that is refused ends the program with a line and code 2."""
    try:
        return from_environment()
    except SettingRefused as refused:
        sys.stderr.write(f"Rigong does not start: {refused}\n")
        sys.exit(2)


def from_environment(environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """The settings of this process, as Flask's configuration.

    The instance folder is made when it is missing; a secret key is made and kept in it,
    readable by the owner alone, unless SECRET_KEY is set.

    Raises:
        SettingRefused: a value is impossible, or PRODUCTION=1 lacks SECRET_KEY.
    """
    instance = _folder(environment)
    production = _one_of(environment, "PRODUCTION", "0", "1") == "1"
    _refuse_unsafe(environment, production=production)
    return {
        "INSTANCE": instance,
        "PRODUCTION": production,
        "HOST": environment.get("HOST", "127.0.0.1"),
        "PORT": _number(environment, "PORT", 8000, LAST_PORT),
        "SECRET_KEY": _secret_key(environment, instance, production=production),
        "SQLALCHEMY_DATABASE_URI": _database(environment, instance),
        "SQLITE_JOURNAL": _one_of(environment, "SQLITE_JOURNAL", "wal", "truncate"),
        "TIMEZONE": _zone(environment),
        "ORGANISATION": environment.get("ORGANISATION", ""),
        "DEMO": _one_of(environment, "DEMO", "0", "1") == "1",
        "DEMO_TODAY": _day(environment, "DEMO_TODAY"),
        "DEMO_PASSWORD": environment.get("DEMO_PASSWORD", ""),
        "TOTP": _one_of(environment, "TOTP", "offered", "off", "required"),
        "PASSWORD_PROFILE": _one_of(environment, "PASSWORD_PROFILE", "dengbao3", "asvs"),
        "SESSION_IDLE_MINUTES": _number(environment, "SESSION_IDLE_MINUTES", 30, LONGEST_IDLE),
        **_cookies(production=production),
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # the log never holds them
    }


def _refuse_unsafe(environment: Mapping[str, str], *, production: bool) -> None:
    unsafe = [
        name
        for name, harmless in (("DEMO", "0"), ("DEMO_TODAY", ""), ("DEMO_PASSWORD", ""))
        if environment.get(name, harmless) not in ("", harmless)
    ]
    if environment.get("TOTP") == "off":
        unsafe.append("TOTP=off")
    if production and unsafe:
        raise SettingRefused(f"PRODUCTION=1 does not go with {', '.join(unsafe)}")


def _cookies(*, production: bool) -> dict[str, object]:
    return {
        "SESSION_COOKIE_NAME": "__Host-rigong" if production else "rigong",
        "SESSION_COOKIE_SECURE": production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        # The cookie outlives the sign-in, which ends on the server: a form sent too late is
        # still known by it, and kept for the person who was sending it.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
    }


def _folder(environment: Mapping[str, str]) -> Path:
    instance = Path(environment.get("INSTANCE", "instance")).absolute()
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise SettingRefused(f"INSTANCE must name a folder; {instance} is none") from error
    return instance


def _database(environment: Mapping[str, str], instance: Path) -> str:
    """The URL as given, or SQLite in the instance. A refusal does not repeat it: passwords."""
    given = environment.get("DATABASE_URL", f"sqlite:///{instance / 'rigong.sqlite'}")
    try:
        url = make_url(given)
        url.get_dialect().import_dbapi()
        known = url.get_backend_name() in DATABASES
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
        known = False
    if not known:
        raise SettingRefused(
            "DATABASE_URL must be like sqlite:////path/file.sqlite or"
            " postgresql+psycopg://user@host/name"
        )
    file = url.database if url.get_backend_name() == "sqlite" else None
    if file and not Path(file).absolute().parent.is_dir():
        raise SettingRefused("DATABASE_URL names a file in a folder that does not exist")
    return given


def _secret_key(environment: Mapping[str, str], instance: Path, *, production: bool) -> str:
    given = environment.get("SECRET_KEY", "")
    if given:
        if production and len(given) < LEAST_SECRET:
            raise SettingRefused(f"SECRET_KEY must have at least {LEAST_SECRET} characters")
        return given
    if production:
        raise SettingRefused("PRODUCTION=1 needs SECRET_KEY; see README.md, 'Settings'")
    kept = instance / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(kept)
    except OSError as error:
        raise SettingRefused(f"INSTANCE: {instance} cannot be written") from error
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return _kept_key(kept)


def _kept_key(kept: Path) -> str:
    try:
        key = kept.read_text()
    except (OSError, ValueError) as error:
        raise SettingRefused(f"INSTANCE: {kept} cannot be read") from error
    if len(key) < LEAST_SECRET:
        raise SettingRefused(f"{kept} holds no whole key: remove it, and a new one is made")
    return key


def _one_of(environment: Mapping[str, str], name: str, default: str, *others: str) -> str:
    value = environment.get(name, default)
    if value not in (default, *others):
        raise SettingRefused(f"{name} must be one of {default}, {', '.join(others)}; not {value!r}")
    return value


def _number(environment: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = environment.get(name, str(default))
    if not (value.isascii() and value.isdecimal() and 0 < int(value[:9]) <= most):
        raise SettingRefused(f"{name} must be a whole number from 1 to {most}, not {value!r}")
    return int(value)


def _zone(environment: Mapping[str, str]) -> ZoneInfo:
    value = environment.get("TIMEZONE", "Asia/Shanghai")
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:  # a folder of zones is none
        raise SettingRefused(f"TIMEZONE must name a time zone, not {value!r}") from error


def _day(environment: Mapping[str, str], name: str) -> date | None:
    value = environment.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise SettingRefused(f"{name} must be a day like 2026-11-20, not {value!r}") from error

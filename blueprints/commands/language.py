"""The language of the terminal: Chinese where LC_ALL, LC_MESSAGES or LANG says so."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask_babel import force_locale

from blueprints.shared.frame import LOCALES


def in_own_language(command: Callable) -> Callable:
    """Say everything of this command in the language of the terminal."""

    @wraps(command)
    def speaking(*args: Any, **kwargs: Any) -> Any:
        with force_locale(LOCALES[_language()]):
            return command(*args, **kwargs)

    return speaking


def _language() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    said = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"

"""The last step of getting in, and where it leads."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import (
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.auth.forms import DoorForm
from blueprints.auth.kept import KeptForm, read_kept
from blueprints.shared.access import owed_step
from blueprints.shared.clock import machine_now, now, today
from blueprints.shared.saving import after_answer, commit
from domain import once, visitors
from domain.accounts import sign_ins, throttle
from domain.files.store import Store
from domain.files.sweeping import sweep_one_folder
from models import Account

LANGUAGE_LASTS = timedelta(days=365)


def safe_next(asked: str | None) -> str:
    """The address asked for if it is a path of our own, else Today's."""
    path = asked or ""
    plain = path.isprintable() and "\\" not in path and path.startswith("/")
    if not plain or path.startswith(("//", url_for("auth.sign_in"))):
        return url_for("home.today")
    parts = urlsplit(path)
    return url_for("home.today") if parts.scheme or parts.netloc else path


def enter(account: Account, form: DoorForm, *, own_device: bool) -> Response:
    """Start the sign-in inside the gate, commit, and answer with the page asked for."""
    account_id, language = account.id, account.language
    if current_user.is_authenticated:  # somebody else, or the same person again, on this device
        sign_ins.end_sign_in(current_user.sign_in_id, now=now(), actor=current_user.actor)
    token = sign_ins.start_sign_in(
        account, now=now(), source=request.remote_addr or "",
        device=request.user_agent.string, own_device=own_device,
    )  # fmt: skip
    once.forget_old(now=now())
    throttle.forget(throttle.name_key(account.username), throttle.code_key(account_id))
    commit()
    after_answer(_sweep_files, may_wait=False)
    _begin_session(token, language, own_device=own_device)
    kept = read_kept(form.kept.data or "", account_id)
    answer = redirect(safe_next(form.next.data)) if kept is None else _finish_page(kept, token)
    if language:
        answer.set_cookie(
            "lang", language, max_age=LANGUAGE_LASTS, httponly=True, samesite="Lax",
            secure=current_app.config["PRODUCTION"],
        )  # fmt: skip
    return answer


def _sweep_files() -> None:
    """A folder of those whose forms came to nothing; ``flask files sweep`` looks at all."""
    with suppress(OSError):  # a folder that is not ours to clean keeps nobody out
        sweep_one_folder(Store(Path(current_app.config["INSTANCE"])), now=machine_now())


def _begin_session(token: str, language: str, *, own_device: bool) -> None:
    session.clear()
    g.pop("csrf_token", None)  # the new session gets a token of its own
    session["token"] = token
    session["language"] = language
    session.permanent = own_device


def _finish_page(kept: KeptForm, token: str) -> Response:
    found = visitors.find_signed_in(token, today=today())
    owed = owed_step(found.visitor) if found else None
    page = render_template("auth/finish.html", kept=kept, owed=url_for(owed) if owed else "")
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer

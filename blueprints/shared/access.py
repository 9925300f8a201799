"""The guard: every route names its permission, or says in public why it needs none."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import current_user, logout_user

from blueprints.shared.clock import now, today
from blueprints.shared.saving import (
    after_answer,
    claim_form,
    enter_by_turns,
    is_free,
    take_lane,
    undo,
)
from domain import access, once, visitors
from domain.access import Visitor
from models import FormerStaffNumber, Person, SignIn, db

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_SIGN_IN = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
PASSWORD_DAYS = {"dengbao3": 90, "asvs": None}
STRONG_ROLES = frozenset({"hr", "leader", "administrator", "security_officer", "auditor"})


class RouteWithoutPermission(RuntimeError):
    """A route names no permission; the application does not start."""


def allow(
    permission: str, *, gate: str = "first", unfinished: bool = False, unattended: bool = False
) -> Callable:
    """Let the visitor in who has the permission; say sign in, 403 or go on.

    An unsafe method enters the gate and takes the form's once-key before the view runs
    (``gate="first"``), or the view does both itself (``begin_writing``): ``"late"`` after a
    quick look at its form, ``"together"`` so and with other small writes, ``"free"`` after work
    that takes long, such as hashing or parsing.
    ``unfinished=True`` also admits those who still owe a new password or a second factor.
    ``unattended=True`` is for what pages ask by themselves: it keeps no sign-in alive.
    """
    if permission not in access.POLICY:
        raise RouteWithoutPermission(permission)

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            instead = _refusal(permission, unfinished=unfinished)
            if instead is None and request.method not in SAFE:
                if gate == "together":
                    take_lane()
                elif gate == "first":
                    instead = begin_writing()
            return view(*args, **kwargs) if instead is None else instead

        guarded.permission = permission  # read by check_routes and the tests
        guarded.unattended = unattended  # read by load_visitor
        return guarded

    return decorate


def _refusal(permission: str, *, unfinished: bool) -> Any:
    """What answers instead of the view, or ``None``; 403 when no role has the permission."""
    visitor = current_user._get_current_object()  # noqa: SLF001 - read often, found once
    if not visitor.is_authenticated:
        return current_app.extensions["ask_sign_in"]()
    if not access.may(visitor, permission):
        abort(403)
    owed = None if unfinished else owed_step(visitor)
    return redirect(url_for(owed)) if owed is not None else None


def public(why: str) -> Callable:
    """Mark a route that anybody may open, and say why."""

    def decorate(view: Callable) -> Callable:
        view.permission = "public"
        view.public_because = why
        return view

    return decorate


def begin_writing(*, together: bool = False) -> Any:
    """Enter the gate and take the form's once-key; a redirect if the form was done before.

    The turn of the process is taken here and no earlier: the form has arrived in full by now,
    so whoever sends theirs slowly keeps nobody waiting. Who holds a role, and waited at the
    gate while it or their sign-in ended, is asked to sign in. A cadre writes only what is
    their own: for them the query is saved.
    """
    visitor = current_user._get_current_object()  # noqa: SLF001 - read often, found once
    account_id = visitor.account_id if visitor.is_authenticated else None
    enter_by_turns(together=together)
    if account_id is not None and not _stands_as_before(visitor):
        return ended_meanwhile()
    try:
        claim_form(account_id)
    except once.DoneBefore as done:
        undo()  # which waits, where the first to send it is not stored yet
        return redirect(done.location)
    return None


def _stands_as_before(visitor: Visitor) -> bool:
    """Whether the sign-in stands, with every role the visitor came with. At most one query."""
    if visitor.roles <= {"cadre"}:
        return True
    found = _find_standing()
    return (
        found is not None
        and found.visitor.roles >= visitor.roles
        and set(found.visitor.grants) >= set(visitor.grants)
    )


def ended_meanwhile() -> Any:
    """Let the gate go and answer as to anybody whose sign-in has ended."""
    undo()
    logout_user()
    return current_app.extensions["ask_sign_in"]()


def check_routes(app: Flask) -> None:
    """Refuse to start with a route that names no permission."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if not hasattr(view, "permission"):
            raise RouteWithoutPermission(f"{rule.endpoint} ({rule.rule})")


def owed_step(visitor: Visitor) -> str | None:
    """The endpoint of what the visitor must do before anything else, or ``None``."""
    days = PASSWORD_DAYS[current_app.config["PASSWORD_PROFILE"]]
    set_at = visitor.password_set_at
    if days is not None and set_at is not None and now() - set_at > timedelta(days=days):
        return "account.password"
    if needs_second_factor(visitor) and not visitor.totp_on:
        return "account.second_factor"
    return None


def needs_second_factor(visitor: Visitor) -> bool:
    """Whether the strong roles must have one: TOTP=required, or production (trust.md 3)."""
    setting = current_app.config["TOTP"]
    if setting == "off":
        return False
    strong = not visitor.roles.isdisjoint(STRONG_ROLES)
    return strong and (setting == "required" or current_app.config["PRODUCTION"])


def load_visitor() -> Visitor | None:
    """Flask-Login's request loader: the visitor of the session cookie's token."""
    found = _find_standing(apart=request.method not in SAFE and is_free())
    if found is None:
        return None
    here = g._get_current_object()  # noqa: SLF001 - written often, found once
    here.sign_in_own_device, here.trail_head = found.own_device, found.trail_head
    here.unread, here.reading_at = found.unread, found.reading_at
    view = current_app.view_functions.get(request.endpoint or "")
    at = now()
    if at - found.seen_at > SEEN_EVERY and not getattr(view, "unattended", False):
        sign_in_id = found.visitor.sign_in_id
        after_answer(lambda: _note_seen(sign_in_id, at), may_wait=False)
    return found.visitor


def _find_standing(*, apart: bool = False) -> visitors.SignedIn | None:
    token = session.get("token")
    if not token:
        return None
    source = request.remote_addr or ""
    found = visitors.find_signed_in(token, today=today(), source=source, apart=apart)
    return found if found is not None and still_stands(found) else None


def still_stands(found: visitors.SignedIn) -> bool:
    """Idle SESSION_IDLE_MINUTES (12 h for cadres on a device of their own), 12 h at most."""
    plain = found.visitor.roles <= {"cadre", "confirmer"}
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    if found.own_device and plain:
        idle = LONGEST_SIGN_IN
    at = now()
    return at - found.seen_at <= idle and at - found.created_at <= LONGEST_SIGN_IN


def _note_seen(sign_in_id: int, at: datetime) -> None:
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=at))


def person_or_404(staff_no: str, permission: str) -> Person:
    """The person of the number, if the permission of the visitor covers them; else 404.

    A number that somebody carried before finds them as well.
    """
    covered = access.reach(current_user, permission)
    carried = sa.select(FormerStaffNumber.person_id).where(FormerStaffNumber.staff_no == staff_no)
    person = db.session.scalars(
        sa.select(Person).where(
            sa.or_(Person.staff_no == staff_no, Person.id.in_(carried)),
            access.people_within(covered, today()),
        )
    ).one_or_none()
    return person or abort(404)

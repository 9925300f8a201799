"""The one commit of a writing request, once for each form, through the gate."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, current_app, flash, g, redirect, request
from werkzeug.wrappers import Response

from blueprints.shared.clock import now
from blueprints.shared.said import COUNTED, Counted
from domain import audit, notices, once
from domain.rows import begin_anew
from models import Gate, db
from models.base import session_here
from models.gate import shared_engine


def enter_gate() -> None:
    """End the reading transaction and wait for the gate: from here on the request may write."""
    begin_anew(gate().enter)


def enter_by_turns(*, together: bool) -> None:
    """``enter_gate``, one request of the process after the other.

    ``together`` is for what writes a few rows and takes no time over it: where others wait
    too, all are stored by one commit, and none is acknowledged before.
    """
    together = together and is_free()
    if current_app.config["SQLITE_JOURNAL"] == "truncate":
        roll_back()  # a reader who waits for the turn would keep the commit waiting
    gate().take_turn(together=together)
    if together:
        roll_back()
        gate().enter_together()
    else:
        enter_gate()


def is_free() -> bool:
    """Whether the session works by itself, on the engine of the gate, and has not passed it."""
    return shared_engine() is None and gate().joins(db.engine)


def take_lane() -> None:
    """Let no other small write of the process disturb this one; files are decoded outside it."""
    if not brings_files():
        gate().take_lane()


def brings_files() -> bool:
    """Whether a file was chosen; where none was, browsers send one without a name."""
    return any(file.filename for files in request.files.listvalues() for file in files)


def gate() -> Gate:
    return current_app.extensions["gate"]


def claim_form(account_id: int | None) -> None:
    """Take the form's once-key, if it carries one.

    Raises:
        domain.once.DoneBefore: the form has had its effect.
    """
    key = request.form.get("once", "")
    if key:
        g.once_key = once.claim(key, account_id, now=now())


def saved(location: str, message: str | Callable[[], str] = "", category: str = "done") -> Response:
    """Commit, let the gate go, say so, and answer with a redirect to ``location``.

    A ``message`` that is called is worded after the commit: it asks no database, and cannot fail.
    """
    _answer_is_at(location)
    commit()
    said = message() if callable(message) else message
    if said:
        flash(said, COUNTED if isinstance(said, Counted) else category)
    return redirect(location)


def saved_and_shown(again: str) -> None:
    """Commit before an answer that is shown once; the same form sent again leads to ``again``."""
    _answer_is_at(again)
    commit()


def _answer_is_at(location: str) -> None:
    key = g.pop("once_key", None)
    if key is not None:
        once.answer_is_at(key, location)


def commit() -> None:
    """Commit durably and let the next writer in.

    Who writes together with others, and asked nothing of the session, has no transaction there.
    """
    session = session_here()
    if shared_engine() is None or (session is not None and session.in_transaction()):
        db.session.commit()
    else:
        audit.chain()
    gate().leave(committed=True)
    if notices.something_to_tell():
        after_answer(lambda: notices.deliver(now=now()))


def roll_back() -> None:
    """Undo what the session has done, where anybody has asked for one."""
    session = session_here()
    if session is not None:
        session.rollback()


def step_back() -> None:
    """Undo what a refused form has done and let the next writer in; the answer is built after."""
    g.pop("once_key", None)
    undo()


def undo() -> None:
    """Undo whatever the request has written and not committed, and let the next writer in.

    What runs below the session, together with others, is undone by ``leave`` alone.
    """
    try:
        roll_back()
    finally:
        gate().leave()


def saved_or_told(
    place: str, step: Callable[[], object], message: str | Callable[[], str], *,
    refusals: tuple[type[Exception], ...], why: Callable[[Exception], str],
) -> Response:  # fmt: skip
    """Take the step and go to ``place``; a refused one says why there, and changes nothing.

    ``message`` is asked after the step where it depends on what became of it.
    """
    try:
        step()
    except refusals as refused:
        text = why(refused)
        step_back()
        return saved(place, text, "due")
    return saved(place, message() if callable(message) else message)


@contextmanager
def writing() -> Iterator[None]:
    """A writing transaction of a command: gate, work, commit; rolled back on any error."""
    enter_gate()
    try:
        yield
        db.session.commit()
    except BaseException:
        undo()
        raise
    gate().leave(committed=True)
    if notices.something_to_tell():
        with writing():
            notices.deliver(now=now())


def after_answer(work: Callable[[], None], *, may_wait: bool = True) -> None:
    """Do a small write in a transaction of its own once the answer to this request is built.

    With ``may_wait=False`` it is left out when somebody else is writing just then.
    """
    g.setdefault("after_answer", []).append((work, may_wait))


def init_saving(app: Flask) -> None:
    """Run the small writes after the answer, leave nothing open at the end."""

    @app.after_request
    def write_afterwards(response: Response) -> Response:
        for work, may_wait in g.pop("after_answer", []):
            undo()
            if gate().enter(wait=may_wait):
                with writing():
                    work()
        return response

    @app.teardown_request
    def let_go(_error: BaseException | None) -> None:
        undo()

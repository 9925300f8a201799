"""Error pages in the reader's language, with what to do and a number that is in the log."""

import logging
import secrets
import traceback
from contextlib import suppress

from flask import Flask, current_app, g, make_response, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from blueprints.shared.access import ended_meanwhile
from blueprints.shared.clock import full_day_text, now
from blueprints.shared.limits import most_bytes_here
from blueprints.shared.saving import undo
from domain.claims import RecordMerged
from domain.hours.packs import NoPackInForce
from domain.hours.years import YearClosed

log = logging.getLogger("rigong")
TOO_LARGE, MEGABYTE = 413, 1024 * 1024

PAGES = {
    400: (
        _l("The form could not be read"),
        _l("Go back, reload the page and send it again. What you typed stays in the page."),
    ),
    403: (
        _l("This place is not yours to open"),
        _l("Your account does not have the role for it. The security officer grants roles."),
    ),
    404: (
        _l("There is nothing here for you"),
        _l("The address may be mistyped, or the record is not one you may see."),
    ),
    405: (
        _l("This address cannot be used that way"),
        _l("Start from the menu and choose the step again."),
    ),
    413: (
        _l("That is too much at once"),
        _l("A form with its files may be %(megabytes)d MB at most. Make it smaller, or split it, "
           "and send it again."),
    ),
    429: (
        _l("Too many tries"),
        _l("Wait 15 minutes, then try once more. The administrator can give you a new link."),
    ),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was saved by this step. Try it again; if it happens again, tell the "
           "administrator the number below."),
    ),
    503: (
        _l("Too busy just now"),
        _l("Nothing was saved by this step. Wait a minute and send it again."),
    ),
}  # fmt: skip


def reference() -> str:
    """The number of this request, the same on the page and in the log."""
    if "reference" not in g:
        local = now().astimezone(current_app.config["TIMEZONE"])
        g.reference = f"R-{local:%Y%m%d-%H%M}-{secrets.token_hex(2)}"
    return g.reference


def error_page(code: int, title: str, text: str) -> Response:
    """The page of one error; the log gets its number, never what was typed."""
    rule = request.url_rule.rule if request.url_rule else "-"  # never what was typed into it
    log.warning("%s %s %s %s", reference(), code, request.method, rule)
    page = render_template(
        "errors/error.html", code=code, error_title=title, error_text=text, reference=reference()
    )
    return make_response(page, code)


def _words_for(code: int) -> tuple[str, str]:
    """What happened, and what to do about it."""
    title, text = PAGES.get(code, PAGES[400 if code < 500 else 500])  # noqa: PLR2004
    if code == TOO_LARGE:
        return str(title), str(text) % {"megabytes": most_bytes_here() // MEGABYTE}
    return str(title), str(text)


def _frames(error: Exception) -> str:
    """Where it failed, innermost last; of a database error never the values it was given."""
    places = "".join(traceback.format_tb(error.__traceback__))
    said = type(error.orig).__name__ if isinstance(error, DBAPIError) else str(error)
    return f"{type(error).__name__}: {said}\n{places}"


def too_many_rows(most: int) -> Response:
    """The answer to an export of more rows than a file holds."""
    return error_page(
        413,
        gettext("Too many rows for one file"),
        gettext("A file holds %(most)d rows at most. Choose fewer by the filters.", most=most),
    )


def year_closed_text(error: YearClosed) -> str:
    """Why nothing goes into the year any more, and who may still help."""
    return gettext(
        "The books of %(year)d are closed: nothing is entered, confirmed or changed in that year "
        "any more. HR can tell you how it was closed.",
        year=error.year,
    )  # fmt: skip


def into_a_closed_year(error: YearClosed) -> Response:
    """The answer where no form says it at its place; nothing was saved."""
    title = gettext("The year %(year)d is closed", year=error.year)
    return error_page(422, title, year_closed_text(error))


def init_errors(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def refused(error: HTTPException):
        code = error.code or 500
        if code < 400:  # noqa: PLR2004 - a redirect raised by the router
            return error
        answer = error_page(code, *_words_for(code))
        if error.get_response().headers.get("Retry-After"):
            answer.headers["Retry-After"] = error.get_response().headers["Retry-After"]
        return answer

    @app.errorhandler(CSRFError)
    def form_of_another_sign_in(error: CSRFError):
        if not current_user.is_authenticated and request.blueprint != "auth":
            return current_app.extensions["ask_sign_in"]()
        return refused(error)

    @app.errorhandler(NoPackInForce)
    def without_rules(error: NoPackInForce):
        return error_page(
            503,
            gettext("There are no hours rules for %(day)s", day=full_day_text(error.day)),
            gettext("The administrator loads the rule files once with “flask rules load”."),
        )

    app.register_error_handler(YearClosed, into_a_closed_year)
    app.register_error_handler(RecordMerged, lambda _error: ended_meanwhile())

    @app.errorhandler(Exception)
    def failed(error: Exception):
        with suppress(DBAPIError):  # also of those it wrote together with; it answers an error
            undo()
        log.error("%s failed: %s", reference(), _frames(error))
        title, text = PAGES[500]
        return error_page(500, str(title), str(text))

"""What goes with every answer: security headers, no-store, compression, the chosen language."""

import gzip

from flask import Flask, current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

HEADERS = (
    (
        "Content-Security-Policy",
        (
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            "frame-ancestors 'none'"
        ),
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
WORTH_COMPRESSING = 800  # bytes
A_YEAR = 365 * 24 * 3600


def init_answers(app: Flask) -> None:
    @app.after_request
    def finish(response: Response) -> Response:
        headers = response.headers
        there = {name.lower() for name, _value in headers}
        for name, value in HEADERS:
            if name.lower() not in there:  # a file is sent with a stricter policy
                headers.add(name, value)
        if current_app.config["PRODUCTION"]:
            headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        if current_user.is_authenticated:
            headers["Cache-Control"] = "no-store"
        _keep_language(response)
        return _compressed(response)


def _keep_language(response: Response) -> None:
    chosen = request.args.get("lang")
    if chosen in {"zh", "en"}:
        response.set_cookie(
            "lang", chosen, max_age=A_YEAR, httponly=True, samesite="Lax",
            secure=current_app.config["PRODUCTION"],
        )  # fmt: skip


def _compressed(response: Response) -> Response:
    if (
        response.mimetype not in {"text/html", "application/json"}
        or response.direct_passthrough
        or "gzip" not in request.headers.get("Accept-Encoding", "")
        or "Content-Encoding" in response.headers
    ):
        return response
    body = response.get_data()
    if len(body) > WORTH_COMPRESSING:
        response.set_data(gzip.compress(body, compresslevel=1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response

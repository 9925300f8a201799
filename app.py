"""The application factory: settings, extensions, screens, error pages. No rules, no routes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from blueprints import register_blueprints
from blueprints.shared.access import check_routes, load_visitor
from blueprints.shared.answers import init_answers
from blueprints.shared.counts import init_counts
from blueprints.shared.errors import init_errors
from blueprints.shared.forgery import csrf
from blueprints.shared.frame import init_frame, select_locale
from blueprints.shared.kept import init_kept
from blueprints.shared.limits import init_limits
from blueprints.shared.packed import init_packed
from blueprints.shared.saving import init_saving
from blueprints.shared.session_cookie import KeptSessions
from blueprints.shared.warming import warm_up
from extensions import babel, login_manager, migrate
from models import Gate, db
from models.base import (
    belongs_to_models,
    prepare_sqlite,
    render_migration_type,
    write_together,
)


class Rigong(Flask):
    """The application; Flask asks of each function, in each request, whether it is a coroutine."""

    def ensure_sync(self, func: Callable) -> Callable:
        return func


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Build the application; ``settings`` are laid over those of the environment."""
    app = Rigong(__name__, static_folder=None)
    app.config.from_mapping(config.read_or_exit())
    app.config.from_mapping(settings or {})
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(Path(app.root_path) / "translations")

    db.init_app(app)
    migrate.init_app(
        app, db, render_as_batch=True, render_item=render_migration_type,
        include_object=belongs_to_models,
    )  # fmt: skip
    app.session_interface = KeptSessions()
    init_saving(app)
    init_limits(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=select_locale)
    login_manager.init_app(app)
    login_manager.request_loader(lambda _request: load_visitor())
    if app.config["PRODUCTION"]:  # behind one proxy, which speaks TLS (docs/operations.md)
        app.wsgi_app = ProxyFix(app.wsgi_app)
    init_answers(app)
    init_errors(app)
    init_frame(app)
    init_kept(app)
    init_packed(app)
    init_counts(app)
    register_blueprints(app)
    check_routes(app)
    app.extensions["warm_up"] = warm_up  # before workers are forked (gunicorn.conf.py)

    with app.app_context():
        app.extensions["gate"] = _open_gate(db.engine, str(app.config["SQLITE_JOURNAL"]))
    return app


def _open_gate(engine: sa.Engine, journal: str) -> Gate:
    if engine.dialect.name != "sqlite":
        return Gate(None)
    prepare_sqlite(engine, journal)
    file = engine.url.database
    if not file:
        return Gate(None)
    return Gate(Path(file), checkpoints=journal == "wal", together=write_together(engine, journal))

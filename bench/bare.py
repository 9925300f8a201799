"""The measure of the others: Flask with one answer and nothing else, under the same server."""

from flask import Flask

from models import db


def create_app() -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)  # gunicorn.conf.py looks for it after a fork; no request meets it
    app.teardown_appcontext_funcs.clear()

    @app.get("/")
    def answer():
        return "bare"

    @app.get("/healthz")
    def healthz():
        return "ok"

    return app

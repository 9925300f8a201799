"""The screens. ``register_blueprints`` is the one list of them."""

from flask import Flask

from blueprints.account import bp as account_bp
from blueprints.auth import bp as auth_bp
from blueprints.help import bp as help_bp
from blueprints.home import bp as home_bp


def register_blueprints(app: Flask) -> None:
    for blueprint in (auth_bp, account_bp, help_bp, home_bp):
        app.register_blueprint(blueprint)

"""Every address names its permission; an application with one that does not never starts."""

import pytest
from flask import Blueprint

from app import create_app
from blueprints.shared import access
from blueprints.shared.access import RouteWithoutPermission, allow, check_routes
from domain.policy import POLICY


def test_every_route_names_a_permission_of_the_policy_or_says_why_it_needs_none(app):
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if view.permission == "public":
            assert view.public_because, rule.endpoint
        else:
            assert view.permission in POLICY, rule.endpoint


def test_a_permission_that_is_not_in_the_policy_cannot_be_named():
    with pytest.raises(RouteWithoutPermission):
        allow("entry.burn")


def test_an_application_with_an_unguarded_route_does_not_start(tmp_path):
    app = create_app(_settings(tmp_path))
    loose = Blueprint("loose", __name__)
    loose.add_url_rule("/loose", view_func=lambda: "anybody may read this", endpoint="page")
    app.register_blueprint(loose)
    with pytest.raises(RouteWithoutPermission, match=r"loose\.page"):
        check_routes(app)


def test_every_permission_of_the_policy_guards_something(app):
    used = {app.view_functions[rule.endpoint].permission for rule in app.url_map.iter_rules()}
    loaders = {"people.list", "hours.see"}  # asked for by object, not by address
    assert set(POLICY) - used - loaders == set()


def test_reading_addresses_answer_no_unsafe_method_by_accident(app):
    for rule in app.url_map.iter_rules():
        assert rule.methods <= access.SAFE | {"POST"}, rule.endpoint


def _settings(folder):
    return {
        "TESTING": True,
        "SECRET_KEY": "a key of the tests, long enough to be one",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'empty.sqlite'}",
    }

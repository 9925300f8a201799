"""What is not declared is not answered, and a route that names no permission does not start."""

import pytest
from flask import Blueprint, Flask

from blueprints.shared.access import RouteWithoutPermission, check_routes
from tests.matrix.notation import OK, SIGN_IN
from tests.matrix.objects import Objects
from tests.matrix.test_matrix import EXPECTED
from tests.matrix.walk import Walk, outcome, path_of
from tests.matrix.world import make_world

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def walked(app, database):
    """The walk and the objects of a new world."""
    world = make_world(app)
    objects = Objects(world)
    return Walk(app, world.cookies), objects


def test_a_method_that_an_address_does_not_declare_is_refused_and_changes_nothing(app, walked):
    walk, objects = walked
    paths = {
        path_of(rule, next(iter(objects.of(row.kind, "hr").values())))
        for (rule, _method), row in EXPECTED.items()
    }
    wrong = []
    router = app.url_map.bind("localhost")
    for path in sorted(paths):
        for method in sorted(set(METHODS) - set(router.allowed_methods(path))):
            for visitor in ("anonymous", "hr"):
                with walk.taken_back():
                    code = walk.open(visitor, path, method).status_code
                    if code != 405 or walk.changed_by_last():
                        wrong.append(f"{method} {path} as {visitor}: {code}")
    assert not wrong, "\n".join(wrong)


def test_a_head_request_needs_what_a_get_needs(walked):
    walk, objects = walked
    wrong = []
    for (rule, method), row in EXPECTED.items():
        if method != "GET" or row.anonymous != SIGN_IN:
            continue
        path = path_of(rule, next(iter(objects.of(row.kind, "cadre").values())))
        for visitor in ("anonymous", "cadre"):
            wanted = outcome(walk.open(visitor, path))
            got = outcome(walk.open(visitor, path, "HEAD"))
            if got != wanted or (visitor == "anonymous" and got == OK):
                wrong.append(f"HEAD {rule} as {visitor}: expected {wanted}, got {got}")
    assert not wrong, "\n".join(wrong)


def test_an_application_with_a_route_that_names_no_permission_does_not_start():
    app = Flask("loose")
    loose = Blueprint("loose", __name__)
    loose.add_url_rule("/salaries", view_func=lambda: "anybody may read this", endpoint="page")
    app.register_blueprint(loose)
    with pytest.raises(RouteWithoutPermission, match=r"loose\.page \(/salaries\)|static"):
        check_routes(app)

"""The application as a whole."""

import inspect


def test_no_function_of_a_request_is_a_coroutine(app):
    hooks = [
        *app.view_functions.values(), *app.before_request_funcs[None],
        *app.after_request_funcs[None], *app.teardown_request_funcs[None],
        *app.teardown_appcontext_funcs,
    ]  # fmt: skip
    hooks += [one for found in app.error_handler_spec.values() for kind in found.values()
              for one in kind.values()]  # fmt: skip
    assert len(hooks) > 100
    assert not any(map(inspect.iscoroutinefunction, hooks))

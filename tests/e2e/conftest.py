"""Tests against a real server, which has the real clock."""

import pytest


@pytest.fixture(autouse=True)
def _a_friday_at_noon():
    """Take back the fixed time of the other tests: server and test share one clock."""

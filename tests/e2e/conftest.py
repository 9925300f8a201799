"""Tests against a real server, which has the real clock."""

import pytest

from tests.e2e.browsing import chromium, cookie_of, open_page


@pytest.fixture(autouse=True)
def _a_friday_at_noon():
    """Take back the fixed time of the other tests: server and test share one clock."""


@pytest.fixture(scope="package")
def browser():
    """Headless Chromium, one for all these tests; every page gets a context of its own."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def open_as(site, browser):
    """Return a function that opens a page signed in; its contexts are closed afterwards."""
    pages = []

    def opened(username, width, **values):
        page = open_page(browser, width, **values)
        page.context.add_cookies(
            [{"name": "rigong", "value": cookie_of(site, username), "url": site.url}]
        )
        pages.append(page)
        return page

    yield opened
    for page in pages:
        assert page.complaints == []
        page.context.close()

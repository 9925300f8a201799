"""What came from elsewhere is listed, unchanged since, and licensed beside it."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from blueprints.shared.frame import BAR, MENU

ROOT = Path(__file__).parents[2]
VENDOR_FOLDERS = (ROOT / "static/vendor", ROOT / "tests/e2e/vendor")
LOCK = ROOT / "static/vendor/vendor.lock.json"
PACKAGES = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
# Whichever file comes first, the arrow of Bootstrap's lists, a data: image that the policy refuses,
# is taken back before a page is drawn with it.
WRAP = (
    (
        b'@charset "UTF-8";@layer bootstrap, base;'
        b"@layer base {.form-select {background-image: none}}@layer bootstrap {"
    ),
    b"\n}\n",
)


def _drawn():
    return set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text()))


def _sha384(content):
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_a_vendored_file_has_the_hash_that_the_lock_names(package):
    assert _sha384((ROOT / package["file"]).read_bytes()) == package["sha384"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_a_vendored_file_names_its_version_and_keeps_its_licence(package):
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["licence"]
    assert (ROOT / package["licence_file"]).stat().st_size > 0


def test_no_file_stands_in_a_vendor_folder_unlisted():
    listed = {ROOT / package[key] for package in PACKAGES for key in ("file", "licence_file")}
    everything = [path for folder in VENDOR_FOLDERS for path in folder.rglob("*") if path.is_file()]
    found = {path for path in everything if path.suffix != ".gz"}
    assert found - listed - {LOCK} == set()


def test_bootstrap_is_the_published_file_but_for_its_layer():
    (bootstrap,) = [package for package in PACKAGES if package["name"] == "bootstrap"]
    content = (ROOT / bootstrap["file"]).read_bytes()
    opening, closing = WRAP
    assert content.startswith(opening)
    assert content.endswith(closing)
    published = b'@charset "UTF-8";' + content.removeprefix(opening).removesuffix(closing)
    assert _sha384(published) == bootstrap["upstream_sha384"]


def test_every_icon_that_a_page_asks_for_is_in_the_sprite():
    asked = re.compile(r"""\bicon\(\s*["']([^"']+)["']|#(mark[a-z-]*)["']""")
    pages = (ROOT / "templates").rglob("*.html")
    wanted = {one or other for page in pages for one, other in asked.findall(page.read_text())}
    assert wanted - _drawn() == set()


def test_every_icon_of_the_menu_is_in_the_sprite():
    places = [place for _title, group in MENU for place in group] + list(BAR)
    assert {icon for _label, icon, *_rest in places} - _drawn() == set()


def test_every_static_file_that_a_page_asks_for_is_there():
    asked = re.compile(r"""\bstatic\(\s*["']([^"']+)["']""")
    pages = (ROOT / "templates").rglob("*.html")
    wanted = {name for page in pages for name in asked.findall(page.read_text())}
    assert {name for name in wanted if not (ROOT / "static" / name).is_file()} == set()

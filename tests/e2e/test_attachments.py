"""Hostile files in a real browser: nothing of them runs, and documents are saved, not shown."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from domain.accounts.sign_ins import start_sign_in
from domain.files.store import Store
from models import Attachment, Person, StoredFile, db
from tests.domain.attacks import refused, tamed
from tests.domain.made_files import SCRIPT, SVG
from tests.e2e.browsing import open_page, serious_faults, sideways_scroll
from tests.e2e.server import ROOT, running_server
from tests.factories import THEN, make_cadre, make_entry
from tests.instances import new_instance

PHONE = 375
RAN = "document.title === 'ran' || window.ran === true"
PICTURES = ("image/jpeg", "image/png")


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """A server on a database with one cadre, one entry, and the cookie of a sign-in."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with new_instance("sqlite", "proofs", folder) as app:
        with app.app_context():
            load_folder(ROOT / "content" / "rules")
            account = make_cadre()
            app.entry_id = make_entry(db.session.get_one(Person, account.person_id)).id
            token = start_sign_in(account, now=datetime.now(UTC), source="127.0.0.1")
            db.session.commit()
            db.session.remove()
        signer = app.session_interface.get_signing_serializer(app)
        app.cookie = signer.dumps({"token": token})
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        with running_server(url, folder) as server:
            app.url = server.base_url
            yield app


@pytest.fixture
def page(instance, browser):
    """A phone, signed in; it notes every dialog that opens."""
    opened = open_page(browser, PHONE)
    opened.context.add_cookies([{"name": "rigong", "value": instance.cookie, "url": instance.url}])
    opened.dialogs = []
    opened.on("dialog", lambda dialog: (opened.dialogs.append(dialog.message), dialog.dismiss()))
    yield opened
    opened.context.close()


def hand_in(page, instance, files):
    """Add files on the page of the entry, as its owner does."""
    page.goto(f"{instance.url}/study/entries/{instance.entry_id}")
    if page.locator("details.add-proofs").count():
        page.locator("details.add-proofs > summary").click()
    page.set_input_files(
        "[name=proofs]",
        [
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
            for name, content in files
        ],
    )
    with page.expect_navigation():
        page.locator("form:has([name=proofs]) button[type=submit]").click()


def proofs(instance):
    """Every proof that hangs on the entry: its number and its media type."""
    with instance.app_context():
        found = db.session.execute(
            sa.select(Attachment.id, StoredFile.media_type)
            .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
            .where(Attachment.removed_at.is_(None))
        ).all()
        db.session.remove()
        return [tuple(row) for row in found]


def planted(instance, content: bytes, media_type: str) -> int:
    """A proof that no check let in: as if somebody had written into the store and the table."""
    with instance.app_context():
        digest = Store(instance.config["INSTANCE"]).put(content)
        instance.extensions["gate"].enter()
        stored = StoredFile(sha256=digest, media_type=media_type, size=len(content), stored_at=THEN)
        row = Attachment(
            entry_id=instance.entry_id, sha256=digest, name="a.html", added_at=THEN,
            removed_at=None,
        )  # fmt: skip
        db.session.merge(stored)
        db.session.flush()
        db.session.add(row)
        db.session.commit()
        instance.extensions["gate"].leave(committed=True)
        number = row.id
        db.session.remove()
        return number


def saved_instead_of_shown(page, address: str) -> str:
    """The name under which the browser saves what is there."""
    page.goto("about:blank")
    with page.expect_download() as download:
        page.evaluate("address => { location.href = address }", address)
    assert page.url == "about:blank"
    return download.value.suggested_filename


def test_what_got_through_runs_nowhere_and_documents_are_saved(page, instance):
    hand_in(page, instance, [(name, content) for name, content in tamed().values()])
    assert page.url == f"{instance.url}/study/entries/{instance.entry_id}"
    names = page.locator(".proof-name > a").all_inner_texts()
    assert len(names) >= len(tamed()) - 2  # the same pixels under three names are one file
    assert sideways_scroll(page) == 0
    assert serious_faults(page) == []
    drawn = page.evaluate(
        "() => Promise.all([...document.querySelectorAll('.proof-pages img')].map(one => {"
        " one.loading = 'eager'; return one.decode().then(() => one.naturalWidth) }))"
    )
    assert drawn
    assert all(drawn)
    assert page.complaints == []
    endings = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
    for number, media_type in proofs(instance):
        address = f"{instance.url}/study/proofs/{number}"
        kept_as = saved_instead_of_shown(page, address)
        assert kept_as.endswith(endings.get(media_type, "x"))
        if media_type in endings:
            answer = page.goto(f"{address}/pages/1")
            assert answer.headers["content-type"] == "image/jpeg"
            assert not page.evaluate(RAN)
    assert page.dialogs == []


@pytest.mark.parametrize(
    "title", ["svg as png", "html as jpg", "jpeg with a page", "pdf that opens with a script"]
)
def test_what_is_refused_is_not_shown_back_and_lies_at_no_address(page, instance, title):
    name, content, _ = refused()[title]
    before = proofs(instance)
    hand_in(page, instance, [(name, content)])
    assert page.locator(".why").is_visible()
    assert not page.evaluate(RAN)
    assert proofs(instance) == before
    highest = max((number for number, _ in before), default=0)
    digest = "ab" * 32
    for path in (f"/study/proofs/{highest + 1}", f"/files/ab/{digest}", f"/static/files/{digest}",
                 f"/static/../instance/files/ab/{digest}"):  # fmt: skip
        assert page.goto(instance.url + path).status == 404
    assert page.dialogs == []


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(SCRIPT, "text/html"), (SVG, "image/svg+xml"), (SCRIPT, "image/png"),
     (b"window.ran = true; alert('ran')", "text/javascript")],
)  # fmt: skip
def test_even_a_page_planted_in_the_store_is_saved_and_runs_in_no_frame(
    page, instance, content, media_type
):
    number = planted(instance, content, media_type)
    address = f"{instance.url}/study/proofs/{number}"
    assert saved_instead_of_shown(page, address) == "a.html"
    assert not page.evaluate(RAN)
    page.goto(f"{instance.url}/study/entries/{instance.entry_id}")
    for element, attribute in (("iframe", "src"), ("object", "data"), ("embed", "src"),
                               ("img", "src")):  # fmt: skip
        page.evaluate(
            "([element, attribute, address]) => new Promise(done => {"
            " const made = document.createElement(element);"
            " made.onload = made.onerror = done; setTimeout(done, 300);"
            " made.setAttribute(attribute, address); document.body.append(made) })",
            [element, attribute, address],
        )
    assert not page.evaluate(RAN)
    assert page.dialogs == []
    with instance.app_context():
        instance.extensions["gate"].enter()
        db.session.execute(
            sa.update(Attachment).where(Attachment.id == number).values(removed_at=THEN)
        )
        db.session.commit()
        instance.extensions["gate"].leave(committed=True)
        db.session.remove()


def test_a_proof_is_taken_off_with_one_button(page, instance):
    before = len(proofs(instance))
    if not before:
        hand_in(page, instance, [next(iter(tamed().values()))])
        before = 1
    page.goto(f"{instance.url}/study/entries/{instance.entry_id}")
    with page.expect_navigation():
        page.locator(".proof-name button").first.click()
    assert len(proofs(instance)) == before - 1
    assert re.search("/study/entries/", page.url)

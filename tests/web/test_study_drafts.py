"""Drafts: kept by the button and while somebody types, opened, handed in, thrown away."""

import io

import pytest
import sqlalchemy as sa

from models import Attachment, AuditRow, Person, StudyEntry, db
from tests.domain.made_files import photograph
from tests.factories import make_cadre, make_entry, make_person
from tests.packs import load_pack

TYPED = {"minutes": "45", "studied_on": "2026-11-20", "topic": "会议纪要", "gained": "一句"}
NEW, DRAFTS = "/study/entries/new", "/study/drafts"
LIST = "/study/entries?state=draft"


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def entries() -> list[StudyEntry]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id)))


def actions() -> set[str]:
    return set(db.session.scalars(sa.select(AuditRow.action)))


def test_the_button_keeps_what_is_wanting_and_says_that_it_does_not_count(login):
    client = login(make_cadre())
    answer = client.post(NEW, data={"keep": "draft", "topic": "半句", "gained": "", "minutes": ""})
    assert (answer.status_code, answer.location) == (302, LIST)
    [draft] = entries()
    assert (draft.state, draft.topic, draft.minutes) == ("draft", "半句", 0)
    page = client.get(LIST).text
    assert "it does not count until you log it" in page
    assert f'href="/study/entries/{draft.id}/edit"' in page
    assert "半句" not in client.get("/study/entries").text


def test_a_draft_is_mentioned_on_today_and_fills_no_day(login):
    client = login(make_cadre())
    full = TYPED | {"minutes": "other", "other_minutes": "960"}
    client.post(NEW, data=full | {"keep": "draft"})
    assert "1 draft to go on with" in client.get("/").text
    assert client.post(NEW, data=full).status_code == 302


def test_a_draft_opens_in_the_form_and_is_handed_in_by_it(login):
    client = login(make_cadre())
    client.post(f"{NEW}?kind=outside_training", data={"keep": "draft", "days": "2", "topic": "班"})
    [draft] = entries()
    assert client.get(f"/study/entries/{draft.id}").location.endswith(f"/{draft.id}/edit")
    url = f"/study/entries/{draft.id}/edit"
    page = client.get(url).text
    assert "Go on with the draft" in page
    assert 'name="days"' in page
    typed = {
        "studied_on": "2026-11-17", "ends_on": "2026-11-18", "days": "2", "topic": "进修班",
        "version": "1",
    }  # fmt: skip
    answer = client.post(url, data=typed)
    assert (answer.status_code, answer.location) == (302, "/")
    [entry] = entries()
    assert (entry.state, entry.kind, entry.topic) == ("waiting", "outside_training", "进修班")
    assert "entry.submitted" in actions()


def test_a_draft_that_still_lacks_something_is_not_handed_in(login):
    client = login(make_cadre())
    client.post(NEW, data=TYPED | {"keep": "draft", "gained": ""})
    url = f"/study/entries/{entries()[0].id}/edit"
    answer = client.post(url, data=TYPED | {"gained": "", "version": "1"})
    assert answer.status_code == 422
    assert [one.state for one in entries()] == ["draft"]


def test_typing_is_kept_without_a_line_in_the_trail_but_for_the_first(login):
    client = login(make_cadre())
    first = client.post(DRAFTS, data={"gained": "写", "kind": "self_study", "draft": ""})
    assert first.json == {
        "draft": entries()[0].id, "version": 1, "said": "Kept as a draft 12:00",
        "place": f"/study/entries/{entries()[0].id}/edit",
    }  # fmt: skip
    rows = db.session.scalars(sa.select(sa.func.count(AuditRow.seq))).one()
    more = {"gained": "写了**两**句", "draft": first.json["draft"], "version": "1"}
    second = client.post(DRAFTS, data=more)
    assert second.json["version"] == 2
    assert [one.gained for one in entries()] == ["写了**两**句"]
    assert db.session.scalars(sa.select(sa.func.count(AuditRow.seq))).one() == rows


def test_typing_on_an_old_version_is_not_kept_and_says_so(login):
    client = login(make_cadre())
    kept = client.post(DRAFTS, data={"gained": "写"}).json
    data = {"gained": "手机", "draft": kept["draft"], "version": kept["version"]}
    assert client.post(DRAFTS, data=data).status_code == 200
    late = client.post(DRAFTS, data=data | {"gained": "电脑"})
    assert late.status_code == 409
    assert late.json["said"] == "Changed elsewhere meanwhile. Reload the page to see it."
    assert [one.gained for one in entries()] == ["手机"]


def test_the_button_on_an_old_version_shows_both(login):
    client = login(make_cadre())
    client.post(NEW, data=TYPED | {"keep": "draft"})
    url = f"/study/entries/{entries()[0].id}/edit"
    assert client.post(url, data=TYPED | {"keep": "1", "version": "1"}).status_code == 302
    stale = client.post(url, data=TYPED | {"keep": "1", "version": "1", "topic": "别的"})
    assert stale.status_code == 409
    assert "别的" in stale.text
    assert [one.topic for one in entries()] == ["会议纪要"]


def test_what_is_handed_in_is_kept_as_a_draft_no_more(login):
    account = make_cadre()
    entry = make_entry(db.session.get_one(Person, account.person_id))
    client = login(account)
    late = client.post(DRAFTS, data={"gained": "迟", "draft": entry.id, "version": "1"})
    assert late.status_code == 409
    client.post(f"/study/entries/{entry.id}/edit", data=TYPED | {"keep": "1", "version": "1"})
    assert [one.state for one in entries()] == ["waiting"]
    client.post(f"/study/drafts/{entry.id}/removal")
    assert len(entries()) == 1


def test_a_draft_is_thrown_away(login):
    client = login(make_cadre())
    client.post(NEW, data=TYPED | {"keep": "draft", "proofs": (io.BytesIO(photograph()), "a.jpg")})
    [draft] = entries()
    assert len(db.session.scalars(sa.select(Attachment)).all()) == 1
    assert "a.jpg" in client.get(f"/study/entries/{draft.id}/edit").text
    answer = client.post(f"/study/drafts/{draft.id}/removal")
    assert (answer.status_code, answer.location) == (302, LIST)
    assert entries() == []


def test_a_draft_of_somebody_else_is_not_there(login):
    draft = make_entry(make_person(), state="draft")
    client = login(make_cadre())
    assert client.get(f"/study/entries/{draft.id}/edit").status_code == 404
    assert client.post(DRAFTS, data={"gained": "x", "draft": draft.id}).status_code == 404
    assert client.post(f"/study/drafts/{draft.id}/removal").status_code == 404
    assert [one.gained for one in entries()] == [draft.gained]


def test_a_stranger_keeps_nothing(stranger):
    assert "Sign in" in stranger.post(DRAFTS, data={"gained": "x"}).text
    assert entries() == []


def test_drafts_are_listed_in_chinese(login):
    client = login(make_cadre(), language="zh")
    client.post(NEW, data=TYPED | {"keep": "draft"})
    assert "草稿" in client.get(LIST).text

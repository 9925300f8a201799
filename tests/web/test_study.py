import pytest
import sqlalchemy as sa

from domain import confirming
from domain.audit import Actor
from models import Credit, Person, StudyEntry, db
from tests.conftest import NOON
from tests.factories import make_branch, make_cadre, make_entry, make_person, make_secretary
from tests.packs import load_pack

TYPED = {
    "minutes": "45",
    "studied_on": "2026-11-20",
    "topic": "会议纪要",
    "gained": "议定事项要有主语",
}


@pytest.fixture(autouse=True)
def _rules(database):
    load_pack()


def entries():
    db.session.expire_all()
    return db.session.scalars(sa.select(StudyEntry).order_by(StudyEntry.id)).all()


def test_logging_saves_what_was_typed_and_goes_back_to_today(login):
    account = make_cadre()
    response = login(account).post("/study/entries/new", data=TYPED)
    assert (response.status_code, response.location) == (302, "/")
    [entry] = entries()
    assert (entry.person_id, entry.minutes, entry.topic, entry.state) == (
        account.person_id, 45, "会议纪要", "waiting",
    )  # fmt: skip


def test_other_minutes_are_taken_with_the_chip_other(login):
    data = TYPED | {"minutes": "other", "other_minutes": "25"}
    assert login(make_cadre()).post("/study/entries/new", data=data).status_code == 302
    assert [one.minutes for one in entries()] == [25]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gained": "  "}, "This field is required."),
        ({"minutes": ""}, "This field is required."),
        ({"minutes": "other"}, "This field is required."),
        ({"minutes": "other", "other_minutes": "0"}, "between 1 and 960"),
        ({"minutes": "46"}, "Not a valid choice."),
        ({"studied_on": "2026-11-21"}, "Choose a day from 21 Oct to 20 Nov."),
        ({"studied_on": "2026.2.30"}, "Not a valid date value."),
        ({"topic": "长" * 121}, "longer than 120 characters"),
    ],
)
def test_a_refused_entry_says_why_keeps_what_was_typed_and_saves_nothing(login, change, message):
    response = login(make_cadre()).post("/study/entries/new", data=TYPED | change)
    assert response.status_code == 422
    assert message in response.text
    assert "会议纪要" in response.text or "topic" in change
    assert entries() == []


def test_a_full_day_says_how_many_minutes_are_left(login):
    account = make_cadre()
    client = login(account)
    full = TYPED | {"minutes": "other", "other_minutes": "950"}
    assert client.post("/study/entries/new", data=full).status_code == 302
    response = client.post("/study/entries/new", data=TYPED)
    assert "10 minutes are left on that day" in response.text


def test_a_form_sent_twice_makes_one_entry_and_answers_the_same(login):
    client = login(make_cadre())
    first, second = (client.post("/study/entries/new", data=TYPED | {"once": "k"}) for _ in "12")
    assert (first.location, second.location) == ("/", "/")
    assert len(entries()) == 1


def test_the_owner_edits_until_confirmed_and_a_stale_form_shows_both_values(login):
    account = make_cadre()
    client = login(account)
    client.post("/study/entries/new", data=TYPED)
    [entry] = entries()
    url = f"/study/entries/{entry.id}/edit"
    assert client.post(url, data=TYPED | {"minutes": "60", "version": "1"}).status_code == 302
    stale = client.post(url, data=TYPED | {"minutes": "90", "version": "1"})
    assert stale.status_code == 409
    assert all(
        text in stale.text for text in ('value="90"', 'value="60"', 'name="version" value="2"')
    )
    assert [one.minutes for one in entries()] == [60]
    assert client.post(url, data=TYPED | {"minutes": "90", "version": "2"}).status_code == 302
    assert [one.minutes for one in entries()] == [90]


def test_an_edit_that_comes_after_the_confirmation_says_so_and_asks_for_nothing(login):
    account = make_cadre()
    client = login(account)
    client.post("/study/entries/new", data=TYPED)
    [entry] = entries()
    confirming.confirm_entries([entry], actor=Actor(None), now=NOON)
    db.session.commit()
    late = client.post(
        f"/study/entries/{entry.id}/edit", data=TYPED | {"gained": "改后的一句", "version": "1"}
    )
    assert late.status_code == 422
    assert "Not saved: the entry is confirmed by now" in late.text
    assert "to correct" not in late.text
    assert "改后的一句" in late.text
    assert ">Save</button>" not in late.text


def test_a_withdrawn_entry_can_be_neither_edited_nor_confirmed(login):
    branch = make_branch()
    account, secretary = make_cadre(branch=branch), make_secretary(branch)
    client = login(account)
    client.post("/study/entries/new", data=TYPED)
    [entry] = entries()
    assert client.post(f"/study/entries/{entry.id}/withdrawal").status_code == 302
    edit = client.post(f"/study/entries/{entry.id}/edit", data=TYPED | {"version": "2"})
    assert edit.status_code == 422
    login(secretary).post("/study/confirmations", data={"entry": entry.id})
    assert [one.state for one in entries()] == ["withdrawn"]


def test_an_entry_of_somebody_else_is_not_there(login):
    entry = make_entry(make_person())
    client = login(make_cadre())
    for url in (f"/study/entries/{entry.id}", f"/study/entries/{entry.id}/edit"):
        assert client.get(url).status_code == 404
    assert client.post(f"/study/entries/{entry.id}/withdrawal").status_code == 404


def test_the_secretary_confirms_many_and_everybody_reads_the_same_figure(login):
    branch = make_branch()
    owner, secretary = make_cadre(branch=branch, staff_no="00317"), make_secretary(branch)
    client, reader = login(owner), login(secretary)
    for minutes in ("45", "30"):
        client.post("/study/entries/new", data=TYPED | {"minutes": minutes})
    ids = [one.id for one in entries()]
    assert reader.post("/study/confirmations", data={"entry": ids}).status_code == 302
    assert "Confirmed 2 entries" in reader.get("/study/queue").text
    assert db.session.scalars(sa.select(sa.func.sum(Credit.hundredths))).one() == 167
    for page in (client.get("/"), client.get("/hours"), reader.get("/hours/00317"),
                 reader.get("/desk")):  # fmt: skip
        assert "1.67" in page.text


def test_nobody_confirms_their_own_entry_or_one_of_another_branch(login):
    branch = make_branch()
    secretary = make_secretary(branch)
    client = login(secretary)
    client.post("/study/entries/new", data=TYPED)
    stranger = make_entry(make_person(branch=make_branch()))
    for entry_id in (entries()[-1].id, stranger.id):
        assert client.post("/study/confirmations", data={"entry": entry_id}).status_code == 404
        returned = client.post(f"/study/entries/{entry_id}/return", data={"reason": "否"})
        assert returned.status_code == 404
    assert {one.state for one in entries()} == {"waiting"}


def test_a_return_needs_a_reason_which_the_owner_reads_on_today_and_on_the_entry(login):
    branch = make_branch()
    owner, secretary = make_cadre(branch=branch), make_secretary(branch)
    client, reader = login(owner), login(secretary)
    client.post("/study/entries/new", data=TYPED)
    [entry] = entries()
    url = f"/study/entries/{entry.id}/return"
    assert reader.post(url, data={"reason": " "}).status_code == 422
    assert reader.post(url, data={"reason": "收获太笼统"}).status_code == 302
    assert "Given back because: 收获太笼统" in client.get("/").text
    assert "收获太笼统" in client.get(f"/study/entries/{entry.id}").text


def test_undo_takes_back_what_was_confirmed_and_is_offered_once(login):
    branch = make_branch()
    owner, secretary = make_cadre(branch=branch), make_secretary(branch)
    reader = login(secretary)
    entry = make_entry(_person(owner))
    reader.post("/study/confirmations", data={"entry": entry.id})
    db.session.commit()  # the next line ends a request of its own in this context
    with reader.session_transaction() as session:
        undo = session["undo"]
    data = {"first": undo["first"], "last": undo["last"]}
    assert reader.post("/study/undos", data=data).status_code == 302
    assert [one.state for one in entries()] == ["voided", "waiting"]
    assert reader.post("/study/undos", data=data).location == "/study/queue?late=1"


def _person(account):
    return db.session.get_one(Person, account.person_id)


def test_a_cadre_has_no_queue_and_a_stranger_is_asked_to_sign_in(login, stranger):
    assert login(make_cadre()).get("/study/queue").status_code == 403
    assert stranger.get("/study/queue").location.startswith("/sign-in")


@pytest.mark.parametrize("path", ["/", "/study/queue", "/study/entries", "/desk"])
def test_pages_run_as_many_queries_for_three_rows_as_for_one_and_at_most_eight(
    app, login, count_queries, path
):
    counts = []
    for rows in (1, 3):
        branch = make_branch()
        secretary = make_secretary(branch)
        own = _person(secretary)
        for number in range(rows):
            make_entry(own, topic=f"自己的{number}")
            make_entry(make_person(branch=branch), topic=f"别人的{number}")
        client = login(secretary)
        client.get(path)
        app.extensions["kept_pages"].clear()
        with count_queries() as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize(
    "path",
    ["/", "/study/queue", "/study/entries", "/study/entries/new", "/hours", "/desk", "/rules"],
)
def test_pages_are_rendered_in_chinese(login, path):
    branch = make_branch()
    secretary = make_secretary(branch)
    make_entry(make_person(branch=branch))
    response = login(secretary, language="zh").get(path)
    assert response.status_code == 200
    assert '<html lang="zh-Hans-CN"' in response.text


def test_the_statement_of_hours_leaves_as_a_spreadsheet(login):
    branch = make_branch()
    owner, secretary = make_cadre(branch=branch, staff_no="00318"), make_secretary(branch)
    entry = make_entry(_person(owner))
    login(secretary).post("/study/confirmations", data={"entry": entry.id})
    response = login(owner).get("/hours/00318/statement.xlsx")
    assert response.status_code == 200
    assert response.data[:2] == b"PK"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert login(make_cadre()).get("/hours/00318/statement.xlsx").status_code == 404

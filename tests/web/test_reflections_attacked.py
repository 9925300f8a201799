"""Texts that try to run something, in every field of reflections, answers and replies."""

import pytest

from domain.reading.asked import Asked
from models import Reflection, ReflectionVersion
from tests.injections import INJECTIONS, what_acts
from tests.web.reflections import WORDS, handed_in, make_room
from tests.web.task_books import stored


def shares(many: int):
    """So many of them in one text: a request for each would take minutes."""
    return [INJECTIONS[n : n + many] for n in range(0, len(INJECTIONS), many)]


@pytest.fixture
def room(database):
    return make_room(asked=Asked(read="none", reflection=False, reflection_characters=10))


def test_there_are_enough_of_them():
    assert len(INJECTIONS) >= 150


def pages(client, *addresses):
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert what_acts(answer.text) == [], address


def test_no_field_of_the_author_runs_anything(login, room):
    client, reviewer = login(room.member), login(room.secretary)
    version = 0
    for share in shares(45):
        words = "\n\n".join((WORDS, *share))
        sent = {"title": share[0][:120], "words": words, "version": str(version)}
        assert client.post(room.page, data=sent).status_code == 302
        pages(client, room.page)
        version = stored(Reflection)[0].version
        answer = client.post(f"{room.page}/handing-in", data={**sent, "version": str(version)})
        assert answer.status_code == 302
        row = stored(Reflection)[0]
        assert what_acts(f"<body>{stored(ReflectionVersion)[-1].html}</body>") == []
        client.post(f"{room.page}/sharing")
        talk = f"/reading/craft/talks/{row.id}"
        pages(client, room.page, talk, "/reading/craft/talks", "/")
        pages(reviewer, f"/reading/reflections?reflection={row.id}", "/")
        client.post(f"{room.page}/taking-back")
        version = stored(Reflection)[0].version


def test_no_field_of_reviewers_and_readers_runs_anything(login, room):
    row = handed_in(room)
    client, reviewer = login(room.member), login(room.secretary)
    client.post(f"{room.page}/sharing")
    place, talk = f"/reading/reflections/{row.id}", f"/reading/craft/talks/{row.id}"
    for share in shares(20):  # shorter fields
        words = "\n\n".join(share)
        margin = {"number": "1", "passage": "写短", "words": words}
        assert reviewer.post(f"{place}/margins", data=margin).status_code == 302
        assert client.post(f"{talk}/replies", data={"words": words}).status_code == 302
        refused = reviewer.post(f"{place}/margins", data={**margin, "passage": words})
        assert refused.status_code == 422
        assert what_acts(refused.text) == []
    pages(client, room.page, talk)
    pages(reviewer, f"/reading/reflections?reflection={row.id}")
    given = {"number": "1", "verdict": "returned", "answer": "\n\n".join(INJECTIONS)[:5000]}
    assert reviewer.post(f"{place}/answers", data=given).status_code == 302
    pages(client, room.page, talk, "/", "/matters")

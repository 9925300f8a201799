"""What the tests of recording for many share: the form as a browser fills it in."""

import re

import sqlalchemy as sa

from models import StudyEntry, db

NEW, LIST = "/study/activities/new", "/study/activities"


def typed(people=(), **values):
    fields = {
        "kind": "group_training", "shown": "group_training", "topic": "条例学习会",
        "minutes": "135", "studied_on": "2026-11-18", "step": "review",
        "person": [one.id for one in people],
    }  # fmt: skip
    return fields | values


def entries():
    query = sa.select(StudyEntry).order_by(StudyEntry.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def hidden(page):
    """The hidden fields of the review's form, as the browser sends them."""
    form = page.text.partition('action="/study/activities"')[2]
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form):
        found.setdefault(name, []).append(value)
    return found


def recorded(client, people, **values):
    page = client.post(NEW, data=typed(people, **values))
    assert page.status_code == 200, page.text
    return client.post(LIST, data=hidden(page))

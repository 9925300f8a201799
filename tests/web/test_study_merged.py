"""A record merged while its owner's form was under way: nothing is entered, and they are told."""

import sqlalchemy as sa

from blueprints.study import handing_in
from models import Person, StudyEntry, db
from tests.factories import make_cadre, make_person
from tests.packs import load_pack


def test_an_entry_sent_during_a_merge_is_kept_on_the_door(database, login, monkeypatch):
    load_pack()
    account, kept, begin = make_cadre(), make_person(), handing_in.begin_writing

    def begin_after_the_merge(**how):
        answer = begin(**how)
        db.session.get(Person, account.person_id).merged_into_id = kept.id
        return answer

    client = login(account)
    monkeypatch.setattr(handing_in, "begin_writing", begin_after_the_merge)
    form = {"minutes": "45", "studied_on": "2026-11-20", "topic": "公文", "gained": "一句"}
    answer = client.post("/study/entries/new", data=form)
    assert (answer.status_code, 'name="kept"' in answer.text) == (401, True)
    assert db.session.scalar(sa.select(sa.func.count(StudyEntry.id))) == 0

"""A reply that is taken back is gone from every version of a gathering that was corrected."""

import pytest

from models import GroupStudy, GroupStudyTalk, TalkReply, db
from tests.web.task_books import person_of, stored
from tests.web.test_gatherings_closed import (
    _rules,
    branch,
    closing,
    first_item,
    host,
    member,
    place_of,
)
from tests.web.test_gatherings_corrected import replaced

__all__ = ["_rules", "branch", "host", "member"]  # the fixtures
WORDS, OTHER = "我也这样想", "我另有看法"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_it_is_gone_wherever_it_was_taken_back(login, host, member, branch, at):
    gathering, client, reader = first_item(branch, member), login(host), login(member)
    place = place_of(gathering)
    client.post(f"{place}/talks/new", data={"person": person_of(host).staff_no})
    talk = f"{place}/talks/{stored(GroupStudyTalk)[0].id}"
    for words in (WORDS, OTHER):
        assert reader.post(f"{talk}/replies", data={"words": words}).status_code == 302
    assert closing(client, gathering, member).status_code == 302
    places = [place]
    for topic in ("改过的题目", "再改的题目"):
        last = db.session.get_one(GroupStudy, stored(GroupStudyTalk)[-1].group_study_id)
        places.append(replaced(client, last, topic=topic).location)
    assert len(stored(TalkReply)) == 6
    row = [one for one in stored(TalkReply) if one.words == WORDS][at]
    removal = f"{places[at]}/talks/{row.talk_id}/replies/{row.id}/removal"
    assert reader.post(removal).status_code == 302
    for one in places:
        page = client.get(one).text
        assert WORDS not in page, one
        assert OTHER in page, one

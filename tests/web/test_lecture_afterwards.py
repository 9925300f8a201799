"""The page of a lecture that was given: its material, its questions, and who owes the answers."""

import io

import pytest

from models import GroupStudyFile, GroupStudyQuestion, Lecture, db
from tests.domain.made_files import pdf
from tests.factories import make_cadre, make_organiser
from tests.gatherings import opened
from tests.lecture_halls import make_gathering_of
from tests.web.gatherings import person_of
from tests.web.lectures import HALL, make_season
from tests.web.task_books import stored

WORDS = "培训经费从哪里出？"


@pytest.fixture
def hall(database):
    return make_season()


def test_material_and_questions_stand_on_the_page_until_they_are_answered(login, hall):
    speaker, listener = make_cadre(name="沈砚秋"), make_cadre(name="听讲人")
    hall.state, lecture = "scoring", stored(Lecture)[0]
    gathering = opened(make_gathering_of(lecture, hall), person_of(speaker), person_of(listener))
    db.session.commit()
    place, client = f"/group-study/{gathering.id}", login(listener)
    page = client.get(f"{HALL}/{lecture.slug}").text
    assert 'id="material"' not in page
    assert 'id="questions"' not in page
    slides = {"proofs": (io.BytesIO(pdf(pages=2)), "讲稿.pdf"), "purpose": "scan"}
    assert login(make_organiser()).post(f"{place}/files", data=slides).status_code == 302
    asked = {"words": WORDS, "owed_by": person_of(speaker).staff_no}
    assert client.post(f"{place}/questions/new", data=asked).status_code == 302
    question = f"/group-study/questions/{stored(GroupStudyQuestion)[0].id}"
    page = client.get(f"{HALL}/{lecture.slug}").text
    assert f"/group-study/files/{stored(GroupStudyFile)[0].id}" in page
    for text in (WORDS, f'href="{question}"', "answer owed by 沈砚秋", "answer owed</span>"):
        assert text in page
    login(speaker).post(f"{question}/answer", data={"words": "从培训费中列支。", "version": "1"})
    page = client.get(f"{HALL}/{lecture.slug}").text
    assert "answered</span>" in page
    assert "answer owed</span>" not in page

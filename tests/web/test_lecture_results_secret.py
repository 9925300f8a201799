"""What results say is nobody's to see while sheets are made; what was done to sheets is seen."""

import pytest

from domain.lectures.freezing import turn_down_result
from domain.lectures.reckoning import judges_part_of
from domain.lectures.running import reopen_scoring
from models import LectureResult, db
from tests.conftest import NOON
from tests.lecture_halls import assign, make_judge
from tests.lecture_results import make_season, proposed, visitor_of
from tests.web.test_lecture_results import text_of


@pytest.fixture
def season(database):
    return make_season()


def test_a_result_turned_down_is_nobodys_to_read_while_it_is_scored_again(login, season):
    row = proposed(season)
    turn_down_result(season.series, 1, "漏了一张", visitor_of(season.other), now=NOON)
    db.session.commit()
    client = login(season.organiser)
    paths = ("results/1", "results/1.json", "results/1.xlsx", "results/1/lecture-01",
             "results/1/accounts.pdf")  # fmt: skip
    for path in paths[:4]:
        assert client.get(f"{season.page}/{path}").status_code == 200, path
    actor = visitor_of(season.organiser).actor
    reopen_scoring(season.series, "漏了一张", actor=actor, now=NOON)
    db.session.commit()
    for path in (*paths, "results", "results/preview", "results/judges"):
        text_of(client, f"{season.page}/{path}", 404)
    text_of(client, f"/lectures/results/{row.id}", 404)
    page = text_of(client, season.page)
    assert "results/1" not in page
    season.series.state = "closed"
    db.session.commit()
    text_of(client, f"{season.page}/results/1")


def test_whoever_publishes_sees_which_sheets_were_taken_out_after_closing(login, season):
    season.series.state = "scoring"
    db.session.commit()
    client, series = login(season.organiser), season.series
    late = assign(season.lectures[0], make_judge(series))
    assign(season.lectures[2], make_judge(series))
    before = assign(season.lectures[1], make_judge(series))
    db.session.commit()
    place = f"{season.page}/lecture-02/assignments/{before.id}"
    client.post(f"{place}/recusal", data={"reason": "病假一月"})
    client.post(f"{season.page}/closing", data={"reason": "两张缺席"})
    assert "taken out since" not in text_of(client, f"{season.page}/results")
    client.post(f"{season.page}/reopening", data={"reason": "再等一天"})
    place = f"{season.page}/lecture-01/assignments/{late.id}"
    client.post(f"{place}/recusal", data={"reason": "事后回避"})
    client.post(f"{season.page}/closing", data={"reason": "一张缺席"})
    for path in ("results", "results/judges"):
        page = text_of(client, f"{season.page}/{path}")
        assert "Sheets taken out since scoring was first closed" in page, path
        assert "事后回避" in page, path
        assert "病假一月" not in page, path
    client.post(f"{season.page}/results")
    page = text_of(login(season.other), f"{season.page}/results/1")
    assert "事后回避" in page
    assert "许知微" in page.partition("taken out since")[2]
    login(season.other).post(f"{season.page}/results/1/publication")
    assert "事后回避" not in text_of(login(season.speaker), f"{season.page}/results")
    part = judges_part_of(db.session.query(LectureResult).one().judges_part)
    assert [(one.act, one.judge, one.reason) for one in part.dropped] == [
        ("recused", "5", "事后回避")
    ]

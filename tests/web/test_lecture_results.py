"""The results of a series: secret until published, then told with every step."""

import json
import subprocess
import sys

import pytest
import sqlalchemy as sa

from domain.lectures import freezing
from domain.lectures.verifying import Outcome, verify
from models import LectureResult, Notice, db
from tests.conftest import NOON
from tests.factories import ROOT, make_cadre
from tests.lecture_halls import assign, make_judge, make_sheet
from tests.lecture_results import make_season, proposed, published, visitor_of

UNLINKED = {(lecture, judge) for lecture in (1, 2) for judge in (4, 5, 6)} | {
    (lecture, judge) for lecture in (3, 4) for judge in (1, 2, 3)
}


@pytest.fixture
def season(database):
    return make_season()


def text_of(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def test_until_they_are_published_nobody_but_organisers_finds_them(login, season):
    cadre, organiser = login(season.speaker), login(season.organiser)
    for state, seen in (
        ("preparing", 404), ("scoring", 404), ("closed", 200),
    ):  # fmt: skip
        season.series.state = state
        db.session.commit()
        text_of(cadre, f"{season.page}/results", 404)
        text_of(organiser, f"{season.page}/results", seen)
        text_of(organiser, f"{season.page}/results/judges", seen)
        text_of(cadre, f"{season.page}/my-judging", 404)
    proposed(season)
    for path in ("results", "results/1", "results/1.json", "results/1.xlsx",
                 "results/1/accounts.pdf", "results/1/lecture-01", "my-judging",
                 "lecture-01/review"):  # fmt: skip
        text_of(cadre, f"{season.page}/{path}", 404)
        text_of(login(season.judge), f"{season.page}/{path}", 404)
    assert "Publish" in text_of(login(season.other), f"{season.page}/results")


def test_pages_of_series_and_lecture_keep_scores_until_they_are_published(login, season):
    cadre = login(season.speaker)
    row = proposed(season)
    told = [one["score"] for one in json.loads(row.document)["official"]]
    for path in ("", "/lecture-01"):
        page = text_of(cadre, season.page + path)
        assert not any(one in page for one in (*told, "The whole ranking", "Rank"))
    freezing.publish_result(season.series, 1, visitor_of(season.other), now=NOON)
    db.session.commit()
    assert "The whole ranking" in text_of(cadre, season.page)
    assert "Sheet of account" in text_of(cadre, f"{season.page}/lecture-01")


def test_two_organisers_publish_through_the_pages(login, season):
    first, second = login(season.organiser), login(season.other)
    assert "Propose this result" in text_of(first, f"{season.page}/results")
    assert first.post(f"{season.page}/results").status_code == 302
    page = text_of(first, f"{season.page}/results")
    assert "another organiser publishes it" in page
    assert f"{season.page}/results/1/publication" not in page
    refused = first.post(f"{season.page}/results/1/publication", follow_redirects=True)
    assert "You proposed it yourself" in refused.get_data(as_text=True)
    done = second.post(f"{season.page}/results/1/publication", follow_redirects=True)
    assert "The result is published" in done.get_data(as_text=True)
    db.session.refresh(season.series)
    assert season.series.state == "published"
    again = second.post(f"{season.page}/results/1/publication", follow_redirects=True)
    assert "Nothing changed" in again.get_data(as_text=True)


def test_turning_it_down_needs_a_reason_and_keeps_what_was_typed(login, season):
    proposed(season)
    client = login(season.other)
    refused = client.post(f"{season.page}/results/1/refusal", data={"why": ""})
    assert refused.status_code == 422
    refused = client.post(f"{season.page}/results/1/refusal", data={"why": "长" * 301})
    assert (refused.status_code, "长" * 301 in refused.get_data(as_text=True)) == (422, True)
    client.post(f"{season.page}/results/1/refusal", data={"why": "漏了一张"})
    db.session.refresh(season.series)
    assert season.series.state == "closed"
    assert "漏了一张" in text_of(client, f"{season.page}/results/1")
    text_of(login(season.speaker), f"{season.page}/results/1", 404)


def test_everybody_reads_the_published_ranking_and_its_accounts(login, season):
    row = published(season)
    page = text_of(login(make_cadre()), f"{season.page}/results")
    for one in json.loads(row.document)["official"]:
        assert one["score"] in page
    assert row.input_sha256 in page
    assert f'Method Trimmed mean <span class="faint">{row.method}</span>' in page
    assert "4 judges, 12 sheets." in page
    assert page.count("interval-plot") == 3  # a dot with its interval for each lecture
    assert "林叙" not in page  # judges are numbers
    assert "Judges and wild sheets" not in page
    account = text_of(login(make_cadre()), f"{season.page}/results/1/lecture-01")
    assert "to 2 decimals (halves rounded up)" in account


def test_the_account_equals_the_sum_by_hand(login, database):
    season = make_season(lectures=1, judges=0)
    given = ((20, 27, 12, 17, 8), (22, 28, 13, 18, 9), (25, 30, 15, 20, 10), (10, 10, 5, 5, 5))
    for marks in given:
        names = ("theme", "content", "structure", "delivery", "form")
        text = json.dumps(dict(zip(names, map(str, marks), strict=True)))
        make_sheet(assign(season.lectures[0], make_judge(season.series)), marks=text)
    published(season)
    page = text_of(login(season.speaker), f"{season.page}/results/1/lecture-01")
    # 84, 90, 100 and 35: the highest and the lowest are dropped, (84 + 90) / 2 = 87.
    for score in ("84", "90", "100", "35"):
        assert f"<strong>{score}</strong>" in page
    assert "dropped: highest" in page
    assert "dropped: lowest" in page
    assert "(84 + 90) ÷ 2 = 174 ÷ 2 = 87" in page
    assert "Official score: 87, to 2 decimals (halves rounded up): 87.00." in page
    assert "Rank: 1 of 1." in page


def test_the_downloaded_file_verifies_and_is_what_was_frozen(login, season):
    row = published(season)
    answer = login(season.speaker).get(f"{season.page}/results/1.json")
    assert answer.data == row.document.encode()
    assert verify(answer.data, "downloaded.json").outcome is Outcome.IDENTICAL
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_downloaded_file_is_verified_by_the_command(app, login, season, tmp_path):
    published(season)
    file = tmp_path / "result.json"
    file.write_bytes(login(season.speaker).get(f"{season.page}/results/1.json").data)
    ran = app.test_cli_runner().invoke(args=["lectures", "verify", str(file), "--json"])
    assert (ran.exit_code, json.loads(ran.output)["outcome"]) == (0, "identical")
    file.write_text(file.read_text().replace('"place": 2', '"place": 3'))
    ran = app.test_cli_runner().invoke(args=["lectures", "verify", str(file)])
    assert ran.exit_code == 1


def test_reading_what_is_published_never_needs_numpy(season, tmp_path):
    """A worker that shows results carries no numpy: the snapshot holds what it reckoned."""
    file = tmp_path / "result.json"
    file.write_text(published(season).document, "utf-8")
    script = (
        "import sys; from domain.lectures.snapshot import snapshot_of;"
        f"read = snapshot_of(open({str(file)!r}, encoding='utf-8').read());"
        "print(len(read.accounts), 'numpy' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ran.stdout.split() == ["3", "False"]


def test_matters_and_notices_lead_to_the_result(login, season):
    row = proposed(season)
    other, proposer = login(season.other), login(season.organiser)
    assert "Lecture results to publish</span>" in text_of(other, "/matters")
    assert "Lecture results to publish</span>" not in text_of(proposer, "/matters")
    lead = other.get(f"/lectures/results/{row.id}")
    assert lead.headers["Location"] == f"{season.page}/results/1"
    text_of(login(season.speaker), f"/lectures/results/{row.id}", 404)
    other.post(f"{season.page}/results/1/publication")
    speaker = login(season.speaker)
    assert "that concern you" in text_of(speaker, "/notices")
    notice = db.session.scalars(sa.select(Notice).filter_by(account_id=season.speaker.id)).one()
    lead = speaker.post(f"/notices/{notice.id}/reading")
    assert lead.headers["Location"] == f"/lectures/results/{row.id}"


def test_a_correction_tells_before_and_after_and_the_old_one_stays(login, season):
    published(season)
    first, second, cadre = (login(one) for one in (season.organiser, season.other, season.speaker))
    before = cadre.get(f"{season.page}/results/1.json").data
    refused = first.post(f"{season.page}/results/correction", data={"reason": ""})
    assert refused.status_code == 422
    first.post(f"{season.page}/results/correction", data={"reason": "复核成立"})
    assert 'value="复核成立"' in text_of(first, f"{season.page}/results/preview")
    assert "published" in text_of(cadre, f"{season.page}/results")
    same = first.post(f"{season.page}/results", data={"reason": "无"}, follow_redirects=True)
    assert "Nothing was changed" in same.get_data(as_text=True)
    for lecture in season.lectures[2:]:
        for _time in range(3):
            make_sheet(assign(lecture, make_judge(season.series)), "1")
    db.session.commit()
    assert first.post(f"{season.page}/results", data={"reason": ""}).status_code == 422
    first.post(f"{season.page}/results", data={"reason": "补录打分单"})
    text_of(cadre, f"{season.page}/results/2", 404)
    assert "What the correction changes" not in text_of(cadre, f"{season.page}/results")
    assert "Look at it and decide" in text_of(second, f"{season.page}/results")
    second.post(f"{season.page}/results/2/publication")
    page = text_of(cadre, f"{season.page}/results")
    assert "What the correction changes" in page
    assert "补录打分单" in page
    assert "Replaced by a correction" in text_of(cadre, f"{season.page}/results/1")
    assert cadre.get(f"{season.page}/results/1.json").data == before


def test_lectures_that_no_judge_links_are_ranked_by_themselves(login, database):
    season = make_season(lectures=4, judges=6, skip=UNLINKED)
    published(season)
    page = text_of(login(season.speaker), f"{season.page}/results")
    assert "Not all lectures can be compared" in page
    assert "Group 2" in page
    assert page.count('<td class="place-no">1') == 2


def test_each_judge_sees_the_own_severity_and_nobody_else_does(login, season):
    published(season)
    page = text_of(login(season.judge), f"{season.page}/my-judging")
    assert "Judge no. 1" in page
    assert "No. 2" not in page
    assert f'{season.page}/my-judging"' in text_of(login(season.judge), season.page)
    for account in (season.speaker, season.organiser):
        text_of(login(account), f"{season.page}/my-judging", 404)
        assert "/my-judging" not in text_of(login(account), season.page)
    assert login(season.judge).get(f"{season.page}/results/judges").status_code == 403
    severity = text_of(login(season.organiser), f"{season.page}/results/judges")
    assert severity.count("interval-plot") == 4  # each of the judges


def test_a_wild_sheet_is_told_to_organisers(login, database):
    season = make_season(
        lectures=6, judges=8, shares=("0.9", "0.86", "0.84", "0.82", "0.8", "0.78")
    )
    make_sheet(assign(season.lectures[0], make_judge(season.series)), "0.2")
    db.session.commit()
    page = text_of(login(season.organiser), f"{season.page}/results/judges")
    assert "第1讲" in page.partition("Wild sheets</h2>")[2]


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_as_often_for_one_lecture_as_for_three(login, database, count_queries, many):
    season = make_season(lectures=many)
    published(season)
    client = login(season.speaker)
    client.get(f"{season.page}/results")
    with count_queries() as statements:
        client.get(f"{season.page}/results")
    assert len(statements) == 5


def test_accounts_of_many_lectures_stand_on_pages_of_their_own(login, database):
    season = make_season(lectures=60, judges=2)
    published(season)
    page = text_of(login(season.speaker), f"{season.page}/results")
    assert "opens from its line above" in page
    assert len(page) < 250_000


def test_pages_are_in_chinese_too(login, season):
    published(season)
    page = text_of(login(season.speaker, "zh"), f"{season.page}/results")
    assert 'lang="zh-Hans-CN"' in page
    assert db.session.scalars(sa.select(LectureResult)).one().state == "published"


def test_the_account_counts_the_lectures_with_a_place_alone(login, database):
    """The third lecture has a single sheet, and so no place."""
    skip = {(3, judge) for judge in (2, 3, 4)}
    season = make_season(skip=skip)
    published(season)
    page = text_of(login(season.speaker), f"{season.page}/results/1/lecture-01")
    assert "Rank: 1 of 2." in page


def test_the_page_of_the_series_promises_no_anonymity_of_judges(login, season):
    assert "no promise of anonymity" in text_of(login(season.speaker), season.page)

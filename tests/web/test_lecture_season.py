"""A season of 24 lectures and 9 judges in the demo organisation: from the draw to the poster."""

import io
import re
from datetime import timedelta
from html import unescape

import docx
import pypdfium2
import pytest
import sqlalchemy as sa

from models import (
    Account,
    Branch,
    BranchMembership,
    JudgeAssignment,
    Lecture,
    LectureSeries,
    LectureStep,
    Person,
    RubricVersion,
    SeriesJudge,
    Unit,
    db,
)
from tests.domain.test_demo import TODAY, load, person_of
from tests.instances import run_command

LECTURES, EACH = 24, 5
JUDGES = ("secretary", *(f"secretary{number}" for number in range(2, 9)), "judge9")
PAGE = "/lectures/acceptance"
MOST = {"theme": 25, "content": 30, "structure": 15, "delivery": 20, "form": 10}
STEPS = ["series_written", "drawn", "opened", "closed", "result_proposed", "result_published"]


@pytest.fixture
def sign_in(login, database):
    """A client of an account of the demo, which is loaded once."""
    load()

    def signed_in(username):
        account = db.session.scalars(sa.select(Account).where(Account.username == username)).one()
        return login(account)

    return signed_in


def sent(client, address, **typed):
    """The form is taken: the page that it leads to."""
    answer = client.post(f"{PAGE}{address}", data=typed)
    assert answer.status_code == 302, answer.text
    return answer.location


def fields(page):
    """What the last form of the page sends untouched: hidden fields and ticked boxes."""
    main = page.partition("<main")[2].partition("</main>")[0]
    form = re.findall(r'<form[^>]*method="post".*?</form>', main, re.DOTALL)[-1]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        if 'type="hidden"' in tag or " checked" in tag:
            name, value = (re.search(rf'\b{one}="([^"]*)"', tag)[1] for one in ("name", "value"))
            found.setdefault(name, []).append(unescape(value))
    return found


def write_season(client):
    """The series with its lectures, three of each branch, given by its own people."""
    unit = db.session.scalars(sa.select(Unit.id).where(Unit.name == "会务处")).one()
    rubric = db.session.scalars(sa.select(RubricVersion.id)).one()
    typed = {
        "slug": "acceptance", "title": "干部大讲堂冬季", "season": "2026 冬季", "unit": unit,
        "rubric": rubric, "audience": "sign_up", "minutes": 30,
        "score_until": str(TODAY + timedelta(days=30)),
    }  # fmt: skip
    assert client.post("/lectures/new", data=typed).location == PAGE
    judging = {person_of(name).id for name in JUDGES}
    for branch_id in db.session.scalars(sa.select(Branch.id).order_by(Branch.id)).all():
        numbers = db.session.scalars(
            sa.select(Person.staff_no)
            .join(BranchMembership, BranchMembership.person_id == Person.id)
            .where(BranchMembership.branch_id == branch_id, BranchMembership.to_on.is_(None))
            .where(Person.id.not_in(judging))
            .order_by(Person.id)
            .limit(LECTURES // 8)
        ).all()
        for number in numbers:
            sent(client, "/new", topic=f"{number}的一讲", branch=branch_id, people=number)


def prepare(client):
    """Judges are named and assigned by a plan, the order is drawn, each lecture has its time."""
    sent(client, "/judges/secretaries")
    sent(client, "/judges/people", person=person_of("judge9").staff_no)
    address = f"{PAGE}/judges/assignments"
    page = client.get(f"{address}?each={EACH}&seed=winter").text
    sent(client, "/judges/assignments", **fields(page))
    seed = re.search(r'name="seed"[^>]*value="(\w+)"', client.get(f"{PAGE}/draw").text)[1]
    sent(client, "/draw", seed=seed)
    times = fields(client.get(f"{PAGE}/times").text)
    sittings = "\n".join(f"2026-12-0{day} 09:00, 大会议室, 8" for day in (1, 2, 3))
    sent(client, "/times", **times, sittings=sittings, minutes="30", pause="10")
    sent(client, "/opening", all_the_same="y")


def seal_sheets(sign_in):
    """Every judge seals each own sheet, as the form of the score page does."""
    rows = db.session.execute(
        sa.select(Account.username, SeriesJudge.number, Lecture.slug, Lecture.number)
        .join(JudgeAssignment, JudgeAssignment.judge_id == SeriesJudge.id)
        .join(Lecture, Lecture.id == JudgeAssignment.lecture_id)
        .join(LectureSeries, LectureSeries.id == Lecture.series_id)
        .join(Account, Account.person_id == SeriesJudge.person_id)
        .where(LectureSeries.slug == "acceptance")
    ).all()
    clients = {name: sign_in(name) for name in JUDGES}
    assert {name for name, *_rest in rows} == set(JUDGES)
    for name, judge, slug, lecture in rows:
        marks = {
            f"mark-{one}": str(most - (lecture * 5 + judge + at) % (most // 2))
            for at, (one, most) in enumerate(MOST.items())
        }
        sent(clients[name], f"/{slug}/score", version="0", step="seal", **marks)
    return len(rows)


def words_of_pdf(answer):
    document = pypdfium2.PdfDocument(answer.data)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def words_of_word(answer):
    document = docx.Document(io.BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_season_of_the_demo_runs_from_the_draw_to_the_poster(app, sign_in, tmp_path):
    client, other, cadre = (sign_in(name) for name in ("organiser", "organiser2", "cadre"))
    write_season(client)
    prepare(client)
    many = seal_sheets(sign_in)
    assert many == LECTURES * EACH
    assert f"<b>{many}</b> / {many}" in client.get(f"{PAGE}/sheets").text
    sent(client, "/closing")
    sent(client, "/results")
    assert cadre.get(f"{PAGE}/results/1.json").status_code == 404
    sent(client, "/results/1/publication")
    assert state() == "frozen"  # nobody publishes what they proposed
    sent(other, "/results/1/publication")
    assert state() == "published"
    page = cadre.get(f"{PAGE}/results").text
    topics = db.session.scalars(sa.select(Lecture.topic).join(LectureSeries).where(ours())).all()
    assert len(topics) == LECTURES
    assert all(topic in page for topic in topics)
    assert [one for one in acts() if one in STEPS] == STEPS

    file, published = tmp_path / "result.json", cadre.get(f"{PAGE}/results/1.json")
    assert (published.json["connected"], len(published.json["sheets"])) == (True, many)
    assert min(one["place"] for one in published.json["official"]) == 1
    file.write_bytes(published.data)
    verified = run_command(app, "lectures", "verify", str(file))
    assert verified.output == "Identical: everything comes out as published.\n"
    for read, kind in ((words_of_pdf, "pdf"), (words_of_word, "docx")):
        words = read(client.get(f"{PAGE}/results/poster.{kind}"))
        assert all(topic in words for topic in topics)


def ours():
    return LectureSeries.slug == "acceptance"


def state():
    db.session.expire_all()
    return db.session.scalars(sa.select(LectureSeries.state).where(ours())).one()


def acts():
    steps = sa.select(LectureStep.act).join(LectureSeries).where(ours()).order_by(LectureStep.id)
    return db.session.scalars(steps).all()

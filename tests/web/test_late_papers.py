"""HR enters a paper: looks at what it would change, enters it, and is told when that changed."""

import io
from datetime import date

import pytest
import sqlalchemy as sa

from models import Paper, Tenure, db
from tests.domain.made_files import picture
from tests.factories import make_hr, make_person, make_post, make_tenure, make_unit

ADDRESS = "/people/Z-7/history/paper"


@pytest.fixture
def hr(login, database):
    return login(make_hr())


@pytest.fixture
def posts(hr):
    unit = make_unit(name="综合处")
    return [make_post(unit, title=title) for title in ("文书", "信息员", "值班员")]


@pytest.fixture
def line(posts):
    person = make_person(staff_no="Z-7", name="林叙")
    made = make_tenure(person, posts[0], document_on=date(2019, 12, 20), document_no="旧文")
    db.session.commit()
    return made


def typed(post, **values):
    return {
        "document_no": "任字〔2022〕3 号", "document_on": "2022-01-04", "post_id": str(post.id),
        "rank": "一级科员", "main": "y", "from_on": "2022-01-01", "to_on": "2022-12-31",
        "corrects": "", "step": "look",
    } | values  # fmt: skip


def text_of(answer):
    return answer.get_data(as_text=True)


def seen_in(page):
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]


def standing():
    db.session.expire_all()
    rows = db.session.scalars(
        sa.select(Tenure).where(Tenure.superseded_at.is_(None)).order_by(Tenure.from_on)
    )
    return [(one.from_on, one.to_on) for one in rows if one.document_no]


def test_first_a_look_that_writes_nothing(hr, line, posts):
    answer = hr.post(ADDRESS, data=typed(posts[1]))
    page = text_of(answer)
    assert answer.status_code == 200
    assert "What this paper does" in page
    assert "1 Jan 2020 – 31 Dec 2021" in page
    assert "1 Jan 2023 – until further notice" in page
    assert standing() == [(date(2020, 1, 1), None)]


def test_then_it_is_entered_once(hr, line, posts):
    form = typed(posts[1], step="enter", once="a" * 22)
    form["seen"] = seen_in(text_of(hr.post(ADDRESS, data=typed(posts[1]))))
    for _time in range(2):
        assert hr.post(ADDRESS, data=form).location == "/people/Z-7/history"
    assert standing() == [
        (date(2020, 1, 1), date(2021, 12, 31)),
        (date(2022, 1, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), None),
    ]
    assert "任字〔2022〕3 号" in text_of(hr.get("/people/Z-7/history"))


def test_a_history_that_changed_meanwhile_is_shown_anew(hr, line, posts):
    form = typed(posts[1], step="enter")
    form["seen"] = seen_in(text_of(hr.post(ADDRESS, data=typed(posts[1]))))
    other = typed(posts[2], document_no="任字〔2022〕4 号")
    other["seen"] = seen_in(text_of(hr.post(ADDRESS, data=other)))
    hr.post(ADDRESS, data=other | {"step": "enter"})
    answer = hr.post(ADDRESS, data=form)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "has changed since you looked" in page
    assert "综合处 值班员" in page
    assert 'value="任字〔2022〕3 号"' in page
    form["seen"] = seen_in(page)
    assert hr.post(ADDRESS, data=form).status_code == 302


def test_what_is_entered_is_what_was_looked_at(hr, line, posts):
    seen = seen_in(text_of(hr.post(ADDRESS, data=typed(posts[1]))))
    changed = typed(posts[1], to_on="2023-12-31", seen=seen, step="enter")
    assert hr.post(ADDRESS, data=changed).status_code == 409
    assert hr.post(ADDRESS, data=changed | {"seen": ""}).status_code == 409
    assert standing() == [(date(2020, 1, 1), None)]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"to_on": "2021-12-31"}, "The last day comes before the first."),
        ({"document_on": "2019-12-01"}, "older than the first post (from 1 Jan 2020)"),
        ({"from_on": "0022-01-01"}, "Choose a day of the years 1900 to 2100."),
        ({"from_on": "2022-02-30"}, "2022-02-30"),
        ({"document_no": "  "}, "Document number"),
        ({"post_id": "999999"}, "Post"),
        ({"corrects": "999999"}, "Instead of this line"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_is_kept(hr, line, posts, values, said):
    answer = hr.post(ADDRESS, data=typed(posts[1], **values))
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page
    assert 'value="一级科员"' in page
    assert standing() == [(date(2020, 1, 1), None)]


def test_a_newer_paper_gives_way_only_when_ticked(hr, line, posts):
    old = typed(posts[1], document_on="2019-12-19", from_on="2020-01-01", to_on="2020-12-31")
    page = text_of(hr.post(ADDRESS, data=old))
    assert "rests on a newer paper" in page
    old |= {"seen": seen_in(page), "step": "enter"}
    answer = hr.post(ADDRESS, data=old)
    assert answer.status_code == 422
    assert "rests on a newer paper. Tick" in text_of(answer)
    assert hr.post(ADDRESS, data=old | {"over_newer": "y"}).status_code == 302


def test_a_line_is_put_right(hr, line, posts):
    page = text_of(hr.get(f"{ADDRESS}?corrects={line.id}"))
    assert f'<option selected value="{line.id}">' in page
    assert 'value="2020-01-01"' in page
    form = typed(posts[0], corrects=str(line.id), from_on="2020-03-01", to_on="")
    form["seen"] = seen_in(text_of(hr.post(ADDRESS, data=form)))
    hr.post(ADDRESS, data=form | {"step": "enter"})
    assert standing() == [(date(2020, 3, 1), None)]


def test_papers_are_listed_kept_once_and_dated(hr, line):
    assert "No document yet" in text_of(hr.get("/placements/papers"))
    form = {"number": "任字〔2019〕9 号", "dated_on": "2019-12-20"}
    paper = hr.post("/placements/papers/new", data=form).location
    assert hr.post("/placements/papers/new", data=form).status_code == 422
    assert "任字〔2019〕9 号" in text_of(hr.get("/placements/papers?text=2019"))
    assert "No document found" in text_of(hr.get("/placements/papers?text=2031"))
    hr.post(paper, data={"version": "1", "dated_on": "2019-12-21"})
    assert db.session.scalars(sa.select(Paper.dated_on)).one() == date(2019, 12, 21)
    for version in ("1", ""):
        late = {"version": version, "dated_on": "2019-12-22"}
        assert hr.post(paper, data=late).status_code == 409


def test_a_paper_has_a_file_that_is_what_its_name_says(hr, line):
    form = {"number": "任字〔2019〕9 号", "proofs": (io.BytesIO(picture("PNG")), "任字.png")}
    paper = hr.post("/placements/papers/new", data=form).location
    number = paper.rsplit("/", 1)[1]
    assert f"/placements/papers/files/{number}/pages/1" in text_of(hr.get(paper))
    sent = hr.get(f"/placements/papers/files/{number}")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert hr.get(f"/placements/papers/files/{number}/pages/1").mimetype == "image/jpeg"
    false = {
        "version": "1",
        "dated_on": "2019-12-20",
        "proofs": (io.BytesIO(picture("PNG")), "任字.pdf"),
    }
    answer = hr.post(paper, data=false)
    assert answer.status_code == 422
    assert 'value="2019-12-20"' in text_of(answer)

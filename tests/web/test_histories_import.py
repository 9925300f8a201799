"""Histories brought in by HR's page and by the command: previewed, applied, refused."""

import html
import io
import json
import re

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from models import AuditRow, Tenure, Unit, db
from tests.domain.history_files import history_text
from tests.factories import make_cadre, make_hr, make_person, make_post, make_unit

PLACE = "/placements/import"
BAD = {"staff_no": "00999"}


@pytest.fixture(autouse=True)
def _post(database):
    unit = make_unit(name="综合处")
    make_post(unit, title="科员")
    make_post(unit, title="副处长")
    make_person(staff_no="00317", name="林叙")
    db.session.commit()


@pytest.fixture
def hr(login):
    return login(make_hr(name="人事干部"))


@pytest.fixture
def run(app, database, monkeypatch, tmp_path):
    """Run ``flask placements import`` of rows in English and return what came of it."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def invoked(*rows, options=()):
        file = tmp_path / "histories.csv"
        file.write_text(history_text(*rows))
        arguments = ["placements", "import", str(file), *options]
        return app.test_cli_runner().invoke(args=arguments)

    return invoked


def chosen(client, *rows, **more):
    file = (io.BytesIO(history_text(*rows).encode()), "histories.csv")
    answer = client.post(PLACE, data={"file": file, **more}, content_type="multipart/form-data")
    assert answer.status_code == 302
    return answer.headers["Location"]


def page_of(client, place):
    return html.unescape(client.get(place).text)


def applied(client, *rows, **more):
    place = chosen(client, *rows, **more)
    digest = re.search(r'name="digest" value="(\w+)"', client.get(place).text)
    data = {"digest": digest[1] if digest else "", **({"create_missing": "1"} if more else {})}
    return place, client.post(f"{place.partition('?')[0]}/application", data=data)


def lines():
    return list(db.session.scalars(sa.select(Tenure).order_by(Tenure.from_on)))


def test_a_file_is_previewed_and_writes_nothing_before_it_is_applied(hr):
    page = page_of(hr, chosen(hr, {}, BAD))
    assert "All rows 2" in page
    assert "Post held · 科员" in page
    assert "nobody has this staff number" in page
    assert lines() == []


def test_what_was_previewed_is_applied_once_and_the_refused_rows_are_kept(hr):
    place, answer = applied(hr, {}, BAD)
    assert answer.status_code == 302
    assert len(lines()) == 1
    page = page_of(hr, place)
    assert "The histories are in" in page
    rows = CalamineWorkbook.from_filelike(
        io.BytesIO(hr.get(f"{place}/refused.xlsx").data)
    ).get_sheet_by_index(0).to_python()  # fmt: skip
    assert rows[1][0] == "00999"
    assert "nobody has this staff number" in rows[1][-1]
    hr.post(f"{place}/application", data={"digest": "x"})
    assert len(lines()) == 1


def test_a_plan_that_has_changed_meanwhile_is_shown_and_not_applied(hr):
    place = chosen(hr, {})
    answer = hr.post(f"{place}/application", data={"digest": "other"})
    assert answer.status_code == 409
    assert "Something changed meanwhile" in answer.text
    assert lines() == []


def test_an_earlier_employer_is_created_only_when_that_is_ticked(hr):
    row = {"unit": "市财政局"}
    assert "no unit has this name" in page_of(hr, chosen(hr, row))
    place = chosen(hr, row, create_missing="y")
    assert "市财政局 科员" in page_of(hr, place)
    applied(hr, row, create_missing="y")
    assert db.session.scalars(sa.select(Unit.name).where(Unit.outside)).all() == ["市财政局"]


def test_the_trail_has_every_line_and_the_whole(hr):
    applied(hr, {})
    acts = db.session.scalars(sa.select(AuditRow.action)).all()
    assert {"histories.uploaded", "histories.applied", "person.line_imported"} <= set(acts)


def test_a_file_that_is_none_says_what_was_expected(hr):
    data = {"file": (io.BytesIO(b"\x00\x01"), "x.png")}
    answer = hr.post(PLACE, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "is not a spreadsheet" in answer.text


def test_the_empty_file_can_be_filled_in_and_read(hr):
    book = CalamineWorkbook.from_filelike(io.BytesIO(hr.get(f"{PLACE}/template.xlsx").data))
    assert book.get_sheet_by_index(0).to_python()[0][:3] == ["工号", "类别", "单位"]


def test_what_is_missing_can_be_created_from_the_preview(hr):
    place = chosen(hr, {"unit": "市财政局"})
    page = page_of(hr, place)
    assert "1 row was refused; why stands in its row." in page
    [link] = re.findall(r'href="([^"]+)">Create them and preview again', page)
    assert "Apply 1 row" in page_of(hr, link)


def test_nobody_but_hr_brings_histories_in(login, hr):
    place = chosen(hr, {})
    assert login(make_cadre()).get(PLACE).status_code == 403
    assert login(make_hr()).get(place).status_code == 404


def test_the_command_says_what_it_would_do_and_exits_with_1_for_refused_rows(run):
    tried = run({}, BAD, options=("--dry-run", "--json"))
    told = json.loads(tried.stdout)
    assert (told["added"], told["applied"], tried.exit_code) == (1, False, 1)
    assert told["refused"][0]["refusals"][0]["reason"] == "staff_no_unknown"
    assert lines() == []
    assert run({}).exit_code == 0
    assert json.loads(run({}, options=("--json",)).stdout)["unchanged"] == 1
    assert len(lines()) == 1


def test_the_command_creates_what_is_missing_when_asked(run):
    assert run({"unit": "市财政局"}).exit_code == 1
    told = run({"unit": "市财政局"}, options=("--create-missing",))
    assert told.exit_code == 0
    assert "A new outside unit: 市财政局." in told.stderr

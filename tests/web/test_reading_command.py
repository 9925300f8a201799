"""``flask reading``: problems named in either language, classes brought in with their pictures."""

import json
import re

import pytest
import sqlalchemy as sa
from PIL import Image

from models import MaterialPicture, MaterialRevision, ReadingClass, db
from tests.architecture.tree import ROOT
from tests.domain.test_reading_files import CLASS, FRONT, TEXT, whole, write
from tests.factories import make_organiser
from tests.packs import load_pack


@pytest.fixture
def run(app, database):
    return lambda *arguments: app.test_cli_runner().invoke(args=["reading", *arguments])


def test_a_folder_written_by_the_document_alone_comes_in(run, tmp_path):
    """What content/README.md shows is all that its writer has."""
    document = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    example = re.findall(r"```markdown\n(---.*?)```", document, re.DOTALL)[-1]
    write(tmp_path, {"class.toml": CLASS, "01-minutes.md": example})
    checked = run("check", str(tmp_path))
    assert (checked.exit_code, checked.stdout) == (0, ""), checked.output
    assert "1 class with 1 material" in checked.stderr
    synced = run("sync", str(tmp_path))
    assert synced.exit_code == 0, synced.output
    kept = db.session.scalars(sa.select(MaterialRevision)).one()
    assert [one["key"] for one in json.loads(kept.sections)] == ["opening", "what", "when"]
    assert [one["kind"] for one in json.loads(kept.questions)] == ["single", "multiple", "short"]
    assert "次日上班前" not in kept.plain.partition("何时报")[0]
    assert "第二天" not in kept.html


def test_check_names_every_problem_and_ends_with_one(run, tmp_path):
    write(tmp_path, whole(**{"01-take-over.md": FRONT + "一\n\n![图](a.png)\n\n见[x](y.md)\n"}))
    told = run("check", str(tmp_path))
    assert told.exit_code == 1
    assert "duty/01-take-over.md, line 11: the picture “a.png”" in told.stdout
    assert "duty/01-take-over.md, line 13: “y.md” leads to nothing" in told.stdout
    document = json.loads(run("check", str(tmp_path), "--json").stdout)
    assert document["classes"] == []
    assert [(one["line"], one["problem"]) for one in document["problems"]] == [
        (11, "picture_missing"), (13, "link_broken"),
    ]  # fmt: skip
    assert db.session.scalars(sa.select(ReadingClass)).all() == []


def test_a_class_with_a_problem_stays_out_and_the_others_come_in(run, tmp_path):
    write(tmp_path, whole())
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "01-a.md").write_text("no front matter", encoding="utf-8")
    told = run("sync", str(tmp_path), "--json")
    assert told.exit_code == 1
    document = json.loads(told.stdout)
    assert document["added"] == ["duty", "duty/take-over"]
    assert {one["file"] for one in document["problems"]} == {"other/01-a.md", "other/class.toml"}


def test_a_folder_that_is_not_there_is_a_wrong_call(run, tmp_path):
    assert run("sync", str(tmp_path / "nowhere")).exit_code == 2


def test_pictures_come_along_and_a_new_one_takes_the_place_of_the_old(run, tmp_path):
    text = TEXT.replace("看电话", "![流程](flow.png)看电话")
    write(tmp_path, whole(**{"01-take-over.md": FRONT + text}))
    path = tmp_path / "duty" / "flow.png"
    digests = []
    for colour in ("red", "red", "blue"):
        Image.new("RGB", (40, 30), colour).save(path)
        assert run("sync", str(tmp_path)).exit_code == 0
        db.session.expire_all()
        digests.append(db.session.scalars(sa.select(MaterialPicture)).one().sha256)
    assert digests[0] == digests[1] != digests[2]
    html = db.session.scalars(sa.select(MaterialRevision.html)).one()
    assert 'src="/reading/duty/pictures/flow.png"' in html


def test_a_picture_that_is_none_keeps_its_class_out(run, tmp_path):
    write(tmp_path, whole(**{"flow.png": b"GIF89a, not a picture"}))
    told = run("sync", str(tmp_path))
    assert told.exit_code == 1
    assert "duty/flow.png, line 1: this picture was not taken" in told.stdout
    assert db.session.scalars(sa.select(ReadingClass)).all() == []


def test_the_shipped_classes_come_in(run):
    told = run("sync")
    assert told.exit_code == 0, told.output
    slugs = db.session.scalars(sa.select(ReadingClass.slug).order_by(ReadingClass.slug)).all()
    assert slugs == ["office-craft", "steady-hands"]
    assert "12 materials unchanged" in run("sync").stdout


def test_every_step_of_a_class_from_files_stands_in_words(run, login):
    load_pack()
    assert run("sync").exit_code == 0
    page = login(make_organiser()).get("/reading/office-craft?steps=all").text
    steps = page.split('id="steps"')[1]
    assert "Reading material brought in from its files" in steps
    assert not re.search(r"\bmaterial_\w+", steps)

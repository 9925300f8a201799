"""What a server does once before it forks its workers: it shows pages, and leaves no mark."""

import subprocess
import sys

import pytest
import sqlalchemy as sa

from blueprints.commands.rules import load_folder
from blueprints.shared import warming
from models import AuditRow, SignIn, db
from tests.e2e.server import ROOT
from tests.factories import make_cadre, make_grant
from tests.instances import new_instance

HEAVY = ("alembic", "mako", "pygments")


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    with new_instance(request.param, "rigong_warm", tmp_path / "instance") as app:
        yield app


def _told() -> tuple[int, int]:
    count = [sa.select(sa.func.count()).select_from(table) for table in (AuditRow, SignIn)]
    return tuple(db.session.scalar(one) for one in count)


def test_pages_are_shown_to_somebody_of_each_kind_and_nothing_is_kept_or_written(installation):
    with installation.app_context():
        load_folder(ROOT / "content" / "rules")
        make_cadre()
        make_grant(make_cadre(), "hr")
        db.session.commit()
        before = _told()
    shown = []
    installation.after_request(
        lambda answer: shown.append((answer.status_code, answer.get_data(as_text=True))) or answer
    )
    warming.warm_up(installation)
    assert len(shown) == 2 * len(warming.PLACES) * 2  # people, places, languages
    assert {status for status, _page in shown} == {200}
    for language in ("zh-Hans-CN", "en"):
        assert sum(f'<html lang="{language}"' in page for _status, page in shown) == len(shown) / 2
    assert not installation.extensions["kept_pages"]._pages
    with installation.app_context():
        assert _told() == before


def test_an_installation_without_tables_starts_all_the_same(tmp_path):
    with new_instance("sqlite", "rigong_cold", tmp_path / "instance", migrated=False) as app:
        warming.warm_up(app)


def test_what_only_commands_need_is_no_weight_of_a_server(tmp_path):
    program = (
        "import sys, app; app.create_app(); "
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True,
        env={
            "INSTANCE": str(tmp_path), "SECRET_KEY": "k" * 40, "PATH": "", "LANG": "C.UTF-8",
            "DATABASE_URL": f"sqlite:///{tmp_path}/small.sqlite",
        },
    )  # fmt: skip
    assert told.stdout.strip() == "[]", told.stdout

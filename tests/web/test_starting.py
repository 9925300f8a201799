"""An impossible setting: commands and the server say which in one line, and do not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import config

ROOT = Path(__file__).parents[2]
FOLDER = Path(sys.executable).parent
IMPOSSIBLE = [
    ("PORT", "abc"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", ""), ("PORT", "²"),
    ("TIMEZONE", "Nowhere"), ("TIMEZONE", ""), ("TIMEZONE", "../etc/passwd"), ("TIMEZONE", "Asia"),
    ("DATABASE_URL", "nonsense"), ("DATABASE_URL", ""), ("DATABASE_URL", "mysql://root@host/name"),
    ("DATABASE_URL", "postgresql+psycopg://user:secret@host:port/name"),
    ("DATABASE_URL", "oracle://scott:secret@host/name"),
    ("DATABASE_URL", "sqlite:////no/such/folder/file.sqlite"),
    ("INSTANCE", "/proc/version"), ("INSTANCE", "/proc/version/below"), ("INSTANCE", "a\0b"),
    ("PRODUCTION", "yes"), ("DEMO", "2"), ("DEMO_TODAY", "tomorrow"), ("TOTP", "on"),
    ("PASSWORD_PROFILE", "weak"), ("SQLITE_JOURNAL", "off"), ("SESSION_IDLE_MINUTES", "0"),
    ("SESSION_IDLE_MINUTES", "half an hour"), ("SESSION_IDLE_MINUTES", "9" * 5000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), IMPOSSIBLE)
def test_an_impossible_setting_is_refused_by_its_name_and_tells_no_password(tmp_path, name, value):
    with pytest.raises(config.SettingRefused) as refused:
        config.from_environment({"INSTANCE": str(tmp_path), name: value})
    said = str(refused.value)
    assert name in said
    assert "\n" not in said
    assert "secret" not in said


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///here.sqlite", "postgresql+psycopg://user@host/name"]
)
def test_a_database_that_can_be_is_taken_as_given(tmp_path, url):
    settings = config.from_environment({"INSTANCE": str(tmp_path), "DATABASE_URL": url})
    assert settings["SQLALCHEMY_DATABASE_URI"] == url


def test_an_instance_that_cannot_be_written_is_refused_by_its_name(tmp_path, monkeypatch):
    def denied(*_arguments):
        raise PermissionError

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(config.SettingRefused, match="INSTANCE"):
        config.from_environment({"INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        (["flask", "rules", "load"], "TIMEZONE", "Nowhere"),
        (["flask", "db", "upgrade"], "DATABASE_URL", "nonsense"),
        (["flask", "--help"], "DEMO_TODAY", "tomorrow"),
        (["gunicorn", "--config", "gunicorn.conf.py", "app:create_app()"], "PORT", "abc"),
        (["gunicorn", "--config", "gunicorn.conf.py", "app:create_app()"], "HOST", "no host"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value[:2]),
)
def test_a_start_is_refused_in_one_line_with_exit_code_2(tmp_path, command, name, value):
    told = subprocess.run(
        [FOLDER / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], "INSTANCE": str(tmp_path), name: value}, check=False,
    )  # fmt: skip
    lines = told.stderr.strip().splitlines()
    assert (told.returncode, len(lines)) == (2, 1), told.stderr
    assert name in lines[0]
    assert told.stdout == ""


def test_what_a_few_pages_need_is_not_loaded_with_the_application():
    rare = "docx lxml mammoth numpy PIL pypdfium2 python_calamine typst xlsxwriter"
    code = "import sys, app; print(*(one for one in sys.argv[1:] if one in sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", code, *rare.split()], cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    assert told.stdout.split() == []

"""What the documents list is what the program has."""

import ast
import re

from models import db
from tests.architecture.tree import ROOT

KEPT = {"record", "account", "organisation", "trail", "a day", "a month"}


def _sections(text):
    return dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))


def test_every_column_of_every_table_is_listed_with_what_it_is_for_and_how_long_it_is_kept():
    listed = {}
    for table, body in _sections((ROOT / "docs/data.md").read_text()).items():
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", body, re.MULTILINE)
        assert all(kept.split(";")[0] in KEPT for _column, _purpose, kept in rows), table
        listed[table] = [column for column, _purpose, _kept in rows]
    stored = {table.name: [c.name for c in table.columns] for table in db.metadata.sorted_tables}
    assert {table: sorted(columns) for table, columns in listed.items()} == {
        table: sorted(columns) for table, columns in stored.items()
    }


def _settings_read():
    """Names asked of the environment: ``environment.get(name)`` or ``f(environment, name)``."""
    for file in ("config.py", "gunicorn.conf.py"):
        for node in ast.walk(ast.parse((ROOT / file).read_text())):
            if isinstance(node, ast.Call) and "environ" in ast.unparse(node):
                yield from (
                    argument.value
                    for argument in node.args[:2]
                    if isinstance(argument, ast.Constant) and str(argument.value).isupper()
                )


def test_both_readmes_list_every_setting_and_no_other():
    read = set(_settings_read())
    assert {"PORT", "INSTANCE", "TOTP", "DEMO_TODAY"} <= read
    for file in ("README.md", "README.zh.md"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert set(re.findall(r"^\| `([A-Z_]+)`", text, re.MULTILINE)) == read, file

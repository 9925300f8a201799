"""A request as a visitor, what came of it, and what it left behind in the tables."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from models import db
from tests.matrix.notation import ABSENT, FORBIDDEN, OK, SIGN_IN, SPENT

DERIVED = frozenset({"HEAD", "OPTIONS"})
REFUSALS = {401: SIGN_IN, 403: FORBIDDEN, 404: ABSENT, 410: SPENT}
READING = re.compile(
    r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK)\b|\s*WITH\b(?!.*\b(INSERT|UPDATE|DELETE)\b)", re.DOTALL
)
WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
# What a GET may write after its answer: last seen, and that a record was viewed.
WRITTEN_BY_GET = frozenset({"sign_ins", "audit_rows", "audit_head"})


class Walk:
    """Requests whose writing is rolled back, each on its own."""

    def __init__(self, app, cookies: Mapping[str, str]) -> None:
        self._client = app.test_client(use_cookies=False)
        self._name = app.config["SESSION_COOKIE_NAME"]
        self._cookies = cookies
        self._connection = db.engines[None]
        self._contents = {table.name: _contents(table) for table in db.metadata.sorted_tables}
        self._written: set[str] = set()
        self._at_first = {table: self._read(table) for table in self._contents}

    def open(self, visitor: str, path: str, method: str = "GET", **values) -> TestResponse:
        """The answer, with what the request wrote still there."""
        cookie = "lang=en"
        if visitor in self._cookies:
            cookie += f"; {self._name}={self._cookies[visitor]}"
        self._written = set()
        sa.event.listen(sa.Engine, "before_cursor_execute", self._note)
        try:
            return self._client.open(path, method=method, headers={"Cookie": cookie}, **values)
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", self._note)

    @contextmanager
    def taken_back(self) -> Iterator[None]:
        """What is written inside is rolled back at the end.

        The savepoint is given up as well: PostgreSQL would keep a lock for each until the end.
        """
        db.session.remove()
        self._connection.exec_driver_sql("SAVEPOINT walked")
        try:
            yield
        finally:
            db.session.remove()
            self._connection.exec_driver_sql("ROLLBACK TO SAVEPOINT walked")
            self._connection.exec_driver_sql("RELEASE SAVEPOINT walked")

    def changed(self) -> set[str]:
        """The tables whose rows are not what they were at first."""
        return self._changed_of(self._contents)

    def changed_by_last(self) -> set[str]:
        """The same, of the tables that the last request wrote to; triggers write to no others."""
        return self._changed_of(self._written)

    def _note(self, _connection, _cursor, statement: str, *_rest) -> None:
        if READING.match(statement) is None:
            found = WRITING.match(statement)
            self._written |= {found[1]} if found else self._contents.keys()

    def _changed_of(self, tables: Iterable[str]) -> set[str]:
        return {table for table in tables if self._read(table) != self._at_first[table]}

    def _read(self, table: str) -> list[str]:
        return sorted(self._connection.execute(self._contents[table]).scalars())


def outcome(answer: TestResponse) -> str:
    """The word for the answer; a code that is no outcome stands for itself.

    Who is told that a form is wanting (422) or stale (409) was let in.
    """
    if answer.status_code in REFUSALS:
        return REFUSALS[answer.status_code]
    if answer.status_code == 302 and answer.location.startswith("/sign-in?next="):
        return SIGN_IN
    if answer.status_code in {200, 302, 409, 422}:
        return OK
    return str(answer.status_code)


def addresses(app) -> list[tuple[Rule, str]]:
    """Every rule of the application with every method it declares."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [(rule, method) for rule in rules for method in sorted(rule.methods - DERIVED)]


def path_of(rule: Rule | str, arguments: Mapping[str, object]) -> str:
    """The path of a rule with its arguments filled in."""
    text = rule if isinstance(rule, str) else rule.rule
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: str(arguments[found[1]]), text)


def _contents(table: sa.Table) -> sa.Select[tuple[str]]:
    """Every row of the table as text; files by their length."""
    text: sa.ColumnElement[str] = sa.literal("")
    for column in table.columns:
        value = sa.func.length(column) if isinstance(column.type, sa.LargeBinary) else column
        if isinstance(column.type, sa.Text) and column.name == "source_text":
            value = sa.func.length(column)
        text = text.concat("|").concat(sa.func.coalesce(sa.cast(value, sa.Text), ""))
    return sa.select(text)

"""Rows as lines of JSON: the same text for the same row, whichever database it comes from."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import IO, Any

import sqlalchemy as sa

from models.base import UtcDateTime

BATCH = 1000  # rows read or inserted at a time


def write_table(connection: sa.Connection, table: sa.Table, out: IO[str]) -> int:
    """Write every row in the order of the primary key; the number of rows."""
    count = 0
    rows = connection.execution_options(yield_per=BATCH).execute(
        sa.select(table).order_by(*table.primary_key.columns)
    )
    for row in rows:
        values = {
            column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)
        }
        out.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
        count += 1
    return count


def read_table(table: sa.Table, lines: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    """The rows in batches, as the columns of the table want them.

    Raises:
        ValueError, KeyError: a line is not a row of this table.
    """
    batch: list[dict[str, Any]] = []
    names = {column.name for column in table.columns}
    for line in lines:
        values = json.loads(line)
        if values.keys() != names:
            raise KeyError(table.name)
        batch.append({each.name: _stored(each, values[each.name]) for each in table.columns})
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _stored(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    if isinstance(column.type, sa.Time):
        return time.fromisoformat(value)
    return base64.b64decode(value) if isinstance(column.type, sa.LargeBinary) else value

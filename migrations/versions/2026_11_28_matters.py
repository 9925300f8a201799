"""Matters, their steps, dispatch sheets, holidays, reply times and notices.

What waits for an answer already gets its matter, due five working days after it was handed in
(ten for what was given back), as the program reckons where no reply times are loaded.
"""

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0004'
branch_labels = None
depends_on = None

NOTHING_LOADED = "a683096011db3975a1e401e33b0047d1f2677a11efe85ef12806f016ae039795"  # the digest of no rules
SATURDAY, REPLY, PUT_RIGHT, RISES = 5, 5, 10, 1
WAITING = """
SELECT 'entry' AS kind, id, topic AS title, person_id AS person, submitted_at AS at, state
FROM study_entries
WHERE state IN ('waiting', 'returned')
"""
ASKED = """
SELECT 'correction' AS kind, corrections.id AS id, topic AS title, person_id AS person,
  asked_at AS at, 'waiting' AS state
FROM corrections JOIN study_entries ON study_entries.id = entry_id WHERE corrections.state = 'open'
"""
ROLES = """
SELECT 'role_request' AS kind, id, role AS title, person_id AS person, requested_at AS at,
  'waiting' AS state
FROM role_requests
WHERE decided_at IS NULL
"""


def upgrade():
    op.create_table('reply_calendar',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_reply_calendar_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_calendar'))
    )
    op.create_table('reply_times',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('source_text', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_times')),
    sa.UniqueConstraint('slug', 'version', name=op.f('uq_reply_times_slug_version'))
    )
    op.create_table('dispatch_sheets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('time_points', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('receiver_id', sa.Integer(), nullable=False),
    sa.Column('writer_id', sa.Integer(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['receiver_id'], ['people.id'], name=op.f('fk_dispatch_sheets_receiver_id_people')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_dispatch_sheets_unit_id_units')),
    sa.ForeignKeyConstraint(['writer_id'], ['people.id'], name=op.f('fk_dispatch_sheets_writer_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispatch_sheets'))
    )
    op.create_table('holidays',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_working', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['recorded_by'], ['accounts.id'], name=op.f('fk_holidays_recorded_by_accounts')),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_holidays'))
    )
    op.create_table('matters',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('owed_by_id', sa.Integer(), nullable=True),
    sa.Column('owed_to_id', sa.Integer(), nullable=True),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('raised_by', sa.Integer(), nullable=True),
    sa.Column('raised_on', sa.Date(), nullable=False),
    sa.Column('since_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('rises_on', sa.Date(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('turn', sa.String(length=2), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('proof', sa.String(length=300), nullable=False),
    sa.Column('look_back_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f('ck_matters_closed_when')),
    sa.CheckConstraint("(state IN ('open', 'reopened') AND turn = 'by') OR (state = 'answered' AND turn = 'to') OR (state = 'closed' AND turn IN ('', 'by', 'to'))", name=op.f('ck_matters_turn_fits_state')),
    sa.CheckConstraint('level >= 0', name=op.f('ck_matters_level_not_below')),
    sa.ForeignKeyConstraint(['about_id'], ['people.id'], name=op.f('fk_matters_about_id_people')),
    sa.ForeignKeyConstraint(['owed_by_id'], ['people.id'], name=op.f('fk_matters_owed_by_id_people')),
    sa.ForeignKeyConstraint(['owed_to_id'], ['people.id'], name=op.f('fk_matters_owed_to_id_people')),
    sa.ForeignKeyConstraint(['raised_by'], ['accounts.id'], name=op.f('fk_matters_raised_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matters')),
    sa.UniqueConstraint('kind', 'source_id', name=op.f('uq_matters_kind_source_id'))
    )
    with op.batch_alter_table('matters', schema=None) as batch_op:
        batch_op.create_index('ix_matters_about', ['about_id'], unique=False, sqlite_where=sa.text("turn <> ''"), postgresql_where=sa.text("turn <> ''"))
        batch_op.create_index('ix_matters_owed_by', ['owed_by_id'], unique=False, sqlite_where=sa.text("turn <> '' AND owed_by_id IS NOT NULL"), postgresql_where=sa.text("turn <> '' AND owed_by_id IS NOT NULL"))
        batch_op.create_index('ix_matters_owed_to', ['owed_to_id'], unique=False, sqlite_where=sa.text("turn <> ''"), postgresql_where=sa.text("turn <> ''"))

    op.create_table('notice_choices',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_notice_choices_account_id_accounts')),
    sa.PrimaryKeyConstraint('account_id', 'topic', name=op.f('pk_notice_choices'))
    )
    op.create_table('matter_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('matter_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=12), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('was_due_on', sa.Date(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('late_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("act IN ('signed', 'answered', 'closed', 'reopened', 'handed_over', 'handed_back', 'risen', 'moved', 'looked_back', 'still_holds')", name=op.f('ck_matter_steps_act_known')),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_matter_steps_actor_id_accounts')),
    sa.ForeignKeyConstraint(['matter_id'], ['matters.id'], name=op.f('fk_matter_steps_matter_id_matters')),
    sa.ForeignKeyConstraint(['to_id'], ['people.id'], name=op.f('fk_matter_steps_to_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_matter_steps'))
    )
    with op.batch_alter_table('matter_steps', schema=None) as batch_op:
        batch_op.create_index('ix_matter_steps_matter', ['matter_id', 'id'], unique=False)

    op.create_table('notices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.Column('many', sa.Integer(), nullable=False),
    sa.Column('matter_id', sa.Integer(), nullable=True),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('many > 0', name=op.f('ck_notices_says_something')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_notices_account_id_accounts')),
    sa.ForeignKeyConstraint(['matter_id'], ['matters.id'], name=op.f('fk_notices_matter_id_matters')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_account', ['account_id', 'id'], unique=False)
        batch_op.create_index('uq_notices_unread', ['account_id', 'topic'], unique=True, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
    calendar = sa.table("reply_calendar", sa.column("id"), sa.column("token"))
    op.execute(calendar.insert().values(id=1, token=NOTHING_LOADED))
    for question in (WAITING, ASKED, ROLES):
        _raise_what_waits(question)


def _raise_what_waits(question):
    zone = ZoneInfo(os.environ.get("TIMEZONE") or "Asia/Shanghai")
    connection = op.get_bind()
    found = sa.text(question).columns(
        kind=sa.String, id=sa.Integer, title=sa.String, person=sa.Integer,
        at=sa.DateTime(timezone=True), state=sa.String,
    )
    rows = [_matter(row, zone) for row in connection.execute(found)]
    if rows:
        connection.execute(_MATTERS.insert(), rows)


_MATTERS = sa.table(
    "matters", sa.column("kind"), sa.column("source_id"), sa.column("title"),
    sa.column("about_id"), sa.column("owed_to_id"),
    sa.column("raised_at", sa.DateTime(timezone=True)), sa.column("raised_on", sa.Date),
    sa.column("since_on", sa.Date),
    sa.column("due_on", sa.Date), sa.column("rises_on", sa.Date), sa.column("level"),
    sa.column("state"), sa.column("turn"), sa.column("outcome"), sa.column("proof"),
    sa.column("version"),
)


def _matter(row, zone):
    at = row.at if row.at.tzinfo else row.at.replace(tzinfo=ZoneInfo("UTC"))
    on, back = at.astimezone(zone).date(), row.state == "returned"
    due_on = _working_day_after(on, PUT_RIGHT if back else REPLY)
    stays = back or row.kind == "role_request"
    return {
        "kind": row.kind, "source_id": row.id, "title": row.title, "about_id": row.person,
        "owed_to_id": row.person, "raised_at": row.at, "raised_on": on, "since_on": on, "due_on": due_on,
        "rises_on": None if stays else _working_day_after(due_on, RISES), "level": 0,
        "state": "answered" if back else "open", "turn": "to" if back else "by",
        "outcome": "", "proof": "", "version": 1,
    }


def _working_day_after(day, number):
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day


def downgrade():
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('uq_notices_unread', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.drop_index('ix_notices_account')

    op.drop_table('notices')
    with op.batch_alter_table('matter_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_matter_steps_matter')

    op.drop_table('matter_steps')
    op.drop_table('notice_choices')
    with op.batch_alter_table('matters', schema=None) as batch_op:
        batch_op.drop_index('ix_matters_owed_to', sqlite_where=sa.text("turn <> ''"), postgresql_where=sa.text("turn <> ''"))
        batch_op.drop_index('ix_matters_owed_by', sqlite_where=sa.text("turn <> '' AND owed_by_id IS NOT NULL"), postgresql_where=sa.text("turn <> '' AND owed_by_id IS NOT NULL"))
        batch_op.drop_index('ix_matters_about', sqlite_where=sa.text("turn <> ''"), postgresql_where=sa.text("turn <> ''"))

    op.drop_table('matters')
    op.drop_table('holidays')
    op.drop_table('dispatch_sheets')
    op.drop_table('reply_times')
    op.drop_table('reply_calendar')

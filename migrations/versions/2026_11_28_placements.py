"""Placements: mentorship, rotation, secondment, papers, and the rotation rules."""

import hashlib
import json
import tomllib

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MATTERS = ("placement_step", "placement_report", "placement_duty")
TOPIC = "placement"  # of notices


def upgrade():
    op.create_table('papers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['accounts.id'], name=op.f('fk_papers_added_by_accounts')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_files.sha256'], name=op.f('fk_papers_sha256_stored_files')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_papers')),
    sa.UniqueConstraint('number', name=op.f('uq_papers_number'))
    )
    op.create_table('rotation_marks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('marked_by', sa.Integer(), nullable=True),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('exempt', 'planned')", name=op.f('ck_rotation_marks_state_known')),
    sa.ForeignKeyConstraint(['marked_by'], ['accounts.id'], name=op.f('fk_rotation_marks_marked_by_accounts')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_rotation_marks_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rotation_marks'))
    )
    with op.batch_alter_table('rotation_marks', schema=None) as batch_op:
        batch_op.create_index('uq_rotation_marks_standing', ['person_id', 'year'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('rotation_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('source_text', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('loaded_by', sa.Integer(), nullable=True),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['loaded_by'], ['accounts.id'], name=op.f('fk_rotation_rules_loaded_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rotation_rules')),
    sa.UniqueConstraint('slug', 'version', name=op.f('uq_rotation_rules_slug_version'))
    )
    op.create_table('saved_views',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('query', sa.String(length=500), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_saved_views_account_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
    sa.UniqueConstraint('account_id', 'place', 'name', name=op.f('uq_saved_views_account_id_place_name'))
    )
    op.create_table('placements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('planned_to_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('aim', sa.Text(), nullable=False),
    sa.Column('document_no', sa.String(length=80), nullable=False),
    sa.Column('document_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.String(length=300), nullable=False),
    sa.Column('proposed_by', sa.Integer(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('mentor_id', sa.Integer(), nullable=True),
    sa.Column('duties', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('standard', sa.Text(), nullable=False),
    sa.Column('unit_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unit_agreed_by', sa.Integer(), nullable=True),
    sa.Column('mentor_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mentee_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('flagged_on', sa.Date(), nullable=True),
    sa.Column('successor_of_id', sa.Integer(), nullable=True),
    sa.Column('from_post_id', sa.Integer(), nullable=True),
    sa.Column('to_post_id', sa.Integer(), nullable=True),
    sa.Column('tenure_id', sa.Integer(), nullable=True),
    sa.Column('to_rank', sa.String(length=40), nullable=False),
    sa.Column('receiver_id', sa.Integer(), nullable=True),
    sa.Column('home_post_id', sa.Integer(), nullable=True),
    sa.Column('host_unit_id', sa.Integer(), nullable=True),
    sa.Column('host_post', sa.String(length=120), nullable=False),
    sa.Column('project', sa.String(length=120), nullable=False),
    sa.Column('grass_roots', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(kind = 'mentorship') = (mentor_id IS NOT NULL)", name=op.f('ck_placements_mentor_of')),
    sa.CheckConstraint("(kind = 'rotation') = (to_post_id IS NOT NULL)", name=op.f('ck_placements_post_of')),
    sa.CheckConstraint("(kind = 'secondment') = (host_unit_id IS NOT NULL)", name=op.f('ck_placements_host_of')),
    sa.CheckConstraint("kind <> 'secondment' OR home_post_id IS NOT NULL", name=op.f('ck_placements_secondment_over_home_post')),
    sa.CheckConstraint("kind IN ('mentorship', 'rotation', 'secondment')", name=op.f('ck_placements_kind_known')),
    sa.CheckConstraint("state IN ('proposed', 'turned_down', 'approved', 'under_way', 'ended_early', 'completed', 'assessed', 'cancelled')", name=op.f('ck_placements_state_known')),
    sa.CheckConstraint("state IN ('proposed', 'turned_down', 'cancelled') OR approved_at IS NOT NULL", name=op.f('ck_placements_approved_when')),
    sa.CheckConstraint("state NOT IN ('ended_early', 'completed', 'assessed') OR ended_on IS NOT NULL", name=op.f('ck_placements_ended_when')),
    sa.CheckConstraint('ended_on >= from_on', name=op.f('ck_placements_days_in_order')),
    sa.CheckConstraint('mentor_id <> person_id', name=op.f('ck_placements_mentor_is_another')),
    sa.CheckConstraint('planned_to_on >= from_on', name=op.f('ck_placements_planned_days_in_order')),
    sa.CheckConstraint('receiver_id <> person_id', name=op.f('ck_placements_receiver_is_another')),
    sa.ForeignKeyConstraint(['approved_by'], ['accounts.id'], name=op.f('fk_placements_approved_by_accounts')),
    sa.ForeignKeyConstraint(['from_post_id'], ['posts.id'], name=op.f('fk_placements_from_post_id_posts')),
    sa.ForeignKeyConstraint(['home_post_id'], ['posts.id'], name=op.f('fk_placements_home_post_id_posts')),
    sa.ForeignKeyConstraint(['host_unit_id'], ['units.id'], name=op.f('fk_placements_host_unit_id_units')),
    sa.ForeignKeyConstraint(['mentor_id'], ['people.id'], name=op.f('fk_placements_mentor_id_people')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_placements_person_id_people')),
    sa.ForeignKeyConstraint(['proposed_by'], ['accounts.id'], name=op.f('fk_placements_proposed_by_accounts')),
    sa.ForeignKeyConstraint(['receiver_id'], ['people.id'], name=op.f('fk_placements_receiver_id_people')),
    sa.ForeignKeyConstraint(['successor_of_id'], ['placements.id'], name=op.f('fk_placements_successor_of_id_placements')),
    sa.ForeignKeyConstraint(['tenure_id'], ['tenures.id'], name=op.f('fk_placements_tenure_id_tenures')),
    sa.ForeignKeyConstraint(['to_post_id'], ['posts.id'], name=op.f('fk_placements_to_post_id_posts')),
    sa.ForeignKeyConstraint(['unit_agreed_by'], ['accounts.id'], name=op.f('fk_placements_unit_agreed_by_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_placements_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placements'))
    )
    with op.batch_alter_table('placements', schema=None) as batch_op:
        batch_op.create_index('ix_placements_host', ['host_unit_id', 'from_on'], unique=False)
        batch_op.create_index('ix_placements_kind', ['kind', 'from_on', 'id'], unique=False)
        batch_op.create_index('ix_placements_mentor', ['mentor_id', 'state'], unique=False)
        batch_op.create_index('ix_placements_person', ['person_id', 'from_on'], unique=False)
        batch_op.create_index('ix_placements_state', ['kind', 'state', 'planned_to_on'], unique=False)
        batch_op.create_index('ix_placements_unit', ['unit_id', 'kind', 'from_on'], unique=False)

    op.create_table('hand_over_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('received_by_id', sa.Integer(), nullable=True),
    sa.Column('remark', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_hand_over_items_placement_id_placements')),
    sa.ForeignKeyConstraint(['received_by_id'], ['people.id'], name=op.f('fk_hand_over_items_received_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over_items'))
    )
    with op.batch_alter_table('hand_over_items', schema=None) as batch_op:
        batch_op.create_index('ix_hand_over_items_placement', ['placement_id', 'number'], unique=False)

    op.create_table('placement_opinions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(length=12), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('about', sa.String(length=8), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('conclusion', sa.String(length=10), nullable=False),
    sa.Column('signed_by_id', sa.Integer(), nullable=True),
    sa.Column('signed_name', sa.String(length=60), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('entered_by', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("about IN ('person', 'mentor', 'mentee', 'pair')", name=op.f('ck_placement_opinions_about_known')),
    sa.CheckConstraint("conclusion IN ('', 'excellent', 'good', 'fair', 'poor')", name=op.f('ck_placement_opinions_conclusion_known')),
    sa.CheckConstraint("phase IN ('first_month', 'mid_term', 'final')", name=op.f('ck_placement_opinions_phase_known')),
    sa.CheckConstraint("side IN ('home', 'host', 'unit', 'mentor', 'mentee')", name=op.f('ck_placement_opinions_side_known')),
    sa.ForeignKeyConstraint(['entered_by'], ['accounts.id'], name=op.f('fk_placement_opinions_entered_by_accounts')),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_placement_opinions_placement_id_placements')),
    sa.ForeignKeyConstraint(['signed_by_id'], ['people.id'], name=op.f('fk_placement_opinions_signed_by_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_opinions'))
    )
    with op.batch_alter_table('placement_opinions', schema=None) as batch_op:
        batch_op.create_index('uq_placement_opinions_standing', ['placement_id', 'phase', 'side', 'about'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))

    op.create_table('placement_reports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('markdown', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('report', 'book', 'yearly')", name=op.f('ck_placement_reports_kind_known')),
    sa.ForeignKeyConstraint(['answered_by'], ['accounts.id'], name=op.f('fk_placement_reports_answered_by_accounts')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_placement_reports_person_id_people')),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_placement_reports_placement_id_placements')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_reports'))
    )
    with op.batch_alter_table('placement_reports', schema=None) as batch_op:
        batch_op.create_index('ix_placement_reports_placement', ['placement_id', 'id'], unique=False)

    op.create_table('placement_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=30), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_placement_steps_actor_id_accounts')),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_placement_steps_placement_id_placements')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_steps'))
    )
    with op.batch_alter_table('placement_steps', schema=None) as batch_op:
        batch_op.create_index('ix_placement_steps_placement', ['placement_id', 'id'], unique=False)

    op.create_table('placement_talks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(length=120), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('logged_by_id', sa.Integer(), nullable=False),
    sa.Column('logged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('mentor_entry_id', sa.Integer(), nullable=True),
    sa.Column('mentee_entry_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'confirmed', 'returned')", name=op.f('ck_placement_talks_state_known')),
    sa.CheckConstraint('minutes BETWEEN 1 AND 600', name=op.f('ck_placement_talks_minutes_possible')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['people.id'], name=op.f('fk_placement_talks_confirmed_by_id_people')),
    sa.ForeignKeyConstraint(['logged_by_id'], ['people.id'], name=op.f('fk_placement_talks_logged_by_id_people')),
    sa.ForeignKeyConstraint(['mentee_entry_id'], ['study_entries.id'], name=op.f('fk_placement_talks_mentee_entry_id_study_entries')),
    sa.ForeignKeyConstraint(['mentor_entry_id'], ['study_entries.id'], name=op.f('fk_placement_talks_mentor_entry_id_study_entries')),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_placement_talks_placement_id_placements')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_talks'))
    )
    with op.batch_alter_table('placement_talks', schema=None) as batch_op:
        batch_op.create_index('ix_placement_talks_placement', ['placement_id', 'held_on'], unique=False)

    op.create_table('placement_files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('opinion_id', sa.Integer(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("purpose IN ('agreement', 'opinion', 'report')", name=op.f('ck_placement_files_purpose_known')),
    sa.ForeignKeyConstraint(['added_by'], ['accounts.id'], name=op.f('fk_placement_files_added_by_accounts')),
    sa.ForeignKeyConstraint(['opinion_id'], ['placement_opinions.id'], name=op.f('fk_placement_files_opinion_id_placement_opinions')),
    sa.ForeignKeyConstraint(['placement_id'], ['placements.id'], name=op.f('fk_placement_files_placement_id_placements')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_files.sha256'], name=op.f('fk_placement_files_sha256_stored_files')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_files'))
    )
    with op.batch_alter_table('placement_files', schema=None) as batch_op:
        batch_op.create_index('ix_placement_files_placement', ['placement_id'], unique=False)



def downgrade():
    with op.batch_alter_table('placement_files', schema=None) as batch_op:
        batch_op.drop_index('ix_placement_files_placement')

    op.drop_table('placement_files')
    with op.batch_alter_table('placement_talks', schema=None) as batch_op:
        batch_op.drop_index('ix_placement_talks_placement')

    op.drop_table('placement_talks')
    with op.batch_alter_table('placement_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_placement_steps_placement')

    op.drop_table('placement_steps')
    with op.batch_alter_table('placement_reports', schema=None) as batch_op:
        batch_op.drop_index('ix_placement_reports_placement')

    op.drop_table('placement_reports')
    with op.batch_alter_table('placement_opinions', schema=None) as batch_op:
        batch_op.drop_index('uq_placement_opinions_standing', sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))

    op.drop_table('placement_opinions')
    with op.batch_alter_table('hand_over_items', schema=None) as batch_op:
        batch_op.drop_index('ix_hand_over_items_placement')

    op.drop_table('hand_over_items')
    with op.batch_alter_table('placements', schema=None) as batch_op:
        batch_op.drop_index('ix_placements_unit')
        batch_op.drop_index('ix_placements_state')
        batch_op.drop_index('ix_placements_person')
        batch_op.drop_index('ix_placements_mentor')
        batch_op.drop_index('ix_placements_kind')
        batch_op.drop_index('ix_placements_host')

    op.drop_table('placements')
    op.drop_table('saved_views')
    op.drop_table('rotation_rules')
    with op.batch_alter_table('rotation_marks', schema=None) as batch_op:
        batch_op.drop_index('uq_rotation_marks_standing', sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.drop_table('rotation_marks')
    op.drop_table('papers')
    _forget_matters()
    _forget_task_books()
    op.execute(sa.delete(sa.table("import_files")).where(sa.column("kind") == "histories"))
    _forget_rules()


def _ids(table, *conditions):
    return sa.select(sa.column("id")).select_from(sa.table(table)).where(*conditions)


def _forget_matters():
    """Their sources are gone, and the numbers of these will be given again."""
    kind, source = sa.column("kind"), sa.column("source_id")
    books = _ids("task_books", sa.column("subject_kind") == "placement")
    items = _ids("task_items", sa.column("book_id").in_(books))
    of_placements = sa.or_(
        kind.in_(MATTERS),
        sa.and_(kind == "task_book", source.in_(books)),
        sa.and_(kind == "task", source.in_(items)),
    )
    matter, topic = sa.column("matter_id"), sa.column("topic")
    owed = _ids("matters", of_placements)
    for table, which in (
        ("notices", sa.or_(topic == TOPIC, matter.in_(owed))),
        ("notice_choices", topic == TOPIC),
        ("matter_steps", matter.in_(owed)),
        ("matters", of_placements),
    ):
        op.execute(sa.delete(sa.table(table)).where(which))


def _forget_task_books():
    books = _ids("task_books", sa.column("subject_kind") == "placement")
    copies = sa.table("task_books", sa.column("copied_from_id"))
    op.execute(
        copies.update().where(copies.c.copied_from_id.in_(books)).values(copied_from_id=None)
    )
    for table in ("task_steps", "task_rehearsals", "task_items"):
        op.execute(sa.delete(sa.table(table)).where(sa.column("book_id").in_(books)))
    op.execute(sa.delete(sa.table("task_books")).where(sa.column("subject_kind") == "placement"))


def _forget_rules():
    """Versions of reply times that name placements, which the version before refuses to read."""
    connection = op.get_bind()
    for number, text in connection.execute(sa.text("SELECT id, source_text FROM reply_times")).all():
        named = {one["id"] for one in tomllib.loads(text).get("kinds", ())}
        if not named.isdisjoint(MATTERS):
            op.execute(sa.delete(sa.table("reply_times")).where(sa.column("id") == number))
    days = connection.execute(
        sa.text("SELECT day, is_working FROM holidays ORDER BY day").columns(day=sa.Date, is_working=sa.Boolean)
    )
    times = connection.execute(
        sa.text("SELECT sha256 FROM reply_times ORDER BY effective_from DESC, id DESC")
    )
    content = [[str(day), works] for day, works in days], [sha256 for sha256, in times]
    calendar = sa.table("reply_calendar", sa.column("token"))
    token = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    op.execute(calendar.update().values(token=token))

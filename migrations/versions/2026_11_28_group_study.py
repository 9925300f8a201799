"""Group study: gatherings, attendance, talks, minutes, and the rule of study first."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('calendar_feeds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('nonce', sa.String(length=32), nullable=False),
    sa.Column('renewed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_calendar_feeds_account_id_accounts')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_calendar_feeds_branch_id_branches')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feeds'))
    )
    op.execute(
        "CREATE UNIQUE INDEX uq_calendar_feeds ON calendar_feeds"
        " (account_id, coalesce(branch_id, 0))"
    )
    op.create_table('group_studies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('topic', sa.String(length=120), nullable=False),
    sa.Column('meeting', sa.String(length=120), nullable=False),
    sa.Column('agenda', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('leader_id', sa.Integer(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('key_points', sa.Text(), nullable=False),
    sa.Column('key_points_html', sa.Text(), nullable=True),
    sa.Column('secret', sa.String(length=32), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('leader_led', 'branch_exchange', 'first_item')", name=op.f('ck_group_studies_kind_known')),
    sa.CheckConstraint("state IN ('planned', 'open', 'closed', 'cancelled', 'corrected')", name=op.f('ck_group_studies_state_known')),
    sa.CheckConstraint("state NOT IN ('closed', 'corrected') OR closed_at IS NOT NULL", name=op.f('ck_group_studies_closed_when')),
    sa.CheckConstraint('(branch_id IS NULL) <> (unit_id IS NULL)', name=op.f('ck_group_studies_held_by_one')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_group_studies_ends_after_start')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_group_studies_branch_id_branches')),
    sa.ForeignKeyConstraint(['closed_by'], ['accounts.id'], name=op.f('fk_group_studies_closed_by_accounts')),
    sa.ForeignKeyConstraint(['leader_id'], ['people.id'], name=op.f('fk_group_studies_leader_id_people')),
    sa.ForeignKeyConstraint(['opened_by'], ['accounts.id'], name=op.f('fk_group_studies_opened_by_accounts')),
    sa.ForeignKeyConstraint(['replaces_id'], ['group_studies.id'], name=op.f('fk_group_studies_replaces_id_group_studies')),
    sa.ForeignKeyConstraint(['series_id'], ['group_studies.id'], name=op.f('fk_group_studies_series_id_group_studies')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_group_studies_unit_id_units')),
    sa.ForeignKeyConstraint(['written_by'], ['accounts.id'], name=op.f('fk_group_studies_written_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_studies'))
    )
    with op.batch_alter_table('group_studies', schema=None) as batch_op:
        batch_op.create_index('ix_group_studies_branch', ['branch_id', 'held_on'], unique=False)
        batch_op.create_index('ix_group_studies_held_on', ['held_on', 'state'], unique=False)
        batch_op.create_index('uq_group_studies_replaces', ['replaces_id'], unique=True, sqlite_where=sa.text('replaces_id IS NOT NULL'), postgresql_where=sa.text('replaces_id IS NOT NULL'))

    op.create_table('rhythm_duties',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('requirement', sa.String(length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('to_on > from_on', name=op.f('ck_rhythm_duties_days_in_order')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_rhythm_duties_branch_id_branches')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rhythm_duties')),
    sa.UniqueConstraint('branch_id', 'requirement', 'from_on', name=op.f('uq_rhythm_duties_branch_id_requirement_from_on'))
    )
    op.create_table('study_first_rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('source_text', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('loaded_by', sa.Integer(), nullable=True),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['loaded_by'], ['accounts.id'], name=op.f('fk_study_first_rules_loaded_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study_first_rules')),
    sa.UniqueConstraint('slug', 'version', name=op.f('uq_study_first_rules_slug_version'))
    )
    op.create_table('group_study_invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(CASE WHEN branch_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_group_study_invitations_invites_one')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_group_study_invitations_branch_id_branches')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_group_study_invitations_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_group_study_invitations_person_id_people')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_group_study_invitations_unit_id_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_study_invitations')),
    sa.UniqueConstraint('group_study_id', 'branch_id', 'unit_id', 'person_id', name=op.f('uq_group_study_invitations_group_study_id_branch_id_unit_id_person_id'))
    )
    with op.batch_alter_table('group_study_invitations', schema=None) as batch_op:
        batch_op.create_index('ix_group_study_invitations_branch', ['branch_id'], unique=False)
        batch_op.create_index('ix_group_study_invitations_person', ['person_id'], unique=False)
        batch_op.create_index('ix_group_study_invitations_unit', ['unit_id'], unique=False)

    op.create_table('group_study_minutes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('markdown', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('agreed_by', sa.Integer(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['agreed_by'], ['accounts.id'], name=op.f('fk_group_study_minutes_agreed_by_accounts')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_group_study_minutes_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['written_by'], ['accounts.id'], name=op.f('fk_group_study_minutes_written_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_study_minutes')),
    sa.UniqueConstraint('group_study_id', 'number', name=op.f('uq_group_study_minutes_group_study_id_number'))
    )
    op.create_table('group_study_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('owed_by_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('raised_by', sa.Integer(), nullable=True),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answer_html', sa.Text(), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['accounts.id'], name=op.f('fk_group_study_questions_answered_by_accounts')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['people.id'], name=op.f('fk_group_study_questions_asked_by_id_people')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_group_study_questions_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['owed_by_id'], ['people.id'], name=op.f('fk_group_study_questions_owed_by_id_people')),
    sa.ForeignKeyConstraint(['raised_by'], ['accounts.id'], name=op.f('fk_group_study_questions_raised_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_study_questions'))
    )
    with op.batch_alter_table('group_study_questions', schema=None) as batch_op:
        batch_op.create_index('ix_group_study_questions_group_study', ['group_study_id'], unique=False)

    op.create_table('group_study_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_group_study_steps_actor_id_accounts')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_group_study_steps_group_study_id_group_studies')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_study_steps'))
    )
    with op.batch_alter_table('group_study_steps', schema=None) as batch_op:
        batch_op.create_index('ix_group_study_steps_group_study', ['group_study_id', 'id'], unique=False)

    op.create_table('late_check_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('slot_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'accepted', 'refused')", name=op.f('ck_late_check_ins_state_known')),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_late_check_ins_decided_by_accounts')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_late_check_ins_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_late_check_ins_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_late_check_ins')),
    sa.UniqueConstraint('group_study_id', 'person_id', name=op.f('uq_late_check_ins_group_study_id_person_id'))
    )
    op.create_table('attendances',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=True),
    sa.Column('guest', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('marked_by', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('expected', 'present', 'late', 'leave', 'absent')", name=op.f('ck_attendances_state_known')),
    sa.CheckConstraint("way IN ('', 'code', 'late_code', 'roll', 'sheet')", name=op.f('ck_attendances_way_known')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_attendances_branch_id_branches')),
    sa.ForeignKeyConstraint(['entry_id'], ['study_entries.id'], name=op.f('fk_attendances_entry_id_study_entries')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_attendances_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['marked_by'], ['accounts.id'], name=op.f('fk_attendances_marked_by_accounts')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_attendances_person_id_people')),
    sa.ForeignKeyConstraint(['replaces_id'], ['attendances.id'], name=op.f('fk_attendances_replaces_id_attendances')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendances'))
    )
    with op.batch_alter_table('attendances', schema=None) as batch_op:
        batch_op.create_index('ix_attendances_person', ['person_id'], unique=False)
        batch_op.create_index('uq_attendances_entry', ['entry_id'], unique=True, sqlite_where=sa.text('entry_id IS NOT NULL'), postgresql_where=sa.text('entry_id IS NOT NULL'))
        batch_op.create_index('uq_attendances_standing', ['group_study_id', 'person_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))

    op.create_table('attendance_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attendance_id', sa.Integer(), nullable=False),
    sa.Column('was', sa.String(length=10), nullable=False),
    sa.Column('became', sa.String(length=10), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tapped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_attendance_steps_actor_id_accounts')),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendances.id'], name=op.f('fk_attendance_steps_attendance_id_attendances')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_steps'))
    )
    with op.batch_alter_table('attendance_steps', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_steps_attendance', ['attendance_id', 'id'], unique=False)

    op.create_table('group_study_files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('attendance_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(purpose = 'leave') = (attendance_id IS NOT NULL)", name=op.f('ck_group_study_files_leave_is_somebodys')),
    sa.CheckConstraint("purpose IN ('photo', 'scan', 'leave')", name=op.f('ck_group_study_files_purpose_known')),
    sa.ForeignKeyConstraint(['added_by'], ['accounts.id'], name=op.f('fk_group_study_files_added_by_accounts')),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendances.id'], name=op.f('fk_group_study_files_attendance_id_attendances')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_group_study_files_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_files.sha256'], name=op.f('fk_group_study_files_sha256_stored_files')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_study_files'))
    )
    with op.batch_alter_table('group_study_files', schema=None) as batch_op:
        batch_op.create_index('ix_group_study_files_group_study', ['group_study_id'], unique=False)

    op.create_table('group_study_readings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_group_study_readings_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['material_id'], ['reading_materials.id'], name=op.f('fk_group_study_readings_material_id_reading_materials')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_study_readings'))
    )
    with op.batch_alter_table('group_study_readings', schema=None) as batch_op:
        batch_op.create_index('ix_group_study_readings_group_study', ['group_study_id'], unique=False)

    op.create_table('group_study_talks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_study_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('points', sa.Text(), nullable=False),
    sa.Column('points_html', sa.Text(), nullable=True),
    sa.Column('reflection_id', sa.Integer(), nullable=True),
    sa.Column('planned_minutes', sa.Integer(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ended_at IS NULL OR ended_at >= began_at', name=op.f('ck_group_study_talks_ends_after')),
    sa.CheckConstraint('planned_minutes BETWEEN 0 AND 600', name=op.f('ck_group_study_talks_minutes_in_range')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_group_study_talks_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_group_study_talks_person_id_people')),
    sa.ForeignKeyConstraint(['reflection_id'], ['reflections.id'], name=op.f('fk_group_study_talks_reflection_id_reflections')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_study_talks'))
    )
    with op.batch_alter_table('group_study_talks', schema=None) as batch_op:
        batch_op.create_index('ix_group_study_talks_group_study', ['group_study_id', 'number'], unique=False)
        batch_op.create_index('ix_group_study_talks_person', ['person_id'], unique=False)

    op.create_table('talk_replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('talk_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('words_html', sa.Text(), nullable=True),
    sa.Column('replied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_talk_replies_account_id_accounts')),
    sa.ForeignKeyConstraint(['talk_id'], ['group_study_talks.id'], name=op.f('fk_talk_replies_talk_id_group_study_talks')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk_replies'))
    )
    with op.batch_alter_table('talk_replies', schema=None) as batch_op:
        batch_op.create_index('ix_talk_replies_talk', ['talk_id', 'id'], unique=False)



def downgrade():
    with op.batch_alter_table('talk_replies', schema=None) as batch_op:
        batch_op.drop_index('ix_talk_replies_talk')

    op.drop_table('talk_replies')
    with op.batch_alter_table('group_study_talks', schema=None) as batch_op:
        batch_op.drop_index('ix_group_study_talks_person')
        batch_op.drop_index('ix_group_study_talks_group_study')

    op.drop_table('group_study_talks')
    with op.batch_alter_table('group_study_readings', schema=None) as batch_op:
        batch_op.drop_index('ix_group_study_readings_group_study')

    op.drop_table('group_study_readings')
    with op.batch_alter_table('group_study_files', schema=None) as batch_op:
        batch_op.drop_index('ix_group_study_files_group_study')

    op.drop_table('group_study_files')
    with op.batch_alter_table('attendance_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_steps_attendance')

    op.drop_table('attendance_steps')
    with op.batch_alter_table('attendances', schema=None) as batch_op:
        batch_op.drop_index('uq_attendances_standing', sqlite_where=sa.text('superseded_at IS NULL'), postgresql_where=sa.text('superseded_at IS NULL'))
        batch_op.drop_index('uq_attendances_entry', sqlite_where=sa.text('entry_id IS NOT NULL'), postgresql_where=sa.text('entry_id IS NOT NULL'))
        batch_op.drop_index('ix_attendances_person')

    op.drop_table('attendances')
    op.drop_table('late_check_ins')
    with op.batch_alter_table('group_study_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_group_study_steps_group_study')

    op.drop_table('group_study_steps')
    with op.batch_alter_table('group_study_questions', schema=None) as batch_op:
        batch_op.drop_index('ix_group_study_questions_group_study')

    op.drop_table('group_study_questions')
    op.drop_table('group_study_minutes')
    with op.batch_alter_table('group_study_invitations', schema=None) as batch_op:
        batch_op.drop_index('ix_group_study_invitations_unit')
        batch_op.drop_index('ix_group_study_invitations_person')
        batch_op.drop_index('ix_group_study_invitations_branch')

    op.drop_table('group_study_invitations')
    op.drop_table('study_first_rules')
    op.drop_table('rhythm_duties')
    with op.batch_alter_table('group_studies', schema=None) as batch_op:
        batch_op.drop_index('uq_group_studies_replaces', sqlite_where=sa.text('replaces_id IS NOT NULL'), postgresql_where=sa.text('replaces_id IS NOT NULL'))
        batch_op.drop_index('ix_group_studies_held_on')
        batch_op.drop_index('ix_group_studies_branch')

    op.drop_table('group_studies')
    op.drop_table('calendar_feeds')

"""The lecture hall: rubrics, series, lectures, judges, score sheets, frozen results, reviews."""

import hashlib
import json
import tomllib

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


KINDS = "kind IN ('leader_led', 'branch_exchange', 'first_item'{more})"
# What is sealed, or frozen, stays as it is: table, columns, in which state.
FIXED = (
    ("score_sheets", ("marks", "comment", "lecture_id", "assignment_id", "ballot"),
     "OLD.state = 'sealed' AND NEW.state = 'sealed'"),
    ("lecture_results", ("document", "judges_part", "input_sha256", "method", "series_id",
                         "number", "proposed_by", "proposed_at"), "1 = 1"),
)  # fmt: skip

# What the version before knows nothing of: kinds of matters, topics of notices, a kind that rules name.
MATTERS = ("lecture_sheets", "lecture_result", "lecture_review", "lecture_advice")
TOPICS = (*MATTERS, "recusal")
LECTURE = "lecture"


def upgrade():
    op.create_table('rubric_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('source_text', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('loaded_by', sa.Integer(), nullable=True),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['loaded_by'], ['accounts.id'], name=op.f('fk_rubric_versions_loaded_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rubric_versions')),
    sa.UniqueConstraint('slug', 'version', name=op.f('uq_rubric_versions_slug_version'))
    )
    op.create_table('lecture_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('season', sa.String(length=60), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('about_html', sa.Text(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('rubric_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('audience', sa.String(length=10), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('score_until', sa.Date(), nullable=True),
    sa.Column('draw_seed', sa.String(length=80), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('drawn_by', sa.Integer(), nullable=True),
    sa.Column('scoring_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('review_until', sa.Date(), nullable=True),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("audience IN ('sign_up', 'unit')", name=op.f('ck_lecture_series_audience_known')),
    sa.CheckConstraint("state <> 'published' OR review_until IS NOT NULL", name=op.f('ck_lecture_series_review_set')),
    sa.CheckConstraint("state IN ('preparing', 'scoring', 'closed', 'frozen', 'published')", name=op.f('ck_lecture_series_state_known')),
    sa.CheckConstraint('minutes BETWEEN 1 AND 600', name=op.f('ck_lecture_series_minutes_possible')),
    sa.ForeignKeyConstraint(['drawn_by'], ['accounts.id'], name=op.f('fk_lecture_series_drawn_by_accounts')),
    sa.ForeignKeyConstraint(['rubric_id'], ['rubric_versions.id'], name=op.f('fk_lecture_series_rubric_id_rubric_versions')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_lecture_series_unit_id_units')),
    sa.ForeignKeyConstraint(['written_by'], ['accounts.id'], name=op.f('fk_lecture_series_written_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_series')),
    sa.UniqueConstraint('slug', name=op.f('uq_lecture_series_slug'))
    )
    op.create_table('lecture_results',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('judges_part', sa.Text(), nullable=False),
    sa.Column('input_sha256', sa.String(length=64), nullable=False),
    sa.Column('method', sa.String(length=80), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('proposed_by', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision', sa.String(length=300), nullable=False),
    sa.CheckConstraint("state IN ('proposed', 'published', 'superseded', 'turned_down')", name=op.f('ck_lecture_results_state_known')),
    sa.CheckConstraint("state NOT IN ('published', 'superseded') OR (decided_by IS NOT NULL AND decided_by <> proposed_by)", name=op.f('ck_lecture_results_two_organisers')),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_lecture_results_decided_by_accounts')),
    sa.ForeignKeyConstraint(['proposed_by'], ['accounts.id'], name=op.f('fk_lecture_results_proposed_by_accounts')),
    sa.ForeignKeyConstraint(['replaces_id'], ['lecture_results.id'], name=op.f('fk_lecture_results_replaces_id_lecture_results')),
    sa.ForeignKeyConstraint(['series_id'], ['lecture_series.id'], name=op.f('fk_lecture_results_series_id_lecture_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_results')),
    sa.UniqueConstraint('series_id', 'number', name=op.f('uq_lecture_results_series_id_number'))
    )
    with op.batch_alter_table('lecture_results', schema=None) as batch_op:
        batch_op.create_index('uq_lecture_results_proposed', ['series_id'], unique=True, sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))
        batch_op.create_index('uq_lecture_results_published', ['series_id'], unique=True, sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))

    op.create_table('lectures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=20), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('topic', sa.String(length=120), nullable=False),
    sa.Column('abstract', sa.Text(), nullable=False),
    sa.Column('abstract_html', sa.Text(), nullable=False),
    sa.Column('branch_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('group_study_id', sa.Integer(), nullable=True),
    sa.Column('minutes_spoken', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes_spoken BETWEEN 0 AND 600', name=op.f('ck_lectures_minutes_possible')),
    sa.ForeignKeyConstraint(['branch_id'], ['branches.id'], name=op.f('fk_lectures_branch_id_branches')),
    sa.ForeignKeyConstraint(['group_study_id'], ['group_studies.id'], name=op.f('fk_lectures_group_study_id_group_studies')),
    sa.ForeignKeyConstraint(['series_id'], ['lecture_series.id'], name=op.f('fk_lectures_series_id_lecture_series')),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_lectures_unit_id_units')),
    sa.ForeignKeyConstraint(['written_by'], ['accounts.id'], name=op.f('fk_lectures_written_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lectures')),
    sa.UniqueConstraint('group_study_id', name=op.f('uq_lectures_group_study_id')),
    sa.UniqueConstraint('id', 'branch_id', name=op.f('uq_lectures_id_branch_id')),
    sa.UniqueConstraint('id', 'unit_id', name=op.f('uq_lectures_id_unit_id')),
    sa.UniqueConstraint('series_id', 'number', name=op.f('uq_lectures_series_id_number')),
    sa.UniqueConstraint('series_id', 'slug', name=op.f('uq_lectures_series_id_slug'))
    )
    with op.batch_alter_table('lectures', schema=None) as batch_op:
        batch_op.create_index('ix_lectures_branch', ['branch_id'], unique=False)

    op.create_table('series_judges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('outside_name', sa.String(length=60), nullable=False),
    sa.Column('outside_unit', sa.String(length=120), nullable=False),
    sa.Column('reserve', sa.Boolean(), nullable=False),
    sa.Column('link_digest', sa.String(length=64), nullable=True),
    sa.Column('link_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('device_digest', sa.String(length=64), nullable=True),
    sa.Column('named_by', sa.Integer(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(person_id IS NULL) = (outside_name <> '')", name=op.f('ck_series_judges_one_or_other')),
    sa.ForeignKeyConstraint(['named_by'], ['accounts.id'], name=op.f('fk_series_judges_named_by_accounts')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_series_judges_person_id_people')),
    sa.ForeignKeyConstraint(['series_id'], ['lecture_series.id'], name=op.f('fk_series_judges_series_id_lecture_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series_judges')),
    sa.UniqueConstraint('device_digest', name=op.f('uq_series_judges_device_digest')),
    sa.UniqueConstraint('link_digest', name=op.f('uq_series_judges_link_digest')),
    sa.UniqueConstraint('series_id', 'number', name=op.f('uq_series_judges_series_id_number')),
    sa.UniqueConstraint('series_id', 'person_id', name=op.f('uq_series_judges_series_id_person_id'))
    )
    with op.batch_alter_table('series_judges', schema=None) as batch_op:
        batch_op.create_index('ix_series_judges_person', ['person_id'], unique=False)

    op.create_table('judge_assignments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lecture_id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('lecture_branch_id', sa.Integer(), nullable=False),
    sa.Column('lecture_unit_id', sa.Integer(), nullable=True),
    sa.Column('judge_branch_id', sa.Integer(), nullable=True),
    sa.Column('judge_unit_id', sa.Integer(), nullable=True),
    sa.Column('assigned_by', sa.Integer(), nullable=True),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('recused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recused_by', sa.Integer(), nullable=True),
    sa.Column('recusal_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(recused_at IS NULL) = (recusal_reason = '')", name=op.f('ck_judge_assignments_recused_with_reason')),
    sa.CheckConstraint('recused_at IS NOT NULL OR lecture_branch_id <> judge_branch_id', name=op.f('ck_judge_assignments_other_branch')),
    sa.CheckConstraint('recused_at IS NOT NULL OR lecture_unit_id <> judge_unit_id', name=op.f('ck_judge_assignments_other_unit')),
    sa.ForeignKeyConstraint(['assigned_by'], ['accounts.id'], name=op.f('fk_judge_assignments_assigned_by_accounts')),
    sa.ForeignKeyConstraint(['judge_branch_id'], ['branches.id'], name=op.f('fk_judge_assignments_judge_branch_id_branches')),
    sa.ForeignKeyConstraint(['judge_id'], ['series_judges.id'], name=op.f('fk_judge_assignments_judge_id_series_judges')),
    sa.ForeignKeyConstraint(['judge_unit_id'], ['units.id'], name=op.f('fk_judge_assignments_judge_unit_id_units')),
    sa.ForeignKeyConstraint(['lecture_id', 'lecture_branch_id'], ['lectures.id', 'lectures.branch_id'], name=op.f('fk_judge_assignments_lecture_id_lecture_branch_id_lectures'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['lecture_id', 'lecture_unit_id'], ['lectures.id', 'lectures.unit_id'], name=op.f('fk_judge_assignments_lecture_id_lecture_unit_id_lectures'), onupdate='CASCADE'),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_judge_assignments_lecture_id_lectures')),
    sa.ForeignKeyConstraint(['recused_by'], ['accounts.id'], name=op.f('fk_judge_assignments_recused_by_accounts')),
    sa.ForeignKeyConstraint(['replaces_id'], ['judge_assignments.id'], name=op.f('fk_judge_assignments_replaces_id_judge_assignments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judge_assignments')),
    sa.UniqueConstraint('lecture_id', 'judge_id', name=op.f('uq_judge_assignments_lecture_id_judge_id'))
    )
    with op.batch_alter_table('judge_assignments', schema=None) as batch_op:
        batch_op.create_index('ix_judge_assignments_judge', ['judge_id'], unique=False)

    op.create_table('lecture_speakers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lecture_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('outside_name', sa.String(length=60), nullable=False),
    sa.Column('outside_unit', sa.String(length=120), nullable=False),
    sa.CheckConstraint("(person_id IS NULL) = (outside_name <> '')", name=op.f('ck_lecture_speakers_one_or_other')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_speakers_lecture_id_lectures')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_lecture_speakers_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_speakers')),
    sa.UniqueConstraint('lecture_id', 'person_id', name=op.f('uq_lecture_speakers_lecture_id_person_id'))
    )
    with op.batch_alter_table('lecture_speakers', schema=None) as batch_op:
        batch_op.create_index('ix_lecture_speakers_person', ['person_id'], unique=False)

    op.create_table('lecture_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('lecture_id', sa.Integer(), nullable=True),
    sa.Column('act', sa.String(length=30), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_lecture_steps_actor_id_accounts')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_steps_lecture_id_lectures')),
    sa.ForeignKeyConstraint(['series_id'], ['lecture_series.id'], name=op.f('fk_lecture_steps_series_id_lecture_series')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_steps'))
    )
    with op.batch_alter_table('lecture_steps', schema=None) as batch_op:
        batch_op.create_index('ix_lecture_steps_series', ['series_id', 'id'], unique=False)

    op.create_table('review_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('result_id', sa.Integer(), nullable=False),
    sa.Column('lecture_id', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('grounds', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(outcome = '') = (answered_at IS NULL)", name=op.f('ck_review_requests_answered_when')),
    sa.CheckConstraint("outcome IN ('', 'stands', 'corrected')", name=op.f('ck_review_requests_outcome_known')),
    sa.ForeignKeyConstraint(['answered_by'], ['accounts.id'], name=op.f('fk_review_requests_answered_by_accounts')),
    sa.ForeignKeyConstraint(['asked_by'], ['accounts.id'], name=op.f('fk_review_requests_asked_by_accounts')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_review_requests_lecture_id_lectures')),
    sa.ForeignKeyConstraint(['result_id'], ['lecture_results.id'], name=op.f('fk_review_requests_result_id_lecture_results')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_requests')),
    sa.UniqueConstraint('result_id', 'lecture_id', 'asked_by', name=op.f('uq_review_requests_result_id_lecture_id_asked_by'))
    )
    with op.batch_alter_table('review_requests', schema=None) as batch_op:
        batch_op.create_index('ix_review_requests_lecture', ['lecture_id'], unique=False)

    op.create_table('paper_typings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('typed_by', sa.Integer(), nullable=False),
    sa.Column('typed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marks', sa.Text(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('turn IN (1, 2)', name=op.f('ck_paper_typings_turn_known')),
    sa.ForeignKeyConstraint(['assignment_id'], ['judge_assignments.id'], name=op.f('fk_paper_typings_assignment_id_judge_assignments')),
    sa.ForeignKeyConstraint(['typed_by'], ['accounts.id'], name=op.f('fk_paper_typings_typed_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_typings')),
    sa.UniqueConstraint('assignment_id', 'turn', name=op.f('uq_paper_typings_assignment_id_turn')),
    sa.UniqueConstraint('assignment_id', 'typed_by', name=op.f('uq_paper_typings_assignment_id_typed_by'))
    )
    op.create_table('score_sheets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lecture_id', sa.Integer(), nullable=False),
    sa.Column('ballot', sa.String(length=1), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('marks', sa.Text(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('receipt', sa.String(length=20), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sealed_by', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(ballot = 'A' AND assignment_id IS NOT NULL AND person_id IS NULL) OR (ballot = 'B' AND assignment_id IS NULL AND person_id IS NOT NULL)", name=op.f('ck_score_sheets_of_one')),
    sa.CheckConstraint("(state = 'sealed') = (sealed_at IS NOT NULL)", name=op.f('ck_score_sheets_sealed_when')),
    sa.CheckConstraint("state IN ('open', 'sealed')", name=op.f('ck_score_sheets_state_known')),
    sa.CheckConstraint("way IN ('screen', 'link', 'paper')", name=op.f('ck_score_sheets_way_known')),
    sa.ForeignKeyConstraint(['assignment_id'], ['judge_assignments.id'], name=op.f('fk_score_sheets_assignment_id_judge_assignments')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_score_sheets_lecture_id_lectures')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_score_sheets_person_id_people')),
    sa.ForeignKeyConstraint(['sealed_by'], ['accounts.id'], name=op.f('fk_score_sheets_sealed_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sheets')),
    sa.UniqueConstraint('assignment_id', name=op.f('uq_score_sheets_assignment_id')),
    sa.UniqueConstraint('lecture_id', 'person_id', name=op.f('uq_score_sheets_lecture_id_person_id'))
    )
    with op.batch_alter_table('score_sheets', schema=None) as batch_op:
        batch_op.create_index('ix_score_sheets_lecture', ['lecture_id', 'ballot', 'state'], unique=False)
        batch_op.create_index('ix_score_sheets_rater', ['person_id'], unique=False)

    op.create_table('lecture_comments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('lecture_id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('advice', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'shown', 'withheld')", name=op.f('ck_lecture_comments_state_known')),
    sa.ForeignKeyConstraint(['answered_by'], ['accounts.id'], name=op.f('fk_lecture_comments_answered_by_accounts')),
    sa.ForeignKeyConstraint(['decided_by'], ['accounts.id'], name=op.f('fk_lecture_comments_decided_by_accounts')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_comments_lecture_id_lectures')),
    sa.ForeignKeyConstraint(['sheet_id'], ['score_sheets.id'], name=op.f('fk_lecture_comments_sheet_id_score_sheets')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_comments')),
    sa.UniqueConstraint('sheet_id', name=op.f('uq_lecture_comments_sheet_id'))
    )
    with op.batch_alter_table('lecture_comments', schema=None) as batch_op:
        batch_op.create_index('ix_lecture_comments_lecture', ['lecture_id', 'state'], unique=False)
    _kinds(", 'lecture'")
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, columns, when in FIXED:
        (_fix_on_sqlite if sqlite else _fix_on_postgresql)(table, columns, when)


def downgrade():
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, *_ in FIXED:
        for name in (f"{table}_fixed", f"{table}_no_delete"):
            op.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP TRIGGER {name} ON {table}")
            if not sqlite:
                op.execute(f"DROP FUNCTION {name}()")
    with op.batch_alter_table('lecture_comments', schema=None) as batch_op:
        batch_op.drop_index('ix_lecture_comments_lecture')

    op.drop_table('lecture_comments')
    with op.batch_alter_table('score_sheets', schema=None) as batch_op:
        batch_op.drop_index('ix_score_sheets_rater')
        batch_op.drop_index('ix_score_sheets_lecture')

    op.drop_table('score_sheets')
    op.drop_table('paper_typings')
    with op.batch_alter_table('review_requests', schema=None) as batch_op:
        batch_op.drop_index('ix_review_requests_lecture')

    op.drop_table('review_requests')
    with op.batch_alter_table('lecture_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_lecture_steps_series')

    op.drop_table('lecture_steps')
    with op.batch_alter_table('lecture_speakers', schema=None) as batch_op:
        batch_op.drop_index('ix_lecture_speakers_person')

    op.drop_table('lecture_speakers')
    with op.batch_alter_table('judge_assignments', schema=None) as batch_op:
        batch_op.drop_index('ix_judge_assignments_judge')

    op.drop_table('judge_assignments')
    with op.batch_alter_table('series_judges', schema=None) as batch_op:
        batch_op.drop_index('ix_series_judges_person')

    op.drop_table('series_judges')
    with op.batch_alter_table('lectures', schema=None) as batch_op:
        batch_op.drop_index('ix_lectures_branch')

    op.drop_table('lectures')
    with op.batch_alter_table('lecture_results', schema=None) as batch_op:
        batch_op.drop_index('uq_lecture_results_published', sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))
        batch_op.drop_index('uq_lecture_results_proposed', sqlite_where=sa.text("state = 'proposed'"), postgresql_where=sa.text("state = 'proposed'"))

    op.drop_table('lecture_results')
    op.drop_table('lecture_series')
    op.drop_table('rubric_versions')
    op.execute("UPDATE group_studies SET kind = 'leader_led' WHERE kind = 'lecture'")
    _kinds("")
    _forget_matters()
    _forget_rules()


def _forget_matters():
    """Their sources are gone, and the numbers of these will be given again."""
    of_lectures = sa.select(sa.column("id")).select_from(sa.table("matters")).where(
        sa.column("kind").in_(MATTERS)
    )
    matter, topic = sa.column("matter_id"), sa.column("topic")
    for table, which in (
        ("notices", sa.or_(topic.in_(TOPICS), matter.in_(of_lectures))),
        ("notice_choices", topic.in_(TOPICS)),
        ("matter_steps", matter.in_(of_lectures)),
        ("matters", sa.column("kind").in_(MATTERS)),
    ):
        op.execute(sa.delete(sa.table(table)).where(which))


def _forget_rules():
    """Versions of rules that name lectures, which the version before refuses to read."""
    connection = op.get_bind()
    for table in ("study_first_rules", "reply_times"):
        for number, text in connection.execute(sa.text(f"SELECT id, source_text FROM {table}")).all():
            if _names_lectures(text):
                op.execute(sa.delete(sa.table(table)).where(sa.column("id") == number))
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


def _names_lectures(text):
    rule = tomllib.loads(text)
    named = {one["id"] for one in rule.get("kinds", ())}
    named.update(kind for one in rule.get("requirements", ()) for kind in one.get("kinds", ()))
    return not named.isdisjoint((LECTURE, *MATTERS))


def _kinds(more):
    with op.batch_alter_table("group_studies", reflect_kwargs={"resolve_fks": False}) as table:
        table.drop_constraint(op.f("ck_group_studies_kind_known"), type_="check")
        table.create_check_constraint(op.f("ck_group_studies_kind_known"), KINDS.format(more=more))


def _changed(columns):
    return " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in columns)


def _fix_on_sqlite(table, columns, when):
    op.execute(
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} "
        f"WHEN ({when}) AND ({_changed(columns)}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is fixed'); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} stays'); END"
    )


def _fix_on_postgresql(table, columns, when):
    changed = _changed(columns).replace(" IS NOT ", " IS DISTINCT FROM ")
    for name, event, condition, text in (
        (f"{table}_fixed", "UPDATE", f"WHEN (({when}) AND ({changed}))", "is fixed"),
        (f"{table}_no_delete", "DELETE", "", "stays"),
    ):
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{table} {text}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
            f"FOR EACH ROW {condition} EXECUTE FUNCTION {name}()"
        )

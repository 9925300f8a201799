"""Reading classes, what their readers do, and the passages that a search finds.

The index over the passages is each database's own: FTS5 beside the table, or GIN over tsvector.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('reading_classes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('theme', sa.Text(), nullable=False),
    sa.Column('theme_en', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('joining', sa.String(length=10), nullable=False),
    sa.Column('asks', sa.Text(), nullable=False),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('organiser_id', sa.Integer(), nullable=True),
    sa.Column('leader_id', sa.Integer(), nullable=True),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("joining IN ('open', 'assigned')", name=op.f('ck_reading_classes_joining_known')),
    sa.CheckConstraint("origin IN ('files', 'detached', 'local')", name=op.f('ck_reading_classes_origin_known')),
    sa.CheckConstraint("state = 'planned' OR (starts_on IS NOT NULL AND ends_on IS NOT NULL)", name=op.f('ck_reading_classes_open_has_days')),
    sa.CheckConstraint("state IN ('planned', 'open', 'closed')", name=op.f('ck_reading_classes_state_known')),
    sa.CheckConstraint('starts_on IS NULL OR ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_reading_classes_days_in_order')),
    sa.ForeignKeyConstraint(['batch_id'], ['entry_batches.id'], name=op.f('fk_reading_classes_batch_id_entry_batches')),
    sa.ForeignKeyConstraint(['closed_by'], ['accounts.id'], name=op.f('fk_reading_classes_closed_by_accounts')),
    sa.ForeignKeyConstraint(['leader_id'], ['people.id'], name=op.f('fk_reading_classes_leader_id_people')),
    sa.ForeignKeyConstraint(['organiser_id'], ['people.id'], name=op.f('fk_reading_classes_organiser_id_people')),
    sa.ForeignKeyConstraint(['written_by'], ['accounts.id'], name=op.f('fk_reading_classes_written_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_classes')),
    sa.UniqueConstraint('slug', name=op.f('uq_reading_classes_slug'))
    )
    with op.batch_alter_table('reading_classes', schema=None) as batch_op:
        batch_op.create_index('ix_reading_classes_state', ['state', 'starts_on'], unique=False)

    op.create_table('class_members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("way IN ('branch', 'list', 'joined')", name=op.f('ck_class_members_way_known')),
    sa.ForeignKeyConstraint(['added_by'], ['accounts.id'], name=op.f('fk_class_members_added_by_accounts')),
    sa.ForeignKeyConstraint(['class_id'], ['reading_classes.id'], name=op.f('fk_class_members_class_id_reading_classes')),
    sa.ForeignKeyConstraint(['entry_id'], ['study_entries.id'], name=op.f('fk_class_members_entry_id_study_entries')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_class_members_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_members')),
    sa.UniqueConstraint('class_id', 'person_id', name=op.f('uq_class_members_class_id_person_id'))
    )
    with op.batch_alter_table('class_members', schema=None) as batch_op:
        batch_op.create_index('ix_class_members_person', ['person_id'], unique=False)

    op.create_table('class_posts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('words_html', sa.Text(), nullable=True),
    sa.Column('pinned', sa.Boolean(), nullable=False),
    sa.Column('posted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_class_posts_account_id_accounts')),
    sa.ForeignKeyConstraint(['class_id'], ['reading_classes.id'], name=op.f('fk_class_posts_class_id_reading_classes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_posts'))
    )
    with op.batch_alter_table('class_posts', schema=None) as batch_op:
        batch_op.create_index('ix_class_posts_class', ['class_id', 'id'], unique=False)

    op.create_table('material_pictures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['reading_classes.id'], name=op.f('fk_material_pictures_class_id_reading_classes')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_files.sha256'], name=op.f('fk_material_pictures_sha256_stored_files')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material_pictures')),
    sa.UniqueConstraint('class_id', 'name', name=op.f('uq_material_pictures_class_id_name'))
    )
    op.create_table('reading_materials',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=200), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('strands', sa.String(length=80), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('form', sa.String(length=10), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("form = 'text' OR sha256 IS NOT NULL", name=op.f('ck_reading_materials_pdf_has_file')),
    sa.CheckConstraint("form IN ('text', 'pdf')", name=op.f('ck_reading_materials_form_known')),
    sa.CheckConstraint("origin IN ('files', 'detached', 'local')", name=op.f('ck_reading_materials_origin_known')),
    sa.CheckConstraint('minutes BETWEEN 0 AND 6000 AND day BETWEEN 0 AND 366', name=op.f('ck_reading_materials_in_range')),
    sa.ForeignKeyConstraint(['class_id'], ['reading_classes.id'], name=op.f('fk_reading_materials_class_id_reading_classes')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_files.sha256'], name=op.f('fk_reading_materials_sha256_stored_files')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_materials')),
    sa.UniqueConstraint('class_id', 'slug', name=op.f('uq_reading_materials_class_id_slug'))
    )
    with op.batch_alter_table('reading_materials', schema=None) as batch_op:
        batch_op.create_index('ix_reading_materials_class', ['class_id', 'number'], unique=False)

    op.create_table('reflections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('sharing', sa.String(length=10), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("sharing IN ('private', 'shared')", name=op.f('ck_reflections_sharing_known')),
    sa.CheckConstraint("state IN ('draft', 'waiting', 'returned', 'accepted')", name=op.f('ck_reflections_state_known')),
    sa.ForeignKeyConstraint(['class_id'], ['reading_classes.id'], name=op.f('fk_reflections_class_id_reading_classes')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_reflections_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflections')),
    sa.UniqueConstraint('class_id', 'person_id', name=op.f('uq_reflections_class_id_person_id'))
    )
    with op.batch_alter_table('reflections', schema=None) as batch_op:
        batch_op.create_index('ix_reflections_person', ['person_id'], unique=False)
        batch_op.create_index('ix_reflections_state', ['state', 'class_id'], unique=False)

    op.create_table('search_passages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('section', sa.String(length=80), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('own', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('tokens', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('class', 'material', 'note', 'reflection')", name=op.f('ck_search_passages_kind_known')),
    sa.ForeignKeyConstraint(['class_id'], ['reading_classes.id'], name=op.f('fk_search_passages_class_id_reading_classes')),
    sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_search_passages_owner_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_passages'))
    )
    with op.batch_alter_table('search_passages', schema=None) as batch_op:
        batch_op.create_index('ix_search_passages_source', ['kind', 'source_id'], unique=False)

    op.create_table('class_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('class_id', sa.Integer(), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=True),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name=op.f('fk_class_steps_actor_id_accounts')),
    sa.ForeignKeyConstraint(['class_id'], ['reading_classes.id'], name=op.f('fk_class_steps_class_id_reading_classes')),
    sa.ForeignKeyConstraint(['material_id'], ['reading_materials.id'], name=op.f('fk_class_steps_material_id_reading_materials')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_steps'))
    )
    with op.batch_alter_table('class_steps', schema=None) as batch_op:
        batch_op.create_index('ix_class_steps_class', ['class_id', 'id'], unique=False)

    op.create_table('exchange_replies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reflection_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('words_html', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_exchange_replies_account_id_accounts')),
    sa.ForeignKeyConstraint(['reflection_id'], ['reflections.id'], name=op.f('fk_exchange_replies_reflection_id_reflections')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange_replies'))
    )
    with op.batch_alter_table('exchange_replies', schema=None) as batch_op:
        batch_op.create_index('ix_exchange_replies_reflection', ['reflection_id', 'id'], unique=False)

    op.create_table('material_revisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('markdown', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('plain', sa.Text(), nullable=False),
    sa.Column('sections', sa.Text(), nullable=False),
    sa.Column('questions', sa.Text(), nullable=False),
    sa.Column('characters', sa.Integer(), nullable=False),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("language IN ('zh', 'en')", name=op.f('ck_material_revisions_language_known')),
    sa.ForeignKeyConstraint(['material_id'], ['reading_materials.id'], name=op.f('fk_material_revisions_material_id_reading_materials')),
    sa.ForeignKeyConstraint(['written_by'], ['accounts.id'], name=op.f('fk_material_revisions_written_by_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material_revisions')),
    sa.UniqueConstraint('material_id', 'language', 'number', name=op.f('uq_material_revisions_material_id_language_number'))
    )
    op.create_table('reading_places',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=False),
    sa.Column('section', sa.String(length=80), nullable=False),
    sa.Column('permille', sa.Integer(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('study_on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('permille BETWEEN 0 AND 1000 AND page >= 0', name=op.f('ck_reading_places_in_range')),
    sa.ForeignKeyConstraint(['material_id'], ['reading_materials.id'], name=op.f('fk_reading_places_material_id_reading_materials')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_reading_places_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', 'material_id', name=op.f('pk_reading_places'))
    )
    with op.batch_alter_table('reading_places', schema=None) as batch_op:
        batch_op.create_index('ix_reading_places_person', ['person_id', 'at'], unique=False)

    op.create_table('reflection_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reflection_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('plain', sa.Text(), nullable=False),
    sa.Column('characters', sa.Integer(), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verdict', sa.String(length=10), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answer_html', sa.Text(), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("verdict IN ('', 'accepted', 'returned', 'taken_back')", name=op.f('ck_reflection_versions_verdict_known')),
    sa.ForeignKeyConstraint(['answered_by'], ['accounts.id'], name=op.f('fk_reflection_versions_answered_by_accounts')),
    sa.ForeignKeyConstraint(['reflection_id'], ['reflections.id'], name=op.f('fk_reflection_versions_reflection_id_reflections')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection_versions')),
    sa.UniqueConstraint('reflection_id', 'number', name=op.f('uq_reflection_versions_reflection_id_number'))
    )
    op.create_table('sections_read',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=False),
    sa.Column('section', sa.String(length=80), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['material_id'], ['reading_materials.id'], name=op.f('fk_sections_read_material_id_reading_materials')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_sections_read_person_id_people')),
    sa.PrimaryKeyConstraint('person_id', 'material_id', 'section', name=op.f('pk_sections_read'))
    )
    op.create_table('margin_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('words_html', sa.Text(), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_margin_answers_account_id_accounts')),
    sa.ForeignKeyConstraint(['version_id'], ['reflection_versions.id'], name=op.f('fk_margin_answers_version_id_reflection_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_margin_answers'))
    )
    with op.batch_alter_table('margin_answers', schema=None) as batch_op:
        batch_op.create_index('ix_margin_answers_version', ['version_id'], unique=False)

    op.create_table('reading_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('before', sa.String(length=80), nullable=False),
    sa.Column('after', sa.String(length=80), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('words_html', sa.Text(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('anchored', 'moved', 'orphaned')", name=op.f('ck_reading_notes_state_known')),
    sa.CheckConstraint('start >= 0 AND "length" >= 0', name=op.f('ck_reading_notes_in_range')),
    sa.ForeignKeyConstraint(['material_id'], ['reading_materials.id'], name=op.f('fk_reading_notes_material_id_reading_materials')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_reading_notes_person_id_people')),
    sa.ForeignKeyConstraint(['revision_id'], ['material_revisions.id'], name=op.f('fk_reading_notes_revision_id_material_revisions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_notes'))
    )
    with op.batch_alter_table('reading_notes', schema=None) as batch_op:
        batch_op.create_index('ix_reading_notes_material', ['material_id'], unique=False)
        batch_op.create_index('ix_reading_notes_person', ['person_id', 'material_id'], unique=False)

    op.create_table('test_attempts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('material_id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=20), nullable=False),
    sa.Column('answers', sa.Text(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('out_of', sa.Integer(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('points BETWEEN 0 AND out_of', name=op.f('ck_test_attempts_points_in_range')),
    sa.ForeignKeyConstraint(['material_id'], ['reading_materials.id'], name=op.f('fk_test_attempts_material_id_reading_materials')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_test_attempts_person_id_people')),
    sa.ForeignKeyConstraint(['revision_id'], ['material_revisions.id'], name=op.f('fk_test_attempts_revision_id_material_revisions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_test_attempts')),
    sa.UniqueConstraint('person_id', 'material_id', 'number', name=op.f('uq_test_attempts_person_id_material_id_number'))
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5("
            "tokens, content='search_passages', content_rowid='id', tokenize='ascii')"
        )
    else:
        op.execute(
            "CREATE INDEX ix_search_passages_tokens ON search_passages"
            " USING gin (to_tsvector('simple', tokens)) WITH (fastupdate = off)"
        )


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    else:
        op.execute("DROP INDEX ix_search_passages_tokens")
    op.drop_table('test_attempts')
    with op.batch_alter_table('reading_notes', schema=None) as batch_op:
        batch_op.drop_index('ix_reading_notes_person')
        batch_op.drop_index('ix_reading_notes_material')

    op.drop_table('reading_notes')
    with op.batch_alter_table('margin_answers', schema=None) as batch_op:
        batch_op.drop_index('ix_margin_answers_version')

    op.drop_table('margin_answers')
    op.drop_table('sections_read')
    op.drop_table('reflection_versions')
    with op.batch_alter_table('reading_places', schema=None) as batch_op:
        batch_op.drop_index('ix_reading_places_person')

    op.drop_table('reading_places')
    op.drop_table('material_revisions')
    with op.batch_alter_table('exchange_replies', schema=None) as batch_op:
        batch_op.drop_index('ix_exchange_replies_reflection')

    op.drop_table('exchange_replies')
    with op.batch_alter_table('class_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_class_steps_class')

    op.drop_table('class_steps')
    with op.batch_alter_table('search_passages', schema=None) as batch_op:
        batch_op.drop_index('ix_search_passages_source')

    op.drop_table('search_passages')
    with op.batch_alter_table('reflections', schema=None) as batch_op:
        batch_op.drop_index('ix_reflections_state')
        batch_op.drop_index('ix_reflections_person')

    op.drop_table('reflections')
    with op.batch_alter_table('reading_materials', schema=None) as batch_op:
        batch_op.drop_index('ix_reading_materials_class')

    op.drop_table('reading_materials')
    op.drop_table('material_pictures')
    with op.batch_alter_table('class_posts', schema=None) as batch_op:
        batch_op.drop_index('ix_class_posts_class')

    op.drop_table('class_posts')
    with op.batch_alter_table('class_members', schema=None) as batch_op:
        batch_op.drop_index('ix_class_members_person')

    op.drop_table('class_members')
    with op.batch_alter_table('reading_classes', schema=None) as batch_op:
        batch_op.drop_index('ix_reading_classes_state')

    op.drop_table('reading_classes')

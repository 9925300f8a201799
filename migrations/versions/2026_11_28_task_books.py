"""Task books: their tasks, what may go wrong, and every step with its values before and after."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('task_books',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('worth', sa.Text(), nullable=False),
    sa.Column('measured_against', sa.Text(), nullable=False),
    sa.Column('possible', sa.Text(), nullable=False),
    sa.Column('reached', sa.Text(), nullable=False),
    sa.Column('learned', sa.Text(), nullable=False),
    sa.Column('to_change', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('copied_from_id', sa.Integer(), nullable=True),
    sa.Column('written_by', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('draft', 'agreed', 'under_way', 'ended', 'reviewed')", name=op.f('ck_task_books_state_known')),
    sa.CheckConstraint("subject_kind IN ('person', 'branch', 'unit', 'reading_class', 'lecture_series', 'placement')", name=op.f('ck_task_books_subject_kind_known')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_task_books_days_in_order')),
    sa.ForeignKeyConstraint(['copied_from_id'], ['task_books.id'], name='fk_task_books_copied_from_id_task_books'),
    sa.ForeignKeyConstraint(['written_by'], ['accounts.id'], name='fk_task_books_written_by_accounts'),
    sa.PrimaryKeyConstraint('id', name='pk_task_books')
    )
    with op.batch_alter_table('task_books') as batch_op:
        batch_op.create_index('ix_task_books_subject', ['subject_kind', 'subject_id', 'starts_on'], unique=False)

    op.create_table('task_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('book_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=200), nullable=False),
    sa.Column('measure', sa.String(length=300), nullable=False),
    sa.Column('phase', sa.String(length=60), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('first_due_on', sa.Date(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('clear', sa.String(length=200), nullable=True),
    sa.Column('specific', sa.String(length=200), nullable=True),
    sa.Column('doable', sa.String(length=200), nullable=True),
    sa.Column('measurable', sa.String(length=200), nullable=True),
    sa.Column('assessable', sa.String(length=200), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('said', sa.String(length=500), nullable=False),
    sa.Column('settled_on', sa.Date(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('not_begun', 'under_way', 'done', 'put_off', 'dropped')", name=op.f('ck_task_items_state_known')),
    sa.CheckConstraint('length(measure) > 0', name=op.f('ck_task_items_has_measure')),
    sa.CheckConstraint('starts_on IS NULL OR starts_on <= due_on', name=op.f('ck_task_items_days_in_order')),
    sa.ForeignKeyConstraint(['book_id'], ['task_books.id'], name='fk_task_items_book_id_task_books'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name='fk_task_items_person_id_people'),
    sa.PrimaryKeyConstraint('id', name='pk_task_items')
    )
    with op.batch_alter_table('task_items') as batch_op:
        batch_op.create_index('ix_task_items_book', ['book_id', 'due_on'], unique=False)
        batch_op.create_index('ix_task_items_due', ['due_on'], unique=False)
        batch_op.create_index('ix_task_items_person', ['person_id', 'due_on'], unique=False)

    op.create_table('task_rehearsals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('book_id', sa.Integer(), nullable=False),
    sa.Column('risk', sa.String(length=300), nullable=False),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['book_id'], ['task_books.id'], name='fk_task_rehearsals_book_id_task_books'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name='fk_task_rehearsals_person_id_people'),
    sa.PrimaryKeyConstraint('id', name='pk_task_rehearsals')
    )
    with op.batch_alter_table('task_rehearsals') as batch_op:
        batch_op.create_index('ix_task_rehearsals_book', ['book_id'], unique=False)

    op.create_table('task_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('book_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('act', sa.String(length=12), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.CheckConstraint("act IN ('written', 'copied', 'edited', 'agreed', 'begun', 'ended', 'reviewed', 'reopened', 'moved', 'item_written', 'item_edited', 'item_removed', 'reported', 'rehearsed', 'unrehearsed')", name=op.f('ck_task_steps_act_known')),
    sa.ForeignKeyConstraint(['actor_id'], ['accounts.id'], name='fk_task_steps_actor_id_accounts'),
    sa.ForeignKeyConstraint(['book_id'], ['task_books.id'], name='fk_task_steps_book_id_task_books'),
    sa.ForeignKeyConstraint(['item_id'], ['task_items.id'], name='fk_task_steps_item_id_task_items'),
    sa.PrimaryKeyConstraint('id', name='pk_task_steps')
    )
    with op.batch_alter_table('task_steps') as batch_op:
        batch_op.create_index('ix_task_steps_book', ['book_id', 'id'], unique=False)



def downgrade():
    with op.batch_alter_table('task_steps') as batch_op:
        batch_op.drop_index('ix_task_steps_book')

    op.drop_table('task_steps')
    with op.batch_alter_table('task_rehearsals') as batch_op:
        batch_op.drop_index('ix_task_rehearsals_book')

    op.drop_table('task_rehearsals')
    with op.batch_alter_table('task_items') as batch_op:
        batch_op.drop_index('ix_task_items_person')
        batch_op.drop_index('ix_task_items_due')
        batch_op.drop_index('ix_task_items_book')

    op.drop_table('task_items')
    with op.batch_alter_table('task_books') as batch_op:
        batch_op.drop_index('ix_task_books_subject')

    op.drop_table('task_books')

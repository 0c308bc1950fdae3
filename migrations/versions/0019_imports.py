"""Imports: rosters with a preview, doubts, and an undo; what words mean, other names of companies, titles as written"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('imports',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author_id', sa.BigInteger(), nullable=True),
    sa.Column('file_id', sa.String(length=255), nullable=True),
    sa.Column('roster', sa.Text(), nullable=True),
    sa.Column('reading', sa.Text(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('is_stale', sa.Boolean(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imports')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imports_author_id'), ['author_id'], unique=False)

    op.create_table('import_notes',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('import_id', ROW_ID, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('details', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_notes_import_id_imports'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_notes')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('import_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_notes_import_id_kind_id'), ['import_id', 'kind', 'id'], unique=False)

    op.create_table('import_doubts',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('import_id', ROW_ID, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('details', sa.Text(), nullable=False),
    sa.Column('answer', sa.String(length=255), nullable=True),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_doubts_import_id_imports'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_doubts')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('import_doubts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_doubts_import_id_key'), ['import_id', 'key'], unique=True)

    op.create_table('import_changes',
    sa.Column('id', ROW_ID, nullable=False),
    sa.Column('import_id', ROW_ID, nullable=False),
    sa.Column('company_id', ROW_ID, nullable=True),
    sa.Column('person_id', ROW_ID, nullable=True),
    sa.Column('field', sa.String(length=32), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_import_changes_company_id_companies'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['import_id'], ['imports.id'], name=op.f('fk_import_changes_import_id_imports'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_import_changes_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_changes')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('import_changes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_changes_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_changes_import_id_id'), ['import_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_changes_person_id'), ['person_id'], unique=False)

    op.create_table('word_meanings',
    sa.Column('column', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=240), nullable=False),
    sa.Column('word', sa.String(length=120), nullable=False),
    sa.Column('value', sa.String(length=64), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('column', 'key', name=op.f('pk_word_meanings'))
    )
    op.create_table('company_aliases',
    sa.Column('key', sa.String(length=400), nullable=False),
    sa.Column('company_id', ROW_ID, nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_company_aliases_company_id_companies'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_company_aliases'))
    )
    with op.batch_alter_table('company_aliases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_company_aliases_company_id'), ['company_id'], unique=False)

    op.add_column('companies', sa.Column('written', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('people', sa.Column('title', sa.String(length=200), nullable=False, server_default=''))
    op.add_column('people', sa.Column('other_phone', sa.Text(), nullable=True))
    op.add_column('people', sa.Column('other_email', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('people', 'other_email')
    op.drop_column('people', 'other_phone')
    op.drop_column('people', 'title')
    op.drop_column('companies', 'written')
    with op.batch_alter_table('company_aliases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_company_aliases_company_id'))

    op.drop_table('company_aliases')
    op.drop_table('word_meanings')
    with op.batch_alter_table('import_changes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_changes_person_id'))
        batch_op.drop_index(batch_op.f('ix_import_changes_import_id_id'))
        batch_op.drop_index(batch_op.f('ix_import_changes_company_id'))

    op.drop_table('import_changes')
    with op.batch_alter_table('import_doubts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_doubts_import_id_key'))

    op.drop_table('import_doubts')
    with op.batch_alter_table('import_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_notes_import_id_kind_id'))

    op.drop_table('import_notes')
    with op.batch_alter_table('imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imports_author_id'))

    op.drop_table('imports')

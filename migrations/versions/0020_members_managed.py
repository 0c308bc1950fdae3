"""Members managed by staff: ended memberships, whom staff did what to, leads and names of groups, opened invites"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('group_leads',
    sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_group_leads_group_id_groups'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_group_leads_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'person_id', name=op.f('pk_group_leads'))
    )
    with op.batch_alter_table('group_leads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_leads_person_id'), ['person_id'], unique=False)
    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('names', sa.JSON(), nullable=False, server_default='{}'))
    for table in ('companies', 'people'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('invites', schema=None) as batch_op:
        batch_op.add_column(sa.Column('made_by', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('join_requests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('words', sa.Text(), nullable=True))
    with op.batch_alter_table('audit', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('changes', sa.Text(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_audit_company_id_companies'), 'companies', ['company_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_audit_person_id_people'), 'people', ['person_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index(batch_op.f('ix_audit_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_person_id'), ['person_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('audit', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_person_id'))
        batch_op.drop_index(batch_op.f('ix_audit_company_id'))
        batch_op.drop_constraint(batch_op.f('fk_audit_person_id_people'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_audit_company_id_companies'), type_='foreignkey')
        batch_op.drop_column('changes')
        batch_op.drop_column('person_id')
        batch_op.drop_column('company_id')
    with op.batch_alter_table('join_requests', schema=None) as batch_op:
        batch_op.drop_column('words')
    with op.batch_alter_table('invites', schema=None) as batch_op:
        batch_op.drop_column('opened_at')
        batch_op.drop_column('made_by')
    for table in ('companies', 'people'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('ended_at')
    with op.batch_alter_table('groups', schema=None) as batch_op:
        batch_op.drop_column('names')
    op.drop_table('group_leads')

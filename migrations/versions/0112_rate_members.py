"""Keep how members were rated for a year."""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_ratings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(20), nullable=False),
        sa.CheckConstraint(
            "grade IN ('excellent', 'good', 'completed', 'not_completed')", name=op.f("ck_member_ratings_grade")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_member_ratings_member_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_member_ratings_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_member_ratings"),
        sa.UniqueConstraint("member_id", "year", name="uq_member_ratings_member_id_year"),
    )
    op.create_index("ix_member_ratings_unit", "member_ratings", ["unit_id", "year"])


def downgrade() -> None:
    op.drop_table("member_ratings")

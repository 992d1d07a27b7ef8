"""ask guardians by a link"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "consent_requests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_id", BIG, nullable=True),
        sa.CheckConstraint("answer IS NULL OR answer IN ('given', 'refused')", name=op.f("ck_consent_requests_answer")),
        sa.CheckConstraint("guesses BETWEEN 0 AND 5", name=op.f("ck_consent_requests_few_guesses")),
        sa.CheckConstraint(
            "(consent_id IS NOT NULL) = (answer IS NOT NULL AND answer = 'given')",
            name=op.f("ck_consent_requests_given_has_consent"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_consent_requests_asked_by")),
        sa.ForeignKeyConstraint(["consent_id"], ["guardian_consents.id"], name=op.f("fk_consent_requests_consent_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consent_requests_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_requests")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_consent_requests_token_hash")),
    )
    op.create_index("ix_consent_requests_member", "consent_requests", ["member_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_consent_requests_member", table_name="consent_requests")
    op.drop_table("consent_requests")

"""Keep what people agree to, and who can be recognised on pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0140"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("stored_files", sa.Column("is_withheld", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "privacy_consents",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("member_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("guardian_name", sa.String(120), nullable=False),
        sa.Column("relation", sa.String(60), nullable=False),
        sa.Column("file_id", BIG_ID, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("purpose IN ('publication', 'stay_in_touch')", name=op.f("ck_privacy_consents_purpose")),
        sa.CheckConstraint("side IN ('own', 'guardian')", name=op.f("ck_privacy_consents_side")),
        sa.CheckConstraint("how IN ('signed_in', 'paper')", name=op.f("ck_privacy_consents_how")),
        sa.CheckConstraint("how <> 'signed_in' OR side = 'own'", name=op.f("ck_privacy_consents_signed_in_is_own")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_privacy_consents_member_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name="fk_privacy_consents_recorded_by"),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["accounts.id"], name="fk_privacy_consents_withdrawn_by"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name="fk_privacy_consents_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_privacy_consents"),
    )
    is_live = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_privacy_consents_one_live",
        "privacy_consents",
        ["member_id", "purpose", "side"],
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
    )
    op.create_table(
        "picture_people",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("file_id", BIG_ID, nullable=False),
        sa.Column("member_id", BIG_ID, nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name="fk_picture_people_file_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_picture_people_member_id"),
        sa.ForeignKeyConstraint(["named_by"], ["accounts.id"], name="fk_picture_people_named_by"),
        sa.PrimaryKeyConstraint("id", name="pk_picture_people"),
        sa.UniqueConstraint("file_id", "member_id", name="uq_picture_people_file_id_member_id"),
    )
    op.create_index("ix_picture_people_member_id", "picture_people", ["member_id"])


def downgrade() -> None:
    op.drop_table("picture_people")
    op.drop_table("privacy_consents")
    op.drop_column("stored_files", "is_withheld")

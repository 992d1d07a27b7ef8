"""add letters that thank sponsors"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "thank_you_letters",
        sa.Column("id", big_id, nullable=False),
        sa.Column("work_id", big_id, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("above_name", sa.String(length=200), nullable=False),
        sa.Column("signer", sa.String(length=100), nullable=False),
        sa.Column("signer_title", sa.String(length=100), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issued_by"], ["accounts.id"], name=op.f("fk_thank_you_letters_issued_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_thank_you_letters_unit_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_thank_you_letters_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thank_you_letters")),
        sa.UniqueConstraint("code", name=op.f("uq_thank_you_letters_code")),
        sa.UniqueConstraint("unit_id", "year", "number", name=op.f("uq_thank_you_letters_unit_id_year_number")),
    )
    op.create_index(op.f("ix_thank_you_letters_work_id"), "thank_you_letters", ["work_id"], unique=False)
    op.create_table(
        "letter_entries",
        sa.Column("letter_id", big_id, autoincrement=False, nullable=False),
        sa.Column("entry_id", big_id, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entries.id"], name=op.f("fk_letter_entries_entry_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["thank_you_letters.id"], name=op.f("fk_letter_entries_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "entry_id", name=op.f("pk_letter_entries")),
    )
    op.create_index(op.f("ix_letter_entries_entry_id"), "letter_entries", ["entry_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_letter_entries_entry_id"), table_name="letter_entries")
    op.drop_table("letter_entries")
    op.drop_index(op.f("ix_thank_you_letters_work_id"), table_name="thank_you_letters")
    op.drop_table("thank_you_letters")

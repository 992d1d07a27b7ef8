"""Keep plans to split, merge and dissolve units."""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0120"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rearrangements",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(300), nullable=False),
        sa.Column("file_id", BIG),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("prepared_by", sa.Integer()),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.Integer()),
        sa.Column("agreed_at", sa.DateTime(timezone=True)),
        sa.Column("agreed_shares", sa.JSON()),
        sa.Column("done_by", sa.Integer()),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.JSON()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('split', 'merge', 'dissolve')", name=op.f("ck_rearrangements_kind")),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_rearrangements_state")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_rearrangements_done_has_moment")),
        sa.CheckConstraint(
            "agreed_by IS NULL OR agreed_by <> prepared_by", name=op.f("ck_rearrangements_agreed_by_another")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name="fk_rearrangements_file_id"),
        sa.ForeignKeyConstraint(["prepared_by"], ["accounts.id"], name="fk_rearrangements_prepared_by"),
        sa.ForeignKeyConstraint(["agreed_by"], ["accounts.id"], name="fk_rearrangements_agreed_by"),
        sa.ForeignKeyConstraint(["done_by"], ["accounts.id"], name="fk_rearrangements_done_by"),
        sa.PrimaryKeyConstraint("id", name="pk_rearrangements"),
    )
    op.create_index("ix_rearrangements_state", "rearrangements", ["state", "id"])
    op.create_table(
        "rearranged_units",
        sa.Column("id", BIG, nullable=False),
        sa.Column("rearrangement_id", BIG, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer()),
        sa.Column("code", sa.String(30), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("short_name", sa.String(100), nullable=False),
        sa.CheckConstraint("role IN ('source', 'goal')", name=op.f("ck_rearranged_units_role")),
        sa.CheckConstraint("role = 'goal' OR unit_id IS NOT NULL", name=op.f("ck_rearranged_units_source_stands")),
        sa.CheckConstraint(
            "unit_id IS NOT NULL OR (code <> '' AND name <> '' AND short_name <> '')",
            name=op.f("ck_rearranged_units_new_has_name"),
        ),
        sa.ForeignKeyConstraint(
            ["rearrangement_id"], ["rearrangements.id"], name="fk_rearranged_units_rearrangement_id"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_rearranged_units_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rearranged_units"),
        sa.UniqueConstraint(
            "rearrangement_id", "role", "position", name="uq_rearranged_units_rearrangement_id_role_position"
        ),
    )
    op.create_index("ix_rearranged_units_unit_id", "rearranged_units", ["unit_id"])


def downgrade() -> None:
    op.drop_table("rearranged_units")
    op.drop_table("rearrangements")

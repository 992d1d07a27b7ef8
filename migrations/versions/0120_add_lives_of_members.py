"""Keep the steps of members' lives, transfers that wait for the other unit, merged records, and handovers."""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0112"
branch_labels = None
depends_on = None

big_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    # By hand: SQLite adds a column with its reference in one step, and rebuilding the table would break all others'.
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE members ADD COLUMN merged_into_id {kind} "
        "CONSTRAINT fk_members_merged_into_id REFERENCES members (id)"
    )
    op.create_index("ix_members_merged_into_id", "members", ["merged_into_id"])
    op.create_table(
        "milestones",
        sa.Column("id", big_id, nullable=False),
        sa.Column("member_id", big_id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(300), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.CheckConstraint(
            "kind IN ('admission', 'party_introduction', 'growing_up')", name=op.f("ck_milestones_kind")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_milestones_member_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_milestones_unit_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name="fk_milestones_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_milestones"),
    )
    op.create_index("ix_milestones_member_id", "milestones", ["member_id"])
    op.create_index("ix_milestones_unit", "milestones", ["unit_id", "kind", "on"])
    once = sa.text("kind <> 'party_introduction'")
    op.create_index(
        "uq_milestones_once",
        "milestones",
        ["member_id", "kind"],
        unique=True,
        sqlite_where=once,
        postgresql_where=once,
    )
    op.create_table(
        "transfer_requests",
        sa.Column("id", big_id, nullable=False),
        sa.Column("member_id", big_id, nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("by_new_unit", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'refused', 'withdrawn', 'overtaken')",
            name=op.f("ck_transfer_requests_state"),
        ),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name=op.f("ck_transfer_requests_two_units")),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_transfer_requests_decided_has_time")
        ),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f("ck_transfer_requests_refused_has_reason")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_transfer_requests_member_id"),
        sa.ForeignKeyConstraint(["from_unit_id"], ["units.id"], name="fk_transfer_requests_from_unit_id"),
        sa.ForeignKeyConstraint(["to_unit_id"], ["units.id"], name="fk_transfer_requests_to_unit_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name="fk_transfer_requests_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name="fk_transfer_requests_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_transfer_requests"),
    )
    op.create_index("ix_transfer_requests_member_id", "transfer_requests", ["member_id"])
    op.create_index("ix_transfer_requests_from", "transfer_requests", ["from_unit_id", "state"])
    op.create_index("ix_transfer_requests_to", "transfer_requests", ["to_unit_id", "state"])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "uq_transfer_requests_one_waiting",
        "transfer_requests",
        ["member_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "member_merges",
        sa.Column("id", big_id, nullable=False),
        sa.Column("kept_id", big_id, nullable=False),
        sa.Column("gone_id", big_id, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", moment, nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.String(300), nullable=False),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_member_merges_two_records")),
        sa.CheckConstraint("undone_at IS NULL OR undo_reason <> ''", name=op.f("ck_member_merges_undone_has_reason")),
        sa.ForeignKeyConstraint(["kept_id"], ["members.id"], name="fk_member_merges_kept_id"),
        sa.ForeignKeyConstraint(["gone_id"], ["members.id"], name="fk_member_merges_gone_id"),
        sa.ForeignKeyConstraint(["by"], ["accounts.id"], name="fk_member_merges_by"),
        sa.ForeignKeyConstraint(["undone_by"], ["accounts.id"], name="fk_member_merges_undone_by"),
        sa.PrimaryKeyConstraint("id", name="pk_member_merges"),
    )
    op.create_index("ix_member_merges_kept_id", "member_merges", ["kept_id"])
    in_force = sa.text("undone_at IS NULL")
    op.create_index(
        "uq_member_merges_one_in_force",
        "member_merges",
        ["gone_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
    op.create_table(
        "office_handovers",
        sa.Column("appointment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("done_at", moment, nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name="fk_office_handovers_appointment_id"),
        sa.ForeignKeyConstraint(["done_by"], ["accounts.id"], name="fk_office_handovers_done_by"),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_office_handovers"),
    )


def downgrade() -> None:
    """Refused where records are merged: the revision before has no word for it, and they would be in no unit."""
    merged = op.get_bind().execute(sa.text("SELECT count(*) FROM members WHERE merged_into_id IS NOT NULL")).scalar()
    if merged:
        raise RuntimeError("There are merged records of members; the revision before this one can't keep them.")
    for table in ("office_handovers", "member_merges", "transfer_requests", "milestones"):
        op.drop_table(table)
    op.drop_index("ix_members_merged_into_id", "members")
    op.execute("ALTER TABLE members DROP COLUMN merged_into_id")

"""add volunteering"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guardian_consents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guardian_name", sa.String(length=120), nullable=False),
        sa.Column("relation", sa.String(length=60), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how IN ('paper', 'phone_link')", name=op.f("ck_guardian_consents_how")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_guardian_consents_file_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_guardian_consents_member_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_guardian_consents_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_consents")),
    )
    op.create_index(op.f("ix_guardian_consents_member_id"), "guardian_consents", ["member_id"], unique=False)
    op.create_table(
        "activities",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("host_unit_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_folded", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("meeting_point", sa.String(length=200), nullable=False),
        sa.Column("what_to_bring", sa.String(length=500), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sign_up_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sign_up_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'held') = (held_on IS NOT NULL)", name=op.f("ck_activities_held_has_date")),
        sa.CheckConstraint("audience IN ('host', 'units', 'all')", name=op.f("ck_activities_audience")),
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled', 'held')", name=op.f("ck_activities_state")),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_activities_whole_point")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.id"], name=op.f("fk_activities_commune_id")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_activities_created_by")),
        sa.ForeignKeyConstraint(["host_unit_id"], ["units.id"], name=op.f("fk_activities_host_unit_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_activities_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index(op.f("ix_activities_commune_id"), "activities", ["commune_id"], unique=False)
    op.create_index("ix_activities_host", "activities", ["host_unit_id", "state"], unique=False)
    op.create_index("ix_activities_state_held", "activities", ["state", "held_on"], unique=False)
    op.create_index("ix_activities_order", "activities", ["ends_at", "id"], unique=False)
    op.create_index(op.f("ix_activities_work_id"), "activities", ["work_id"], unique=False)
    op.create_table(
        "activity_units",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.CheckConstraint("role IN ('co_host', 'invited')", name=op.f("ck_activity_units_role")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_activity_units_activity_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_activity_units_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_units")),
        sa.UniqueConstraint("activity_id", "unit_id", name=op.f("uq_activity_units_activity_id_unit_id")),
    )
    op.create_index(op.f("ix_activity_units_unit_id"), "activity_units", ["unit_id"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("activity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("skills", sa.String(length=200), nullable=False),
        sa.Column("is_heavy", sa.Boolean(), nullable=False),
        sa.Column("is_night", sa.Boolean(), nullable=False),
        sa.Column("is_away", sa.Boolean(), nullable=False),
        sa.Column("is_border_zone", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("next_position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_shifts_capacity_positive")),
        sa.CheckConstraint("confirmed BETWEEN 0 AND capacity", name=op.f("ck_shifts_confirmed_within_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_ends_after_start")),
        sa.CheckConstraint("minimum BETWEEN 0 AND capacity", name=op.f("ck_shifts_minimum_within_capacity")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_shifts_waiting_not_negative")),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_shifts_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_activity", "shifts", ["activity_id", "starts_at"], unique=False)
    op.create_index("ix_shifts_period", "shifts", ["starts_at", "ends_at"], unique=False)
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shift_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_up_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_up", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("confirmed_minutes", sa.Integer(), nullable=True),
        sa.Column("minutes_confirmed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('confirmed', 'waitlisted', 'attended', 'absent', 'cancelled')", name=op.f("ck_sign_ups_state")
        ),
        sa.CheckConstraint(
            "confirmed_minutes IS NULL OR confirmed_minutes >= 0", name=op.f("ck_sign_ups_minutes_not_negative")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_sign_ups_member_id")),
        sa.ForeignKeyConstraint(
            ["minutes_confirmed_by"], ["accounts.id"], name=op.f("fk_sign_ups_minutes_confirmed_by")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_sign_ups_shift_id")),
        sa.ForeignKeyConstraint(["signed_up_by"], ["accounts.id"], name=op.f("fk_sign_ups_signed_up_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_sign_ups_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("shift_id", "position", name=op.f("uq_sign_ups_shift_id_position")),
    )
    op.create_index("ix_sign_ups_member", "sign_ups", ["member_id", "state"], unique=False)
    op.create_index("ix_sign_ups_queue", "sign_ups", ["shift_id", "state", "position"], unique=False)
    op.create_index(op.f("ix_sign_ups_unit_id"), "sign_ups", ["unit_id"], unique=False)
    op.create_index(
        "uq_sign_ups_one_live",
        "sign_ups",
        ["shift_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_sign_ups_one_live",
        table_name="sign_ups",
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.drop_index(op.f("ix_sign_ups_unit_id"), table_name="sign_ups")
    op.drop_index("ix_sign_ups_queue", table_name="sign_ups")
    op.drop_index("ix_sign_ups_member", table_name="sign_ups")
    op.drop_table("sign_ups")
    op.drop_index("ix_shifts_period", table_name="shifts")
    op.drop_index("ix_shifts_activity", table_name="shifts")
    op.drop_table("shifts")
    op.drop_index(op.f("ix_activity_units_unit_id"), table_name="activity_units")
    op.drop_table("activity_units")
    op.drop_index(op.f("ix_activities_work_id"), table_name="activities")
    op.drop_index("ix_activities_order", table_name="activities")
    op.drop_index("ix_activities_state_held", table_name="activities")
    op.drop_index("ix_activities_host", table_name="activities")
    op.drop_index(op.f("ix_activities_commune_id"), table_name="activities")
    op.drop_table("activities")
    op.drop_index(op.f("ix_guardian_consents_member_id"), table_name="guardian_consents")
    op.drop_table("guardian_consents")

"""add training, lists of who is sent, initiatives with their authors, papers and uses"""

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0142"
branch_labels = None
depends_on = None

LIVE = sa.text("outcome <> 'withdrawn'")
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "initiatives",
        sa.Column("id", BigId, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("title_folded", sa.String(400), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("saved_money", BigId, nullable=False),
        sa.Column("saved_hours", sa.Integer(), nullable=False),
        sa.Column("saving_reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_by", sa.Integer()),
        sa.Column("submitted_by", sa.Integer()),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("level", sa.String(20)),
        sa.Column("decision", sa.String(100), nullable=False),
        sa.Column("decided_on", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date()),
        sa.Column("applied_where", sa.String(300), nullable=False),
        sa.Column("sort_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(saved_money = 0 AND saved_hours = 0) OR saving_reason <> ''",
            name=op.f("ck_initiatives_saving_has_reason"),
        ),
        sa.CheckConstraint(
            "(state = 'applied') = (applied_on IS NOT NULL)", name=op.f("ck_initiatives_applied_has_day")
        ),
        sa.CheckConstraint("kind IN ('initiative', 'topic')", name=op.f("ck_initiatives_kind")),
        sa.CheckConstraint("level IN ('base_unit', 'bloc', 'province', 'nation')", name=op.f("ck_initiatives_level")),
        sa.CheckConstraint(
            "state IN ('registered', 'submitted', 'recognised', 'applied', 'not_recognised', 'withdrawn')",
            name=op.f("ck_initiatives_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('not_recognised', 'withdrawn') OR reason <> ''",
            name=op.f("ck_initiatives_refusal_has_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('recognised', 'applied') OR "
            "(level IS NOT NULL AND decided_on IS NOT NULL AND decision <> '' AND decided_by <> '')",
            name=op.f("ck_initiatives_recognition_has_decision"),
        ),
        sa.CheckConstraint(
            "applied_on IS NULL OR applied_on >= decided_on", name=op.f("ck_initiatives_applied_after_recognition")
        ),
        sa.CheckConstraint("saved_money >= 0 AND saved_hours >= 0", name=op.f("ck_initiatives_saves_something")),
        sa.ForeignKeyConstraint(["registered_by"], ["accounts.id"], name=op.f("fk_initiatives_registered_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["accounts.id"], name=op.f("fk_initiatives_submitted_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_initiatives_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
    )
    op.create_index("ix_initiatives_applied", "initiatives", ["state", "applied_on"])
    op.create_index(op.f("ix_initiatives_decided_on"), "initiatives", ["decided_on"])
    op.create_index("ix_initiatives_list", "initiatives", ["sort_on", "id"])
    op.create_index(op.f("ix_initiatives_registered_on"), "initiatives", ["registered_on"])
    op.create_index(op.f("ix_initiatives_unit_id"), "initiatives", ["unit_id"])
    op.create_table(
        "training_classes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("folded", sa.String(900), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("level", sa.String(20)),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("organiser", sa.String(200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(100), nullable=False),
        sa.Column("decided_on", sa.Date()),
        sa.Column("file_id", BigId),
        sa.Column("created_by", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'political') = (level IS NOT NULL)", name=op.f("ck_training_classes_theory_has_level")
        ),
        sa.CheckConstraint(
            "kind IN ('professional', 'it', 'language', 'political', 'social')", name=op.f("ck_training_classes_kind")
        ),
        sa.CheckConstraint(
            "level IN ('elementary', 'intermediate', 'advanced')", name=op.f("ck_training_classes_level")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_classes_days_in_order")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_training_classes_created_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_training_classes_file_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_training_classes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_classes")),
    )
    op.create_index(op.f("ix_training_classes_file_id"), "training_classes", ["file_id"])
    op.create_index("ix_training_classes_list", "training_classes", ["starts_on", "id"])
    op.create_index(op.f("ix_training_classes_unit_id"), "training_classes", ["unit_id"])
    op.create_table(
        "initiative_authors",
        sa.Column("id", BigId, nullable=False),
        sa.Column("initiative_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.CheckConstraint("share BETWEEN 1 AND 100", name=op.f("ck_initiative_authors_share")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_authors_initiative_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_initiative_authors_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_authors")),
        sa.UniqueConstraint("initiative_id", "member_id", name=op.f("uq_initiative_authors_initiative_id_member_id")),
    )
    op.create_index(op.f("ix_initiative_authors_member_id"), "initiative_authors", ["member_id"])
    op.create_table(
        "initiative_files",
        sa.Column("id", BigId, nullable=False),
        sa.Column("initiative_id", BigId, nullable=False),
        sa.Column("file_id", BigId, nullable=False),
        sa.Column("moment", sa.String(20), nullable=False),
        sa.CheckConstraint("moment IN ('proposal', 'decision', 'proof')", name=op.f("ck_initiative_files_moment")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_initiative_files_file_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_files_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_files")),
        sa.UniqueConstraint("file_id", name=op.f("uq_initiative_files_file_id")),
    )
    op.create_index(op.f("ix_initiative_files_initiative_id"), "initiative_files", ["initiative_id"])
    op.create_table(
        "initiative_uses",
        sa.Column("id", BigId, nullable=False),
        sa.Column("initiative_id", BigId, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_initiative_uses_account_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_uses_initiative_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_initiative_uses_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_uses")),
        sa.UniqueConstraint("initiative_id", "unit_id", name=op.f("uq_initiative_uses_initiative_id_unit_id")),
    )
    op.create_index(op.f("ix_initiative_uses_unit_id"), "initiative_uses", ["unit_id"])
    op.create_table(
        "training_enrolments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("class_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("grade", sa.String(60), nullable=False),
        sa.Column("certificate_id", BigId),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("recorded_by", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'withdrawn') = (reason <> '')", name=op.f("ck_training_enrolments_withdrawal_has_reason")
        ),
        sa.CheckConstraint(
            "outcome IN ('open', 'completed', 'not_completed', 'withdrawn')",
            name=op.f("ck_training_enrolments_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["stored_files.id"], name=op.f("fk_training_enrolments_certificate_id")
        ),
        sa.ForeignKeyConstraint(["class_id"], ["training_classes.id"], name=op.f("fk_training_enrolments_class_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_training_enrolments_member_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_training_enrolments_recorded_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_training_enrolments_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_enrolments")),
    )
    op.create_index(op.f("ix_training_enrolments_certificate_id"), "training_enrolments", ["certificate_id"])
    op.create_index(op.f("ix_training_enrolments_class_id"), "training_enrolments", ["class_id"])
    op.create_index(op.f("ix_training_enrolments_member_id"), "training_enrolments", ["member_id"])
    op.create_index(op.f("ix_training_enrolments_unit_id"), "training_enrolments", ["unit_id"])
    op.create_index(
        "uq_training_enrolments_one_live",
        "training_enrolments",
        ["class_id", "member_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "training_lists",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("class_id", BigId, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_training_lists_account_id")),
        sa.ForeignKeyConstraint(["class_id"], ["training_classes.id"], name=op.f("fk_training_lists_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_lists")),
    )
    op.create_index(op.f("ix_training_lists_account_id"), "training_lists", ["account_id"])
    op.create_index(op.f("ix_training_lists_at"), "training_lists", ["at"])
    op.create_index(op.f("ix_training_lists_class_id"), "training_lists", ["class_id"])


def downgrade() -> None:
    for table in (
        "training_lists",
        "training_enrolments",
        "initiative_uses",
        "initiative_files",
        "initiative_authors",
        "training_classes",
        "initiatives",
    ):
        op.drop_table(table)

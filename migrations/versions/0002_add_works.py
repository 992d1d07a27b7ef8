"""add works"""

import sqlalchemy as sa
from alembic import op

from app.core.database import append_only, no_longer_append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("counts_as", sa.String(length=10), nullable=False),
        sa.Column("is_border", sa.Boolean(), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("counts_as IN ('work', 'task')", name=op.f("ck_work_kinds_counts_as")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_kinds")),
        sa.UniqueConstraint("code", name=op.f("uq_work_kinds_code")),
    )
    op.create_table(
        "kind_measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("unit_vi", sa.String(length=30), nullable=False),
        sa.Column("unit_en", sa.String(length=30), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("type IN ('integer', 'decimal', 'list')", name=op.f("ck_kind_measures_type")),
        sa.ForeignKeyConstraint(["kind_id"], ["work_kinds.id"], name=op.f("fk_kind_measures_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kind_measures")),
        sa.UniqueConstraint("kind_id", "code", name=op.f("uq_kind_measures_kind_id_code")),
    )
    op.create_table(
        "works",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_folded", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("occasion", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("village", sa.String(length=100), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("line", sa.JSON(), nullable=True),
        sa.Column("is_point_outside", sa.Boolean(), nullable=False),
        sa.Column("planned_households", sa.Integer(), nullable=True),
        sa.Column("planned_people", sa.Integer(), nullable=True),
        sa.Column("delivered_households", sa.Integer(), nullable=True),
        sa.Column("delivered_people", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("reported_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("sort_on", sa.Date(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("report_text", sa.Text(), nullable=False),
        sa.Column("is_history", sa.Boolean(), nullable=False),
        sa.Column("history_document", sa.String(length=300), nullable=True),
        sa.Column("cash_received", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cash_spent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("union_contribution", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("planned_total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("(state = 'accepted') = (accepted_on IS NOT NULL)", name=op.f("ck_works_accepted_has_date")),
        sa.CheckConstraint("level IN ('province', 'bloc', 'base_unit', 'chapter')", name=op.f("ck_works_level")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'under_way', 'reported', 'accepted', 'rejected', 'cancelled')",
            name=op.f("ck_works_state"),
        ),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_works_whole_point")),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_works_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.id"], name=op.f("fk_works_commune_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["work_kinds.id"], name=op.f("fk_works_kind_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["accounts.id"], name=op.f("fk_works_proposed_by")),
        sa.ForeignKeyConstraint(["reported_by"], ["accounts.id"], name=op.f("fk_works_reported_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_works_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
    )
    op.create_index(op.f("ix_works_accepted_on"), "works", ["accepted_on"], unique=False)
    op.create_index(op.f("ix_works_commune_id"), "works", ["commune_id"], unique=False)
    op.create_index(op.f("ix_works_kind_id"), "works", ["kind_id"], unique=False)
    op.create_index("ix_works_order", "works", ["sort_on", "id"], unique=False)
    op.create_index("ix_works_state_accepted", "works", ["state", "accepted_on"], unique=False)
    op.create_index("ix_works_state_order", "works", ["state", "sort_on", "id"], unique=False)
    op.create_index("ix_works_unit_state", "works", ["unit_id", "state"], unique=False)
    op.create_table(
        "acceptances",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by"], ["accounts.id"], name=op.f("fk_acceptances_accepted_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_acceptances_file_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_acceptances_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptances")),
        sa.UniqueConstraint("work_id", name=op.f("uq_acceptances_work_id")),
    )
    op.create_table(
        "ledgers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("balance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_ledgers_balance_not_negative")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_ledgers_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledgers")),
        sa.UniqueConstraint("work_id", name=op.f("uq_ledgers_work_id")),
    )
    op.create_table(
        "plan_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'refused')", name=op.f("ck_plan_versions_state")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_plan_versions_decided_by")),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_plan_versions_made_by")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_plan_versions_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint("work_id", "number", name=op.f("uq_plan_versions_work_id_number")),
    )
    op.create_table(
        "work_measures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=True),
        sa.Column("delivered", sa.BigInteger(), nullable=True),
        sa.Column("planned_list", sa.JSON(), nullable=True),
        sa.Column("delivered_list", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["measure_id"], ["kind_measures.id"], name=op.f("fk_work_measures_measure_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_work_measures_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_measures")),
        sa.UniqueConstraint("work_id", "measure_id", name=op.f("uq_work_measures_work_id_measure_id")),
    )
    op.create_table(
        "work_partners",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_work_partners_unit_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_work_partners_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_partners")),
        sa.UniqueConstraint("work_id", "unit_id", name=op.f("uq_work_partners_work_id_unit_id")),
    )
    op.create_index(op.f("ix_work_partners_unit_id"), "work_partners", ["unit_id"], unique=False)
    op.create_table(
        "work_photos",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("is_outside", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("moment IN ('before', 'during', 'after')", name=op.f("ck_work_photos_moment")),
        sa.ForeignKeyConstraint(["added_by"], ["accounts.id"], name=op.f("fk_work_photos_added_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_work_photos_file_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_work_photos_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_photos")),
    )
    op.create_index(op.f("ix_work_photos_work_id"), "work_photos", ["work_id"], unique=False)
    op.create_table(
        "plan_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=30), nullable=False),
        sa.Column("unit_price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "category IN ('materials', 'equipment', 'transport', 'labour', 'other')",
            name=op.f("ck_plan_lines_category"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_plan_lines_quantity_positive")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_plan_lines_price_not_negative")),
        sa.ForeignKeyConstraint(["version_id"], ["plan_versions.id"], name=op.f("fk_plan_lines_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_lines")),
    )
    op.create_index(op.f("ix_plan_lines_version_id"), "plan_lines", ["version_id"], unique=False)
    op.create_table(
        "plan_sources",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("form IN ('cash', 'in_kind', 'labour')", name=op.f("ck_plan_sources_form")),
        sa.CheckConstraint(
            "kind IN ('unit_fund', 'higher_level', 'sponsor', 'members', 'state_programme', 'own_part')",
            name=op.f("ck_plan_sources_kind"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_plan_sources_amount_positive")),
        sa.ForeignKeyConstraint(["version_id"], ["plan_versions.id"], name=op.f("fk_plan_sources_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_sources")),
    )
    op.create_index(op.f("ix_plan_sources_version_id"), "plan_sources", ["version_id"], unique=False)
    op.create_table(
        "expenses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payee", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'approved', 'refused')", name=op.f("ck_expenses_state")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_expenses_amount_positive")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> recorded_by", name=op.f("ck_expenses_decided_by_another")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_expenses_decided_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_expenses_file_id")),
        sa.ForeignKeyConstraint(["plan_line_id"], ["plan_lines.id"], name=op.f("fk_expenses_plan_line_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_expenses_recorded_by")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_expenses_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expenses")),
    )
    op.create_index("ix_expenses_work_state", "expenses", ["work_id", "state"], unique=False)
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ledger_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=True),
        sa.Column("party", sa.String(length=200), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("plan_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expense_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voucher_series", sa.String(length=20), nullable=True),
        sa.Column("voucher_year", sa.Integer(), nullable=True),
        sa.Column("voucher_number", sa.Integer(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(kind = 'expense') = (expense_id IS NOT NULL)", name=op.f("ck_ledger_entries_expense_has_claim")
        ),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)", name=op.f("ck_ledger_entries_reversal_has_entry")
        ),
        sa.CheckConstraint("form IN ('cash', 'in_kind', 'labour')", name=op.f("ck_ledger_entries_form")),
        sa.CheckConstraint(
            "kind <> 'contribution' OR amount > 0", name=op.f("ck_ledger_entries_contribution_positive")
        ),
        sa.CheckConstraint("kind <> 'expense' OR amount < 0", name=op.f("ck_ledger_entries_expense_negative")),
        sa.CheckConstraint("kind IN ('contribution', 'expense', 'reversal')", name=op.f("ck_ledger_entries_kind")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entries_amount_not_zero")),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> recorded_by", name=op.f("ck_ledger_entries_approved_by_another")
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["accounts.id"], name=op.f("fk_ledger_entries_approved_by")),
        sa.ForeignKeyConstraint(["expense_id"], ["expenses.id"], name=op.f("fk_ledger_entries_expense_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_ledger_entries_file_id")),
        sa.ForeignKeyConstraint(["ledger_id"], ["ledgers.id"], name=op.f("fk_ledger_entries_ledger_id")),
        sa.ForeignKeyConstraint(["plan_line_id"], ["plan_lines.id"], name=op.f("fk_ledger_entries_plan_line_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["accounts.id"], name=op.f("fk_ledger_entries_recorded_by")),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger_entries.id"], name=op.f("fk_ledger_entries_reverses_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_ledger_entries_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("expense_id", name=op.f("uq_ledger_entries_expense_id")),
        sa.UniqueConstraint("ledger_id", "number", name=op.f("uq_ledger_entries_ledger_id_number")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_entries_reverses_id")),
        sa.UniqueConstraint("voucher_series", "voucher_year", "voucher_number", name="uq_ledger_entries_voucher"),
    )
    op.create_index("ix_ledger_entries_work", "ledger_entries", ["work_id", "counts_on"], unique=False)

    for statement in append_only("ledger_entries", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in no_longer_append_only("ledger_entries", op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_index("ix_ledger_entries_work", table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_index("ix_expenses_work_state", table_name="expenses")
    op.drop_table("expenses")
    op.drop_index(op.f("ix_plan_sources_version_id"), table_name="plan_sources")
    op.drop_table("plan_sources")
    op.drop_index(op.f("ix_plan_lines_version_id"), table_name="plan_lines")
    op.drop_table("plan_lines")
    op.drop_index(op.f("ix_work_photos_work_id"), table_name="work_photos")
    op.drop_table("work_photos")
    op.drop_index(op.f("ix_work_partners_unit_id"), table_name="work_partners")
    op.drop_table("work_partners")
    op.drop_table("work_measures")
    op.drop_table("plan_versions")
    op.drop_table("ledgers")
    op.drop_table("acceptances")
    op.drop_index("ix_works_unit_state", table_name="works")
    op.drop_index("ix_works_state_order", table_name="works")
    op.drop_index("ix_works_state_accepted", table_name="works")
    op.drop_index("ix_works_order", table_name="works")
    op.drop_index(op.f("ix_works_kind_id"), table_name="works")
    op.drop_index(op.f("ix_works_commune_id"), table_name="works")
    op.drop_index(op.f("ix_works_accepted_on"), table_name="works")
    op.drop_table("works")
    op.drop_table("kind_measures")
    op.drop_table("work_kinds")

"""keep targets by unit, letterheads, who is asked for reports, drafts and reports as they were issued"""

import sqlalchemy as sa
from alembic import op

from app.core.database import append_only, no_longer_append_only

revision = "0160"
down_revision = "0151"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
OPEN = sa.text("is_open")

SETTING = "year_targets"
settings = sa.table(
    "settings", sa.column("name", sa.String), sa.column("value", sa.JSON), sa.column("changed_at", Moment)
)
sheets = sa.table(
    "target_sheets",
    *(sa.column("unit_id", sa.Integer), sa.column("year", sa.Integer), sa.column("targets", sa.JSON)),
    *(sa.column("document", sa.String), sa.column("version", sa.Integer)),
)
units = sa.table("units", sa.column("id", sa.Integer), sa.column("parent_id", sa.Integer))


def upgrade() -> None:
    op.create_table(
        "target_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_target_sheets_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_sheets")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_target_sheets_unit_id_year")),
    )
    op.create_table(
        "letterheads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("above", sa.String(200), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("symbol", sa.String(40), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("on_behalf", sa.String(100), nullable=False),
        sa.Column("signer_title", sa.String(100), nullable=False),
        sa.Column("signer", sa.String(120), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_letterheads_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterheads")),
        sa.UniqueConstraint("unit_id", "valid_from", name=op.f("uq_letterheads_unit_id_valid_from")),
    )
    op.create_table(
        "report_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=False),
        sa.Column("date_to", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.Integer()),
        sa.Column("at", Moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("date_from <= date_to", name=op.f("ck_report_requests_days_in_order")),
        sa.CheckConstraint("due_on > date_to", name=op.f("ck_report_requests_due_after_the_period")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("fk_report_requests_asked_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_report_requests_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_requests")),
        sa.UniqueConstraint(
            "unit_id", "date_from", "date_to", name=op.f("uq_report_requests_unit_id_date_from_date_to")
        ),
    )
    op.create_table(
        "report_drafts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=False),
        sa.Column("date_to", sa.Date(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("works", sa.JSON(), nullable=False),
        sa.Column("replaces_id", BigId),
        sa.Column("created_by", sa.Integer()),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("date_from <= date_to", name=op.f("ck_report_drafts_days_in_order")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_report_drafts_created_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_report_drafts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_drafts")),
    )
    op.create_index(
        "uq_report_drafts_one_open",
        "report_drafts",
        ["unit_id", "date_from", "date_to"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "issued_reports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("draft_id", BigId, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=False),
        sa.Column("date_to", sa.Date(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(64), nullable=False),
        sa.Column("replaces_id", BigId),
        sa.Column("issued_by", sa.Integer()),
        sa.Column("at", Moment, nullable=False),
        sa.CheckConstraint("date_from <= date_to", name=op.f("ck_issued_reports_days_in_order")),
        sa.ForeignKeyConstraint(["draft_id"], ["report_drafts.id"], name=op.f("fk_issued_reports_draft_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["accounts.id"], name=op.f("fk_issued_reports_issued_by")),
        sa.ForeignKeyConstraint(["replaces_id"], ["issued_reports.id"], name=op.f("fk_issued_reports_replaces_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_issued_reports_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_reports")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_issued_reports_draft_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_issued_reports_replaces_id")),
        sa.UniqueConstraint("unit_id", "year", "number", name=op.f("uq_issued_reports_unit_id_year_number")),
    )
    op.create_index("ix_issued_reports_period", "issued_reports", ["date_from", "date_to"])
    for statement in append_only("issued_reports", op.get_bind().dialect.name):
        op.execute(statement)
    _move_targets_to_the_table()


def downgrade() -> None:
    _move_targets_back()
    for statement in no_longer_append_only("issued_reports", op.get_bind().dialect.name):
        op.execute(statement)
    for table in ("issued_reports", "report_drafts", "report_requests", "letterheads", "target_sheets"):
        op.drop_table(table)


def _office() -> int | None:
    top = sa.select(units.c.id).where(units.c.parent_id.is_(None)).order_by(units.c.id).limit(1)
    return op.get_bind().execute(top).scalar_one_or_none()


def _move_targets_to_the_table() -> None:
    """What the committee had set for a year were the targets of the whole tree."""
    connection, office = op.get_bind(), _office()
    stored = connection.execute(sa.select(settings.c.value).where(settings.c.name == SETTING)).scalar_one_or_none()
    for year, kept in sorted((stored or {}).items()) if office is not None else ():
        values = {"targets": kept.get("values", {}), "version": kept.get("version", 1), "document": ""}
        connection.execute(sheets.insert().values(unit_id=office, year=int(year), **values))
    connection.execute(settings.delete().where(settings.c.name == SETTING))


def _move_targets_back() -> None:
    """The setting knows those of the whole tree, of three figures, and no document."""
    known = ("works.accepted", "works.value", "activities.held")
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(sheets.c.year, sheets.c.targets, sheets.c.version).where(sheets.c.unit_id == _office())
    ).all()
    if rows:
        value = {
            str(year): {"values": {key: targets[key] for key in known if key in targets}, "version": version}
            for year, targets, version in rows
        }
        now = sa.func.current_timestamp()
        connection.execute(settings.insert().values(name=SETTING, value=value, changed_at=now))

"""keep the unit in which an initiative was registered, when it goes along to another"""

from alembic import op

revision = "0190"
down_revision = "0181"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # By hand: SQLite adds a column with its reference in one step, and rebuilding the table would break all others'.
    op.execute(
        "ALTER TABLE initiatives ADD COLUMN registered_in_id INTEGER "
        "CONSTRAINT fk_initiatives_registered_in_id REFERENCES units (id)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE initiatives DROP COLUMN registered_in_id")

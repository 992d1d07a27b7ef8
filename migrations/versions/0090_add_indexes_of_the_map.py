"""Add the indexes that the map reads instead of the works themselves."""

from alembic import op

revision = "0090"
down_revision = "0081"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_works_map": ["state", "lat", "lon", "kind_id", "commune_id", "sort_on"],
    "ix_works_sums": [
        "state",
        "commune_id",
        "sort_on",
        "kind_id",
        "accepted_on",
        "union_contribution",
        "delivered_people",
    ],
    "ix_works_occasion": ["state", "occasion"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "works", columns)


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_index(name, table_name="works")

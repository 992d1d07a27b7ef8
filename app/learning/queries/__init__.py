"""Every read of the area."""

from app.learning.queries.figures import (
    count_by_unit_and_kind,
    count_initiatives,
    count_training,
    initiatives_in,
    people_sent,
    turns_sent,
    uses_in,
)

__all__ = [
    "count_by_unit_and_kind",
    "count_initiatives",
    "count_training",
    "initiatives_in",
    "people_sent",
    "turns_sent",
    "uses_in",
]

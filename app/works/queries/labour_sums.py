"""Villagers' labour days of a work in two figures, for pages that show the work."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from app.works.models import VillagerLabour, Work


@dataclass(frozen=True)
class LabourSums:
    """The labour days that are confirmed, and how many entries wait for it."""

    days: Decimal = Decimal(0)
    waiting: int = 0


def labour_columns() -> tuple[Any, Any]:
    """The two figures as columns for statements over Work; the days are None where there are none."""
    of_work = VillagerLabour.work_id == Work.id
    days = select(func.sum(VillagerLabour.days)).where(of_work, VillagerLabour.state == "confirmed")
    waiting = select(func.count()).where(of_work, VillagerLabour.state == "pending")
    return days.correlate(Work).scalar_subquery(), waiting.correlate(Work).scalar_subquery()

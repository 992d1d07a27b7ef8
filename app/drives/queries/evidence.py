"""What the records say of whoever is nominated: filled in by us, so that nobody types a figure."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.drives.catalogue import CATALOGUE, READ_MEMBER_FACTS, UNIT_EVIDENCE
from app.drives.models import Indicator
from app.drives.queries.counting import find_homes_of, sum_records
from app.drives.standings import number_text
from app.extensions import db
from app.works.counted import union_value
from app.works.models import Work

Evidence = list[dict[str, Any]]


def evidence_of_unit(unit_id: int, first: date, last: date) -> Evidence:
    """The unit's works, activities, hours and the like in a period: a statement for each source."""
    indicators = [Indicator(id=number, metric=key, filters={}) for number, key in enumerate(UNIT_EVIDENCE)]
    sums = sum_records(indicators, find_homes_of({unit_id: 0}), first, last)
    return [
        {"key": key, "value": number_text(Fraction(sums.get((0, number), 0), CATALOGUE[key].per))}
        for number, key in enumerate(UNIT_EVIDENCE)
    ]


def evidence_of_member(member_id: int, first: date, last: date) -> Evidence:
    """The member's hours, works and ratings in a period."""
    return [{"key": key, "value": value} for read in READ_MEMBER_FACTS for key, value in read(member_id, first, last)]


def evidence_of_work(work_id: int) -> Evidence:
    """When the work was accepted, what the Union gave to it and whom it serves. One statement."""
    accepted_on, value, households = db.session.execute(
        select(Work.accepted_on, union_value(), Work.delivered_households).where(Work.id == work_id)
    ).one()
    return [
        {"key": "work.accepted_on", "value": clock.format_date(accepted_on)},
        {"key": "works.value", "value": str(int(value))},
        {"key": "works.households", "value": str(households or 0)},
    ]


def was_rated_badly(evidence: Evidence) -> bool:
    """Is there a year in it whose tasks the member did not complete?"""
    return any(fact["key"] == "rating.not_completed" for fact in evidence)


def place_in(standings: Mapping[str, Any], unit_id: int) -> Evidence:
    """The unit's rank, its cluster and its points in the drive."""
    for cluster in standings["clusters"]:
        competing = sum(row["rank"] is not None for row in cluster["rows"])
        for row in cluster["rows"]:
            if row["unit_id"] == unit_id and row["rank"] is not None:
                return [
                    {"key": "drive.rank", "value": f"{row['rank']} / {competing} · {cluster['name']}"},
                    {"key": "drive.points", "value": row["total"]},
                ]
    return []

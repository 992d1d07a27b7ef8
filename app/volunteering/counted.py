"""Activities as something to count: those held in a period, for the host and each co-host."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, select, union_all

from app.core.actor import Actor
from app.core.counting import Metric, Shown, Source
from app.extensions import db
from app.volunteering.models import Activity, ActivityUnit
from app.volunteering.permissions import visible_activities


def held_between(first: date, last: date) -> ColumnElement[bool]:
    """Over Activity: held on a day of the period."""
    return and_(Activity.state == "held", Activity.held_on.between(first, last))


def held_by_unit(first: date, last: date, *columns: Any) -> Any:
    """Activities held in a period as rows (unit_id, day, record_id, …), one for the host and one for each co-host.

    Each branch names the period, so that neither looks at the activities of other years.
    """
    shown = (Activity.held_on.label("day"), Activity.id.label("record_id"), *columns)
    hosted = select(Activity.host_unit_id.label("unit_id"), *shown).where(held_between(first, last))
    beside = (
        select(ActivityUnit.unit_id.label("unit_id"), *shown)
        .join(Activity, Activity.id == ActivityUnit.activity_id)
        .where(ActivityUnit.role == "co_host", held_between(first, last))
    )
    return hosted, beside


def _rows(first: date, last: date) -> Any:
    return select(union_all(*held_by_unit(first, last)).subquery())


def show_activities(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    """Those of these activities that the actor may open."""
    rows = db.session.execute(
        select(Activity.id, Activity.title).where(Activity.id.in_(ids), visible_activities(actor))
    )
    return {id_: Shown(title, "volunteering.activity", {"activity_id": id_}) for id_, title in rows}


ACTIVITIES = Source("activities", _rows, show_activities, is_shared=True)
METRICS = (
    Metric(
        "activities.held",
        _l("Volunteer activities held"),
        _l("Activities held on a day in the period, as host or co-host; each counts once."),
        _l("activities"),
        ACTIVITIES,
    ),
)

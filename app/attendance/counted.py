"""Attendance as something to count: turns, hours and persons of activities that were held."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from app.core import clock
from app.core.actor import Actor
from app.core.counting import Metric, Shown, Source
from app.extensions import db
from app.people.counted import show_members
from app.volunteering.counted import held_between
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.permissions import visible_activities


def _attended(record: Any, first: date, last: date) -> Select[Any]:
    """Places that were attended; each belongs to the unit in which the member signed up."""
    return (
        select(
            SignUp.unit_id.label("unit_id"),
            Activity.held_on.label("day"),
            record.label("record_id"),
            func.coalesce(SignUp.confirmed_minutes, 0).label("minutes"),
        )
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(SignUp.state == "attended", held_between(first, last))
    )


def _show_turns(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    rows = db.session.execute(
        select(SignUp.id, Activity.id, Activity.title, Shift.starts_at)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(SignUp.id.in_(ids), visible_activities(actor))
    )
    return {
        id_: Shown(
            f"{title} · {clock.format_datetime(starts_at)}", "volunteering.activity", {"activity_id": activity_id}
        )
        for id_, activity_id, title, starts_at in rows
    }


TURNS = Source("turns", lambda first, last: _attended(SignUp.id, first, last), _show_turns)
PERSONS = Source("persons", lambda first, last: _attended(SignUp.member_id, first, last), show_members, is_shared=True)
METRICS = (
    Metric(
        "volunteering.hours",
        _l("Confirmed volunteer hours"),
        _l("Hours that hosts confirmed for members of the unit in activities held in the period."),
        _l("hours"),
        TURNS,
        amount="minutes",
        per=60,
    ),
    Metric(
        "volunteering.turns",
        _l("Turns of volunteers"),
        _l("Shifts that members of the unit attended in activities held in the period."),
        _l("turns of volunteers"),
        TURNS,
    ),
    Metric(
        "volunteering.persons",
        _l("Members who volunteered"),
        _l("Members of the unit who attended an activity held in the period; each counts once."),
        _l("people"),
        PERSONS,
    ),
)

# What a member did, as evidence for a commendation.
MEMBER_FACTS = {
    "member.hours": _l("Confirmed volunteer hours"),
    "member.turns": _l("Turns of volunteers"),
    "member.works": _l("Works that the member took part in"),
}


def facts_of_member(member_id: int, first: date, last: date) -> list[tuple[str, str]]:
    """Hours, turns and works of a member in activities held in a period, as (key, value). One statement."""
    turns, minutes, works = db.session.execute(
        select(
            func.count(SignUp.id),
            func.coalesce(func.sum(SignUp.confirmed_minutes), 0),
            func.count(Activity.work_id.distinct()),
        )
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(SignUp.state == "attended", SignUp.member_id == member_id, held_between(first, last))
    ).one()
    hours = (Decimal(minutes or 0) / 60).quantize(Decimal("0.1"))
    return [("member.hours", str(hours)), ("member.turns", str(turns)), ("member.works", str(works))]

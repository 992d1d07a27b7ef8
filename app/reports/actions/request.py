"""Asking the units below for their reports."""

from datetime import date

from sqlalchemy import select

from app.core import clock
from app.core.actions import action, lock
from app.core.actor import Actor
from app.core.errors import NotFound, NotPossible
from app.core.events import record
from app.extensions import db
from app.people.models import Unit
from app.reports.models import ReportRequest
from app.reports.period import BadPeriod, check_period
from app.reports.permissions import can_ask_for_reports


@action
def ask_for_reports(actor: Actor, *, unit_id: int, date_from: date, date_to: date, due_on: date) -> int:
    """Ask the units right under a unit for their report on a period until a day; returns the id.

    Asked again for the same period it moves the day: whoever sends later than the new one is late.
    """
    unit = lock(Unit, Unit.id == unit_id)
    if unit is None or not can_ask_for_reports(actor, unit.path):
        raise NotFound
    try:
        check_period(date_from, date_to)
    except BadPeriod as error:
        raise NotPossible(error.code, field="date_from") from error
    if due_on <= date_to:
        raise NotPossible("due_within_the_period", field="due_on")
    row = db.session.execute(
        select(ReportRequest).where(
            ReportRequest.unit_id == unit_id, ReportRequest.date_from == date_from, ReportRequest.date_to == date_to
        )
    ).scalar_one_or_none()
    if row is not None and row.due_on == due_on:
        return row.id
    before = row.due_on.isoformat() if row else None
    if row is None:
        row = ReportRequest(unit_id=unit_id, date_from=date_from, date_to=date_to, version=0, at=clock.now())
        db.session.add(row)
    row.due_on, row.asked_by, row.version = due_on, actor.account_id, row.version + 1
    db.session.flush()  # the event and the answer need the id
    period = {"date_from": date_from.isoformat(), "date_to": date_to.isoformat()}
    record(actor, "report_request.made", row, unit=unit_id, due_on=due_on.isoformat(), before=before, **period)
    return row.id

"""Which officers are told: those nearest to the unit, not everybody above it."""

from collections import defaultdict

from sqlalchemy import or_, select

from app.core import clock
from app.extensions import db
from app.people.models import Appointment, Unit


def leaders_of(path: str) -> set[int]:
    """The accounts of the leaders of a unit; where it has none, of the nearest unit above that has some."""
    return _nearest(path, ("leader",), None)


def who_may_approve(path: str, *, recorded_by: int | None) -> set[int]:
    """Who approves what somebody recorded: leaders of the unit, else of the nearest above, else the committee."""
    return _nearest(path, ("leader",), recorded_by) or _nearest(path, ("committee",), recorded_by)


def _nearest(path: str, roles: tuple[str, ...], without: int | None) -> set[int]:
    today = clock.today()
    above = [int(part) for part in path.split("/") if part]
    rows = db.session.execute(
        select(Unit.path, Appointment.account_id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.role.in_(roles),
            Appointment.unit_id.in_(above),
            Appointment.valid_from <= today,
            or_(Appointment.valid_until.is_(None), Appointment.valid_until > today),
        )
    )
    by_path: dict[str, set[int]] = defaultdict(set)
    for unit_path, account_id in rows:
        if account_id != without:
            by_path[unit_path].add(account_id)
    return by_path[max(by_path, key=len)] if by_path else set()

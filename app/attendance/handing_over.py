"""What waits in an office about attendance: hours that nobody has confirmed, and records to look at."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.attendance.models import CheckIn
from app.core import clock
from app.core.actor import Role
from app.extensions import db
from app.people.handing_over import MOST_SHOWN, Office, OpenThing, OpenThings, open_things
from app.people.models import Unit
from app.people.permissions import lies_under
from app.volunteering.models import Activity, Shift, SignUp


def list_attendance(office: Office) -> list[OpenThings]:
    """For a leader, by two statements: the shifts concerned."""
    if office.role != Role.LEADER:
        return []
    unconfirmed = select(SignUp.shift_id).where(SignUp.state == "confirmed")
    looked_at = select(CheckIn.shift_id).where(CheckIn.state == "open")
    over = Shift.ends_at < clock.now()
    return [
        _shifts(office, _l("Shifts whose hours are not confirmed"), over & Shift.id.in_(unconfirmed)),
        _shifts(office, _l("Shifts with records to look at"), Shift.id.in_(looked_at)),
    ]


def _shifts(office: Office, name: Any, where: Any) -> OpenThings:
    rows = db.session.execute(
        select(Shift.id, Activity.title, Shift.starts_at, func.count().over())
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Unit, Unit.id == Activity.host_unit_id)
        .where(Activity.state.in_(("published", "held")), lies_under(Unit.path, [office.unit_path]), where)
        .order_by(Shift.starts_at, Shift.id)
        .limit(MOST_SHOWN)
    ).all()
    return open_things(
        name,
        rows,
        lambda row: OpenThing(
            row.title, clock.format_datetime(row.starts_at), "attendance.shift", {"shift_id": row.id}
        ),
    )

"""What waits in an office about activities: those that are prepared, open or going on."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.core import clock
from app.core.actor import Role
from app.extensions import db
from app.people.handing_over import MOST_SHOWN, Office, OpenThing, OpenThings, open_things
from app.people.models import Unit
from app.people.permissions import lies_under
from app.volunteering.models import Activity

KINDS = ((_l("Activities in preparation"), "draft"), (_l("Activities open or going on"), "published"))


def list_activities(office: Office) -> list[OpenThings]:
    """For a leader, by two statements; an activity stays here until it is marked as held or called off."""
    if office.role != Role.LEADER:
        return []
    found = []
    for name, state in KINDS:
        rows = db.session.execute(
            select(Activity.id, Activity.title, Activity.starts_at, func.count().over())
            .join(Unit, Unit.id == Activity.host_unit_id)
            .where(Activity.state == state, lies_under(Unit.path, [office.unit_path]))
            .order_by(Activity.starts_at, Activity.id)
            .limit(MOST_SHOWN)
        ).all()
        found.append(open_things(name, rows, _thing))
    return found


def _thing(row: Any) -> OpenThing:
    when = clock.format_datetime(row.starts_at) if row.starts_at else ""
    return OpenThing(row.title, when, "volunteering.activity", {"activity_id": row.id})

"""For whom places of a shift are held; what a member can do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.volunteering.models import Activity, ActivityUnit, GuardianConsent, MemberSkill, Shift
from app.volunteering.permissions import can_change_shift, visible_activities
from app.volunteering.queries.candidates import load_quotas
from app.volunteering.room import Quota, in_force

USUAL_TIME = timedelta(days=1)


@dataclass(frozen=True)
class TermsPage:
    """A shift with its activity, and the places that are held for units."""

    shift: Shift
    quotas: Sequence[Quota]
    can_change: bool

    @property
    def usual_until(self) -> datetime:
        """A day before the shift, where that is still to come."""
        return max(self.shift.starts_at - USUAL_TIME, min(clock.now() + timedelta(hours=1), self.shift.starts_at))


def get_terms_page(actor: Actor, shift_id: int) -> TermsPage:
    """Raises NotFound for a shift that the actor can't see."""
    shift = get_shift(actor, shift_id)
    quotas = in_force(load_quotas([shift]).get(shift_id, ()), clock.now())
    activity = shift.activity
    return TermsPage(shift, quotas, can_change_shift(actor, activity) and activity.is_open)


def get_shift(actor: Actor, shift_id: int) -> Shift:
    """A shift that the actor may see, with its activity and the units beside it. Raises NotFound."""
    found = db.session.execute(
        select(Shift)
        .join(Shift.activity)
        .where(Shift.id == shift_id, visible_activities(actor))
        .options(
            joinedload(Shift.activity).joinedload(Activity.host_unit),
            joinedload(Shift.activity).joinedload(Activity.invited).joinedload(ActivityUnit.unit),
        )
    )
    shift = found.unique().scalar_one_or_none()
    if shift is None:
        raise NotFound
    return shift


def list_own_skills(actor: Actor) -> list[str]:
    """The codes of what the actor can do."""
    return list(db.session.execute(select(MemberSkill.skill).filter_by(member_id=actor.member_id)).scalars())


def list_own_consents(actor: Actor) -> list[GuardianConsent]:
    """The consents for the actor, the newest first."""
    statement = select(GuardianConsent).filter_by(member_id=actor.member_id)
    order = (GuardianConsent.given_on.desc(), GuardianConsent.id.desc())
    return list(db.session.execute(statement.order_by(*order)).scalars())

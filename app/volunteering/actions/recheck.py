"""Places that the rules of age and consent no longer allow: a birth date was put right, or the administrator's ages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.actions import action
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.events import record
from app.extensions import db
from app.people.models import Member
from app.volunteering.actions.places import give_free_places, lock_places, release
from app.volunteering.models import Activity, Shift, SignUp
from app.volunteering.queries.candidates import get_limits, load_candidates
from app.volunteering.rules import ADULT, Limits, reasons_of_person

ASKS_FOR_AGE = or_(Shift.minimum_age.is_not(None), Shift.is_heavy, Shift.is_night, Shift.is_away, Shift.is_border_zone)


def recheck_coming_places(actor: Actor) -> int:
    """Release the coming places whose members may not have them any more, each shift by an action of its own.

    Returns how many. Whatever changed an age or a limit (a form, an import, the settings), this notices.
    """
    limits = get_limits()
    lost = _may_not_come(_coming(_in_question(limits)), limits)
    return sum(recheck_shift(actor, shift_id=id_) for id_ in sorted({sign_up.shift_id for sign_up in lost}))


@action
def recheck_shift(actor: Actor, *, shift_id: int) -> int:
    """Release who may not be in a shift any more because of age or consent; who waits moves up. Returns how many.

    Twice changes nothing. For the system alone: nobody decides about it, the rules do.
    """
    if not actor.is_system:
        raise NotFound
    held = lock_places(shifts=[shift_id])
    shift = held.shifts.get(shift_id)
    if shift is None:
        raise NotFound
    limits = get_limits()
    lost = _may_not_come(_coming(SignUp.shift_id == shift_id), limits)
    if not lost:
        return 0
    released = release(shift, lost, "age_or_consent")
    moved_up = give_free_places(held)
    record(actor, "shift.rechecked", shift, released=released, moved_up=moved_up)
    return len(released)


def _in_question(limits: Limits) -> Any:
    """Whose age can matter: who is not known to be older than any shift to come asks for."""
    asked = db.session.execute(select(func.max(Shift.minimum_age)).where(Shift.starts_at > clock.now())).scalar()
    oldest = max(ADULT, limits.heavy_minimum_age, asked or 0)
    return or_(Member.birth_date.is_(None), Member.birth_date > date(clock.today().year - oldest - 1, 1, 1))


def _coming(where: Any) -> list[SignUp]:
    """Live sign-ups in shifts to come that ask for an age or a consent."""
    statement = (
        select(SignUp)
        .join(SignUp.shift)
        .join(Shift.activity)
        .join(SignUp.member)
        .where(
            where,
            ASKS_FOR_AGE,
            Activity.state == "published",
            Shift.starts_at > clock.now(),
            SignUp.state.in_(("confirmed", "waitlisted")),
        )
        .options(joinedload(SignUp.shift), joinedload(SignUp.member))
        .order_by(SignUp.id)
    )
    return list(db.session.execute(statement).scalars())


def _may_not_come(sign_ups: Sequence[SignUp], limits: Limits) -> list[SignUp]:
    shifts = {sign_up.shift_id: sign_up.shift for sign_up in sign_ups}
    candidates = load_candidates([sign_up.member for sign_up in sign_ups], shifts.values())
    return [sign_up for sign_up in sign_ups if reasons_of_person(candidates[sign_up.member_id], sign_up.shift, limits)]

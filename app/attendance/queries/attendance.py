"""Who came to a shift: everybody on one page, and one person's hours with their history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.attendance.models import CheckIn, HoursChange
from app.attendance.permissions import can_record_attendance, can_see_attendance
from app.attendance.rules import Rules, Seen, propose_minutes
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.settings import setting
from app.extensions import db
from app.people.models import Account, Member
from app.volunteering.models import PLACE_STATES, Activity, Shift, SignUp
from app.volunteering.permissions import visible_activities
from app.volunteering.queries import get_limits


@dataclass(frozen=True)
class AttendanceRow:
    """Somebody with a place: when seen, and the minutes that the record gives (None: nothing was recorded)."""

    sign_up: SignUp
    seen: Seen
    proposed: int | None
    is_own: bool

    @property
    def state(self) -> str:
        """What the page offers first: who was seen came."""
        return "attended" if self.sign_up.state == "confirmed" and self.proposed is not None else self.sign_up.state

    @property
    def is_confirmed(self) -> bool:
        return self.sign_up.state == "attended"


@dataclass(frozen=True)
class AttendancePage:
    """A shift with everybody who has a place, by name, and the records that somebody must look at."""

    shift: Shift
    activity: Activity
    rows: list[AttendanceRow]
    open_records: Sequence[CheckIn]
    can_record: bool

    @property
    def came(self) -> int:
        return sum(row.is_confirmed or row.proposed is not None for row in self.rows)

    @property
    def to_confirm(self) -> int:
        return sum(row.sign_up.state == "confirmed" and row.proposed is not None for row in self.rows)

    @property
    def has_begun(self) -> bool:
        return self.shift.starts_at <= clock.now()


@dataclass(frozen=True)
class HoursPage:
    """One person's hours in a shift, what was recorded, and every change with who made it."""

    row: AttendanceRow
    shift: Shift
    activity: Activity
    records: Sequence[CheckIn]
    changes: Sequence[Any]
    most: int
    can_correct: bool


def get_rules() -> Rules:
    """The rules of attendance as the administrator set them."""
    return Rules(**setting("attendance", {}))


def get_attendance_page(actor: Actor, shift_id: int) -> AttendancePage:
    """Who has a place in a shift and who was seen, by the same few statements for 5 and for 500 people.

    Raises NotFound, NotAllowed.
    """
    shift = get_shift(actor, shift_id)
    activity = shift.activity
    if not can_see_attendance(actor, activity):
        raise NotAllowed
    sign_ups = list(
        db.session.execute(
            select(SignUp)
            .join(SignUp.member)
            .where(SignUp.shift_id == shift_id, SignUp.state.in_(PLACE_STATES))
            .options(contains_eager(SignUp.member), joinedload(SignUp.unit))
            .order_by(Member.name_sort, SignUp.id)
        ).scalars()
    )
    seen = list_seen(SignUp.shift_id == shift_id)
    open_records = db.session.execute(
        select(CheckIn)
        .where(CheckIn.shift_id == shift_id, CheckIn.state == "open")
        .options(joinedload(CheckIn.member))
        .order_by(CheckIn.at, CheckIn.id)
    ).scalars()
    return AttendancePage(
        shift=shift,
        activity=activity,
        rows=[_row(actor, shift, sign_up, seen.get(sign_up.id)) for sign_up in sign_ups],
        open_records=list(open_records),
        can_record=can_record_attendance(actor, activity),
    )


def get_hours_page(actor: Actor, sign_up_id: int) -> HoursPage:
    """One person's hours in a shift: for the host's leaders, who sees everything, and oneself. Raises NotFound."""
    sign_up = db.session.execute(
        select(SignUp)
        .where(SignUp.id == sign_up_id, SignUp.state.in_(PLACE_STATES))
        .options(
            joinedload(SignUp.member),
            joinedload(SignUp.unit),
            joinedload(SignUp.shift).joinedload(Shift.activity).joinedload(Activity.host_unit),
        )
    ).scalar_one_or_none()
    if sign_up is None:
        raise NotFound
    shift, activity = sign_up.shift, sign_up.shift.activity
    is_own = actor.member_id == sign_up.member_id
    if not is_own and not can_see_attendance(actor, activity):
        raise NotFound
    records = db.session.execute(
        select(CheckIn).where(CheckIn.sign_up_id == sign_up_id).order_by(CheckIn.at, CheckIn.id)
    ).scalars()
    changes = db.session.execute(
        select(HoursChange, Account.name)
        .outerjoin(Account, Account.id == HoursChange.account_id)
        .where(HoursChange.sign_up_id == sign_up_id)
        .order_by(HoursChange.id.desc())
    ).all()
    return HoursPage(
        row=_row(actor, shift, sign_up, list_seen(SignUp.id == sign_up_id).get(sign_up_id)),
        shift=shift,
        activity=activity,
        records=list(records),
        changes=changes,
        most=shift.minutes + get_limits().tolerance_minutes,
        can_correct=can_record_attendance(actor, activity) and not is_own and clock.now() >= shift.starts_at,
    )


def get_shift(actor: Actor, shift_id: int) -> Shift:
    """A shift of an activity that the actor may see, with it and its host. Raises NotFound."""
    shift = db.session.execute(
        select(Shift)
        .join(Shift.activity)
        .where(Shift.id == shift_id, visible_activities(actor))
        .options(contains_eager(Shift.activity).joinedload(Activity.host_unit))
    ).scalar_one_or_none()
    if shift is None:
        raise NotFound
    return shift


def list_seen(*where: Any) -> dict[int, Seen]:
    """When those whose sign-ups match were first seen coming and last seen leaving, by one statement."""
    came = func.min(case((CheckIn.direction == "in", CheckIn.at)))
    left = func.max(case((CheckIn.direction == "out", CheckIn.at)))
    rows = db.session.execute(
        select(CheckIn.sign_up_id, came, left)
        .join(SignUp, SignUp.id == CheckIn.sign_up_id)
        .where(CheckIn.state == "counted", *where)
        .group_by(CheckIn.sign_up_id)
    )
    return {sign_up_id: Seen(came_at, left_at) for sign_up_id, came_at, left_at in rows}


def _row(actor: Actor, shift: Shift, sign_up: SignUp, seen: Seen | None) -> AttendanceRow:
    proposed = propose_minutes(shift, seen, grace=get_rules().grace_minutes, tolerance=get_limits().tolerance_minutes)
    return AttendanceRow(sign_up, seen or Seen(), proposed, is_own=actor.member_id == sign_up.member_id)

"""How activities and places go along when a unit is split, merged or dissolved.

Nobody loses a place by it: where the unit was the host, co-host or invited, those that take its place are invited too.
A sign-up of a shift still to come counts for the new unit, because the member takes part as one of it; a shift that has
begun stays with the unit in which its people signed up. Held activities stay as they were.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select, update

from app.core import clock
from app.core.actions import lock_all
from app.core.actor import Actor
from app.core.events import record
from app.extensions import db
from app.people.models import Membership, Unit
from app.people.permissions import lies_under
from app.people.rearranging.belongings import Belongings, Handing, Hindrance, Item, Situation
from app.volunteering.actions.places import Held, give_free_places, load_activities, lock_places
from app.volunteering.models import LIVE_STATES, PLACE_STATES, Activity, ActivityUnit, Shift, ShiftQuota, SignUp
from app.volunteering.queries.candidates import load_quotas
from app.volunteering.room import Quota
from app.volunteering.wording import ACTIVITY_STATE_NAMES

OPEN = Activity.state.in_(("draft", "published"))


def list_activities(situation: Situation) -> list[Item]:
    """Those that are neither held nor called off, and not over before the day: what is over is for who held it."""
    rows = db.session.execute(
        select(Activity)
        .where(
            Activity.host_unit_id.in_(situation.ids),
            OPEN,
            _lasts_until(situation),
        )
        .order_by(Activity.starts_at, Activity.id)
    ).scalars()
    return [
        Item(
            row.id,
            row.host_unit_id,
            row.title,
            _when(row),
            str(row.version),
            ("volunteering.activity", {"activity_id": row.id}),
        )
        for row in rows
    ]


def _when(activity: Activity) -> Any:
    state = ACTIVITY_STATE_NAMES[activity.shown_state]
    if activity.starts_at is None:
        return state
    return _l("%(state)s, %(day)s", state=state, day=clock.format_date(clock.local(activity.starts_at).date()))


def _midnight(situation: Situation) -> datetime:
    return clock.at_local(situation.on, time())


def _lasts_until(situation: Situation) -> Any:
    return or_(Activity.ends_at.is_(None), Activity.ends_at > _midnight(situation))


def what_keeps_activities(situation: Situation) -> list[Hindrance]:
    """What is over and not closed counts for the unit that held it, so it is closed while that stands."""
    rows = db.session.execute(
        select(Activity)
        .where(Activity.host_unit_id.in_(situation.ending), OPEN, Activity.ends_at <= _midnight(situation))
        .order_by(Activity.starts_at, Activity.id)
    ).scalars()
    return [
        Hindrance(
            _l("“%(activity)s” is over: mark it as held, or call it off, first.", activity=row.title),
            ("volunteering.activity", {"activity_id": row.id}),
        )
        for row in rows
    ]


def what_stays_of_activities(situation: Situation) -> list[Any]:
    held = db.session.execute(
        select(func.count()).where(Activity.host_unit_id.in_(situation.ids), Activity.state == "held")
    ).scalar_one()
    return [_l("%(number)s activities held, with their hours and certificates", number=held)] if held else []


def lock_activities(sources: Sequence[int], _goals: Sequence[int], members: Sequence[int]) -> None:
    """The members, with the shifts in which one of them waits or places are held for a source; then the activities."""
    _lock_places(sources, members)
    lock_all(Activity, or_(Activity.host_unit_id.in_(sources), Activity.id.in_(_beside(sources))), OPEN)


def _lock_places(sources: Sequence[int], members: Sequence[int]) -> Held:
    held_for = select(ShiftQuota.shift_id).where(ShiftQuota.unit_id.in_(sources), ShiftQuota.ended_at.is_(None))
    return lock_places(shifts=db.session.execute(held_for).scalars(), members=members)


def _beside(unit_ids: Any) -> Any:
    return select(ActivityUnit.activity_id).where(ActivityUnit.unit_id.in_(unit_ids))


def hand_over_activities(actor: Actor, handing: Handing) -> None:
    for activity in _open_activities(handing.situation):
        before = activity.host_unit_id
        goal = handing.chosen["activity"].get(activity.id)
        if goal is not None and goal.id != before:
            activity.host_unit_id = goal.id
            details = {"from_unit": before, "unit": goal.id, "decision": handing.decision}
            record(actor, "activity.handed_over", activity, **details)
        if _invite_successors(activity, before, handing) or activity.host_unit_id != before:
            activity.version += 1


def _open_activities(situation: Situation) -> list[Activity]:
    """Those that the units host, or stand beside the host of, with the units beside."""
    ids = db.session.execute(
        select(Activity.id)
        .where(
            OPEN,
            _lasts_until(situation),
            or_(Activity.host_unit_id.in_(situation.ids), Activity.id.in_(_beside(situation.ids))),
        )
        .order_by(Activity.id)
    ).scalars()
    return list(load_activities(ids).values())


def _invite_successors(activity: Activity, host: int, handing: Handing) -> bool:
    """Whoever takes the place of a unit may come where that might: as co-host for a co-host, else as invited.

    Says whether anything has changed.
    """
    situation = handing.situation
    before = [(row.unit_id, row.role) for row in activity.invited]
    for beside in list(activity.invited):
        if beside.unit_id in situation.ids:
            for unit in handing.successors(beside.unit_id):
                _put_beside(activity, unit, beside.role)
        if beside.unit_id in situation.ending or beside.unit_id == activity.host_unit_id:
            activity.invited.remove(beside)
    if host in situation.ids and activity.audience != "all":
        for unit in handing.goals:
            _put_beside(activity, unit, "invited")
    return before != [(row.unit_id, row.role) for row in activity.invited]


def _put_beside(activity: Activity, unit: Unit, role: str) -> None:
    if unit.id == activity.host_unit_id or any(row.unit_id == unit.id for row in activity.invited):
        return
    if role == "invited" and activity.audience == "host":
        activity.audience = "units"
    activity.invited.append(ActivityUnit(unit_id=unit.id, unit=unit, role=role))


def _coming_live() -> Any:
    coming = select(Shift.id).where(Shift.starts_at > clock.now())
    return SignUp.state.in_(LIVE_STATES) & SignUp.shift_id.in_(coming)


def _move_sign_ups(handing: Handing) -> None:
    """The members' places in shifts still to come count for the unit that they are in by now."""
    by_goal: dict[int, list[int]] = {}
    for member_id, goal in handing.chosen["member"].items():
        by_goal.setdefault(goal.id, []).append(member_id)
    for goal_id, members in by_goal.items():
        db.session.execute(
            update(SignUp)
            .where(
                _coming_live(),
                SignUp.member_id.in_(members),
                SignUp.unit_id.in_(handing.situation.ids),
                SignUp.unit_id != goal_id,
            )
            .values(unit_id=goal_id)
            .execution_options(synchronize_session=False)
        )


def _keep_invited(handing: Handing) -> None:
    """Places in activities that invited the units by one above: a unit under another one by now is invited by name."""
    paths = [goal.path for goal in handing.goals]
    rows = db.session.execute(
        select(Shift.activity_id, Unit)
        .join(SignUp, SignUp.shift_id == Shift.id)
        .join(Membership, Membership.member_id == SignUp.member_id)
        .join(Unit, Unit.id == Membership.unit_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(
            Membership.valid_until.is_(None),
            _coming_live(),
            OPEN,
            Activity.audience != "all",
            lies_under(Unit.path, paths),
        )
        .distinct()
    ).all()
    activities = load_activities({activity_id for activity_id, _unit in rows})
    for activity_id, unit in rows:
        activity = activities[activity_id]
        if not activity.invites(unit.path):
            _put_beside(activity, unit, "invited")
            activity.version += 1


def list_quotas(situation: Situation) -> list[Item]:
    """Places that are held for the units in shifts still to come."""
    rows = db.session.execute(
        select(ShiftQuota, Shift, Activity.title)
        .join(Shift, Shift.id == ShiftQuota.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(ShiftQuota.unit_id.in_(situation.ids), ShiftQuota.ended_at.is_(None), ShiftQuota.until > clock.now())
        .order_by(Shift.starts_at, ShiftQuota.id)
    )
    return [
        Item(
            quota.id,
            quota.unit_id,
            title,
            _l("%(number)s places on %(day)s", number=quota.places, day=clock.format_datetime(shift.starts_at)),
            f"{quota.places}",
            ("volunteering.activity", {"activity_id": shift.activity_id}),
        )
        for quota, shift, title in rows
    ]


def count_left(situation: Situation) -> dict[int, int]:
    """How many of the places that are held for the units nobody has taken yet, by the quota."""
    rows = db.session.execute(
        select(ShiftQuota.id, ShiftQuota.unit_id, Shift)
        .join(Shift, Shift.id == ShiftQuota.shift_id)
        .where(ShiftQuota.unit_id.in_(situation.ids), ShiftQuota.ended_at.is_(None))
        .order_by(ShiftQuota.id)
    ).all()
    quotas = load_quotas({shift.id: shift for _id, _unit_id, shift in rows}.values())
    return {
        id_: next((quota.left for quota in quotas.get(shift.id, ()) if quota.unit_id == unit_id), 0)
        for id_, unit_id, shift in rows
    }


def hand_over_places(_actor: Actor, handing: Handing) -> None:
    """Who is in another unit takes part as one of it; what was held for the old one and not taken is held for the new.

    Whoever may have a free place by now gets it.
    """
    situation, members = handing.situation, sorted(handing.chosen["member"])
    held = _lock_places(situation.ids, members)
    _move_sign_ups(handing)
    _keep_invited(handing)
    rows = db.session.execute(
        select(ShiftQuota)
        .where(ShiftQuota.unit_id.in_(situation.ids), ShiftQuota.ended_at.is_(None))
        .order_by(ShiftQuota.id)
    ).scalars()
    for row in list(rows):
        goal = handing.chosen["quota"].get(row.id)
        if goal is None or goal.id != row.unit_id:
            _hand_over_quota(row, goal, held.shifts[row.shift_id], handing.before["quota"].get(row.id, 0))
    db.session.flush()  # who waits is asked with the units and quotas of now
    held.activities = load_activities({shift.activity_id for shift in held.shifts.values()})
    give_free_places(held)


def _hand_over_quota(row: ShiftQuota, goal: Unit | None, shift: Shift, left: int) -> None:
    """Held for the goal as many as are still to be taken, beside those that its members have.

    None where the goal, or a unit above or below it, holds places there by itself: then they become everybody's.
    """
    others = [quota for quota in load_quotas([shift]).get(shift.id, ()) if quota.unit_id != row.unit_id]
    now = clock.now()
    if goal is None or not left or row.until <= now or any(_overlap(goal, quota) for quota in others):
        row.ended_at = now
    else:
        row.places, row.unit_id = left + _used(shift, goal), goal.id
    db.session.flush()  # the next hour is that of those still held
    shift.quota_until = db.session.execute(
        select(func.min(ShiftQuota.until)).where(ShiftQuota.shift_id == shift.id, ShiftQuota.ended_at.is_(None))
    ).scalar_one_or_none()


def _overlap(goal: Unit, quota: Quota) -> bool:
    return goal.path.startswith(quota.unit_path) or quota.unit_path.startswith(goal.path)


def _used(shift: Shift, goal: Unit) -> int:
    """How many places the goal's members have in the shift."""
    return db.session.execute(
        select(func.count())
        .select_from(SignUp)
        .join(Unit, Unit.id == SignUp.unit_id)
        .where(
            SignUp.shift_id == shift.id,
            SignUp.state.in_(PLACE_STATES),
            Unit.path.startswith(goal.path, autoescape=True),
        )
    ).scalar_one()


BELONGINGS = (
    Belongings(
        "activity",
        _l("Activities"),
        hand_over_activities,
        list_activities,
        what_keeps_activities,
        what_stays_of_activities,
        lock_activities,
    ),
    Belongings("quota", _l("Places held in shifts"), hand_over_places, list_quotas, look_before=count_left),
)

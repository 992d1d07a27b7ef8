"""What a member sees of the own: standing in shifts, places and hours, the next activities."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Member
from app.volunteering.models import LIVE_STATES, Activity, ActivityUnit, Shift, SignUp
from app.volunteering.permissions import can_cancel_sign_up, visible_activities
from app.volunteering.queries.candidates import AROUND, get_limits, load_consents, load_quotas, load_skills
from app.volunteering.room import Quota, in_force, room_of
from app.volunteering.rules import Candidate, Place, give_back_until, gives_back_late, reasons_why_not

PLACES_SHOWN = 200


@dataclass(frozen=True)
class OwnSignUp:
    """The actor's own live sign-up in a shift; `queue` is the position on the waiting list, from 1."""

    id: int
    shift_id: int
    state: str
    queue: int | None
    minutes: int | None


@dataclass(frozen=True)
class ShiftRow:
    """A shift as the actor sees it: the own sign-up, or every reason why not, and how many places are free."""

    shift: Shift
    sign_up: OwnSignUp | None
    reasons: Sequence[str]
    # Without those held for other units.
    free: int = 0
    quotas: Sequence[Quota] = ()

    @property
    def can_sign_up(self) -> bool:
        return self.sign_up is None and not self.reasons

    @property
    def is_full(self) -> bool:
        """Still to come, and no place left for the actor: signing up leads to the waiting list."""
        return self.free <= 0 and not self.has_begun

    @property
    def has_begun(self) -> bool:
        return self.shift.starts_at <= clock.now()

    @property
    def is_over(self) -> bool:
        return self.shift.ends_at <= clock.now()

    @property
    def can_give_back(self) -> bool:
        return self.sign_up is not None and self.sign_up.state in ("confirmed", "waitlisted") and not self.has_begun


@dataclass(frozen=True)
class NextActivity:
    """An activity with its shifts to come, for the home page."""

    activity: Activity
    rows: list[ShiftRow]

    @property
    def starts_at(self) -> datetime:
        return self.rows[0].shift.starts_at

    @property
    def own(self) -> list[ShiftRow]:
        return [row for row in self.rows if row.sign_up]

    @property
    def one_row(self) -> ShiftRow | None:
        """The shift to sign up to by one tap: only where there is no choice to make, and nothing taken yet."""
        possible = [row for row in self.rows if row.can_sign_up]
        return possible[0] if len(possible) == 1 and not self.own else None

    @property
    def one_shift(self) -> Shift | None:
        """The shift of `one_row`."""
        return self.one_row.shift if self.one_row else None

    @property
    def reason(self) -> str | None:
        """The first reason why not, where no shift is left to choose."""
        if any(row.can_sign_up or row.sign_up for row in self.rows):
            return None
        return next((reason for row in self.rows for reason in row.reasons), None)

    @property
    def free(self) -> int:
        return sum(max(row.free, 0) for row in self.rows)


@dataclass(frozen=True)
class OwnPlaces:
    """A member's places to come (soonest first) and past ones (latest first), and confirmed minutes by year."""

    coming: list[SignUp] = field(default_factory=list)
    past: list[SignUp] = field(default_factory=list)
    queues: dict[int, int] = field(default_factory=dict)
    minutes_by_year: dict[int, int] = field(default_factory=dict)


def list_next_activities(actor: Actor, limit: int = 5) -> list[NextActivity]:
    """The next published activities that the actor may see, by at most five statements however many shifts."""
    now = clock.now()
    activities = db.session.execute(
        select(Activity)
        .where(Activity.state == "published", Activity.ends_at > now, visible_activities(actor))
        .order_by(Activity.ends_at, Activity.id)
        .limit(limit)
        .options(
            joinedload(Activity.host_unit),
            joinedload(Activity.commune),
            joinedload(Activity.invited).joinedload(ActivityUnit.unit),
        )
    )
    found = list(activities.unique().scalars())
    rows = list_shift_rows(actor, found, since=now)
    return sorted(
        (NextActivity(activity, rows[activity.id]) for activity in found if rows.get(activity.id)),
        key=lambda next_: (next_.starts_at, next_.activity.id),
    )


def list_shift_rows(
    actor: Actor, activities: Sequence[Activity], *, since: datetime | None = None
) -> dict[int, list[ShiftRow]]:
    """The shifts of activities (from a moment on) as the actor sees them, by at most six statements.

    The activities need their host and invited units loaded. A visitor has no reasons: who isn't known isn't judged.
    """
    if not activities:
        return {}
    by_id = {activity.id: activity for activity in activities}
    statement = select(Shift).where(Shift.activity_id.in_(list(by_id))).order_by(Shift.starts_at, Shift.id)
    if since is not None:
        statement = statement.where(Shift.starts_at > since)
    rows: dict[int, list[ShiftRow]] = {}
    for row in judge(actor, list(db.session.execute(statement).scalars()), by_id):
        rows.setdefault(row.shift.activity_id, []).append(row)
    return rows


def judge(actor: Actor, shifts: Sequence[Shift], activities: Mapping[int, Activity]) -> list[ShiftRow]:
    """What the actor has in each of these shifts or why not, by at most five statements; `activities` by id."""
    candidate, own = load_own(actor, shifts)
    quotas = load_quotas(shifts)
    moment, limits = clock.now(), get_limits()
    rows = []
    for shift in shifts:
        sign_up = own.get(shift.id)
        reasons: Sequence[str] = ()
        if candidate is not None and sign_up is None:
            activity = activities[shift.activity_id]
            reasons = reasons_why_not(candidate, shift, activity, moment=moment, limits=limits)
        held = in_force(quotas.get(shift.id, ()), moment)
        rows.append(ShiftRow(shift, sign_up, reasons, room_of(shift, held, moment).for_unit(actor.unit_path), held))
    return rows


def load_own(actor: Actor, shifts: Iterable[Shift]) -> tuple[Candidate | None, dict[int, OwnSignUp]]:
    """The actor as the rules see one, and the own live sign-ups by shift; (None, {}) for who is no member."""
    targets = list(shifts)
    member = db.session.get(Member, actor.member_id) if actor.member_id and targets else None
    if member is None:
        return None, {}
    begin = min(shift.starts_at for shift in targets) - AROUND
    end = max(shift.ends_at for shift in targets) + AROUND
    places, own = [], {}
    for row in db.session.execute(
        select(SignUp.id, Shift.id, Shift.starts_at, Shift.ends_at, SignUp.state, _queue(), SignUp.confirmed_minutes)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            SignUp.member_id == member.id,
            SignUp.state.in_(LIVE_STATES),
            Shift.ends_at > begin,
            Shift.starts_at < end,
        )
    ):
        id_, shift_id, starts_at, ends_at, state, queue, minutes = row
        places.append(Place(shift_id, starts_at, ends_at, state))
        own[shift_id] = OwnSignUp(id_, shift_id, state, queue if state == "waitlisted" else None, minutes)
    consents = load_consents([member.id]).get(member.id, ()) if any(shift.marks for shift in targets) else ()
    skills = (
        load_skills([member.id]).get(member.id, frozenset()) if any(s.needed_skills for s in targets) else frozenset()
    )
    return Candidate(member, actor.unit_path, places, consents, skills), own


@dataclass(frozen=True)
class GivingBack:
    """What giving a place back means: until when it leaves no mark, and whether it is too late for that."""

    until: datetime
    is_late: bool
    is_waiting: bool


def what_giving_back_means(sign_up: SignUp) -> GivingBack:
    """For the member's own doing; the sign-up needs its shift loaded."""
    limits = get_limits()
    return GivingBack(
        give_back_until(sign_up, sign_up.shift, limits),
        gives_back_late(sign_up, sign_up.shift, clock.now(), limits),
        sign_up.state == "waitlisted",
    )


def get_sign_up(actor: Actor, sign_up_id: int) -> SignUp:
    """A sign-up that the actor may give back, with member, shift and activity. Raises NotFound."""
    sign_up = db.session.execute(
        select(SignUp)
        .where(SignUp.id == sign_up_id)
        .options(
            joinedload(SignUp.member),
            joinedload(SignUp.unit),
            joinedload(SignUp.shift).joinedload(Shift.activity).joinedload(Activity.host_unit),
        )
    ).scalar_one_or_none()
    if sign_up is None:
        raise NotFound
    if not can_cancel_sign_up(actor, sign_up.member_id, sign_up.unit.path, sign_up.shift.activity):
        raise NotFound
    return sign_up


def list_own_places(actor: Actor) -> OwnPlaces:
    """The actor's places and hours, by at most two statements; empty for who is no member."""
    if actor.member_id is None:
        return OwnPlaces()
    rows = db.session.execute(
        select(SignUp, _queue())
        .join(SignUp.shift)
        .join(Shift.activity)
        .where(SignUp.member_id == actor.member_id, SignUp.state.in_(LIVE_STATES))
        .options(contains_eager(SignUp.shift).contains_eager(Shift.activity))
        .order_by(Shift.starts_at.desc(), SignUp.id)
        .limit(PLACES_SHOWN)
    ).all()
    own = OwnPlaces()
    now = clock.now()
    for sign_up, queue in rows:
        is_coming = sign_up.shift.ends_at > now and sign_up.state in ("confirmed", "waitlisted")
        if is_coming:
            own.coming.insert(0, sign_up)
        elif sign_up.state != "waitlisted":
            own.past.append(sign_up)
        if sign_up.state == "waitlisted":
            own.queues[sign_up.id] = queue
    own.minutes_by_year.update(_minutes_by_year(actor.member_id))
    return own


def _minutes_by_year(member_id: int) -> dict[int, int]:
    """Confirmed minutes by the year in which the shift began, in Vietnam; latest year first."""
    minutes: dict[int, int] = {}
    for starts_at, confirmed in db.session.execute(
        select(Shift.starts_at, SignUp.confirmed_minutes)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(SignUp.member_id == member_id, SignUp.state == "attended")
        .order_by(Shift.starts_at.desc())
    ):
        year = clock.local(starts_at).year
        minutes[year] = minutes.get(year, 0) + (confirmed or 0)
    return minutes


def _queue() -> Any:
    """How many wait in the shift up to this sign-up."""
    before = aliased(SignUp)
    return (
        select(func.count())
        .select_from(before)
        .where(before.shift_id == SignUp.shift_id, before.state == "waitlisted", before.position <= SignUp.position)
        .correlate(SignUp)
        .scalar_subquery()
    )

"""A member's confirmed hours, by year and by kind of what they were for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from app.attendance.permissions import can_see_hours
from app.core import clock
from app.core.actor import Actor
from app.core.errors import NotFound
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.volunteering.models import Activity, Shift, SignUp
from app.works.models import Work, WorkKind

ROWS_SHOWN = 300


@dataclass(frozen=True)
class YearHours:
    """A year's minutes, its turns, and how the minutes divide: by the work's kind, None for a day without a work."""

    year: int
    minutes: int
    turns: int
    by_kind: Sequence[tuple[WorkKind | None, int]]


@dataclass(frozen=True)
class MemberHours:
    """A member with the confirmed hours of each year, the latest first, and the shifts behind them."""

    member: Member
    unit: Unit | None
    is_own: bool
    years: list[YearHours] = field(default_factory=list)
    rows: list[SignUp] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(year.minutes for year in self.years)


def get_member_hours(actor: Actor, member_id: int) -> MemberHours:
    """The hours of a member: for that member, and for who leads or reads the unit. Raises NotFound."""
    row = db.session.execute(
        select(Member, Unit)
        .outerjoin(Membership, (Membership.member_id == Member.id) & Membership.valid_until.is_(None))
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(Member.id == member_id)
    ).one_or_none()
    if row is None or not can_see_hours(actor, member_id, row.Unit.path if row.Unit else ""):
        raise NotFound
    found = db.session.execute(
        select(Shift.starts_at, SignUp.confirmed_minutes, WorkKind)
        .select_from(SignUp)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .outerjoin(Work, Work.id == Activity.work_id)
        .outerjoin(WorkKind, WorkKind.id == Work.kind_id)
        .where(SignUp.member_id == member_id, SignUp.state == "attended")
    ).all()
    latest = db.session.execute(
        select(SignUp)
        .join(SignUp.shift)
        .where(SignUp.member_id == member_id, SignUp.state.in_(("attended", "absent")))
        .options(contains_eager(SignUp.shift).joinedload(Shift.activity).joinedload(Activity.host_unit))
        .order_by(Shift.starts_at.desc(), SignUp.id)
        .limit(ROWS_SHOWN)
    ).scalars()
    return MemberHours(row.Member, row.Unit, actor.member_id == member_id, _by_year(found), list(latest))


def sum_year(member_ids: Iterable[int], year: int) -> dict[int, tuple[int, int]]:
    """Confirmed minutes and turns of these members in a year, by one statement; who has none is left out."""
    first, end = (clock.at_local(date(day, 1, 1), time()) for day in (year, year + 1))
    rows = db.session.execute(
        select(SignUp.member_id, func.sum(SignUp.confirmed_minutes), func.count())
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            SignUp.member_id.in_(list(member_ids)),
            SignUp.state == "attended",
            Shift.starts_at >= first,
            Shift.starts_at < end,
        )
        .group_by(SignUp.member_id)
    )
    return {member_id: (int(minutes or 0), turns) for member_id, minutes, turns in rows}


def list_tasks_of_year(member_ids: Iterable[int], year: int) -> dict[int, list[tuple[str, int]]]:
    """What these members did in a year: task and how often, the most frequent first; by one statement."""
    first, end = (clock.at_local(date(day, 1, 1), time()) for day in (year, year + 1))
    rows = db.session.execute(
        select(SignUp.member_id, Shift.role, func.count())
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            SignUp.member_id.in_(list(member_ids)),
            SignUp.state == "attended",
            Shift.starts_at >= first,
            Shift.starts_at < end,
        )
        .group_by(SignUp.member_id, Shift.role)
        .order_by(SignUp.member_id, func.count().desc(), Shift.role)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for member_id, task, times in rows:
        found.setdefault(member_id, []).append((task, times))
    return found


def _by_year(rows: Sequence[Any]) -> list[YearHours]:
    """A shift counts in the year in which it began, in Vietnam."""
    years: dict[int, dict[WorkKind | None, list[int]]] = {}
    for starts_at, minutes, kind in rows:
        kinds = years.setdefault(clock.local(starts_at).year, {})
        kinds.setdefault(kind, []).append(minutes or 0)
    return [
        YearHours(
            year,
            sum(map(sum, kinds.values())),
            sum(map(len, kinds.values())),
            sorted(((kind, sum(held)) for kind, held in kinds.items()), key=lambda part: -part[1]),
        )
        for year, kinds in sorted(years.items(), reverse=True)
    ]

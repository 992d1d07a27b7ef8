"""Activities of `seed scale`: each unit has one campaign of 60 shifts ahead, and a shift day for every other number.

No member holds two places at one time: a unit's activities are on days of their own, and a fifth of its members
go to the campaign only.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.events import Event
from app.core.text import fold
from app.extensions import db
from app.places.models import Commune
from app.seed.scale.batch import Batch
from app.seed.scale.people import BaseUnit, Team
from app.volunteering.models import Activity, Shift, SignUp

TITLES = ("Ngày thứ Bảy tình nguyện", "Ngày Chủ nhật xanh", "Đổ bê tông đường thôn", "Lắp đèn đường thôn", "Hiến máu")
ROLES = ("Đổ bê tông", "Vận chuyển vật tư", "Lắp đèn", "Dọn vệ sinh", "Hướng dẫn người dân")
CAMPAIGN = "Chiến dịch Thanh niên tình nguyện"
CAMPAIGN_DAYS, CAMPAIGN_HOURS = 12, (7, 9, 13, 15, 17)
# Only so many of a unit's activities are ahead: days after the campaign's, one each.
AHEAD, FIRST_DAY_AHEAD = 30, 15
HOURS, SHIFT_HOURS = (7, 10, 13, 16), 3
CANCELLED_OF_HUNDRED, DRAFTS_OF_HUNDRED = 4, 4

Place = tuple[int, int]


class ActivityMaker:
    """Makes activities by number: the same number gives the same activity."""

    def __init__(self, batch: Batch, team: Team, anchor: date) -> None:
        self.batch, self.team, self.anchor = batch, team, anchor
        self.chance = Random()
        self.communes = list(
            db.session.execute(
                select(Commune).where(Commune.lat.is_not(None), Commune.valid_to.is_(None)).order_by(Commune.id)
            ).scalars()
        )

    def make(self, number: int) -> None:
        """Add an activity with its shifts, sign-ups and history."""
        self.chance.seed(number)
        place, unit_number = divmod(number, len(self.team.units))
        unit = self.team.units[unit_number]
        members = self.team.members[unit.id]
        for_campaign = len(members) // 5
        if place == 0:
            self._campaign(unit, members[:for_campaign])
        else:
            self._shift_day(unit, members[for_campaign:], self._day(place))

    def _day(self, place: int) -> date:
        """The day of a unit's activity: ahead and past by turns, later on only past ones."""
        ahead, is_past = divmod(place - 1, 2)
        if ahead < AHEAD and not is_past:
            return self.anchor + timedelta(days=FIRST_DAY_AHEAD + ahead)
        return self.anchor - timedelta(days=1 + (ahead if ahead < AHEAD else place - 1 - AHEAD))

    def _campaign(self, unit: BaseUnit, members: Sequence[Place]) -> None:
        times = [
            (_at(self.anchor + timedelta(days=day), hour), _at(self.anchor + timedelta(days=day), hour + 2))
            for day in range(1, CAMPAIGN_DAYS + 1)
            for hour in CAMPAIGN_HOURS
        ]
        activity_id = self._activity(unit, CAMPAIGN, "published", times)
        for number, (starts_at, ends_at) in enumerate(times):
            # Once a day each: a fifth of them in each shift of the day.
            crowd = members[number % len(CAMPAIGN_HOURS) :: len(CAMPAIGN_HOURS)]
            self._shift(activity_id, unit, starts_at, ends_at, crowd, "published", capacity=max(2, len(crowd) - 1))

    def _shift_day(self, unit: BaseUnit, members: Sequence[Place], day: date) -> None:
        chance = self.chance
        state = self._state(day)
        hours = HOURS[: chance.randint(1, len(HOURS))]
        times = [(_at(day, hour), _at(day, hour + SHIFT_HOURS)) for hour in hours]
        activity_id = self._activity(unit, chance.choice(TITLES), state, times)
        begin = chance.randrange(max(1, len(members)))
        crowd = [*members[begin:], *members[:begin]]
        for starts_at, ends_at in times:
            capacity = chance.randint(6, 16)
            wanted = 0 if state == "draft" else chance.randint(0, capacity + 4)
            self._shift(activity_id, unit, starts_at, ends_at, crowd[:wanted], state, capacity=capacity)
            crowd = crowd[wanted:]

    def _state(self, day: date) -> str:
        drawn = self.chance.randrange(100)
        if drawn < CANCELLED_OF_HUNDRED:
            return "cancelled"
        if day < self.anchor:
            return "held"
        return "draft" if drawn < CANCELLED_OF_HUNDRED + DRAFTS_OF_HUNDRED else "published"

    def _activity(self, unit: BaseUnit, title: str, state: str, times: Sequence[tuple[datetime, datetime]]) -> int:
        commune = self.chance.choice(self.communes)
        begins, ends = times[0][0], times[-1][1]
        created = begins - timedelta(days=20)
        activity_id = self.batch.add(
            Activity,
            host_unit_id=unit.id,
            title=title,
            title_folded=_fold(title),
            description="",
            state=state,
            audience="host" if self.chance.randrange(5) == 0 else "all",
            commune_id=commune.id,
            place="Nhà văn hóa thôn",
            lat=commune.lat,
            lon=commune.lon,
            meeting_point="Cổng UBND xã",
            what_to_bring="Găng tay, nước uống",
            contact="",
            starts_at=begins,
            ends_at=ends,
            published_at=None if state == "draft" else created,
            held_on=clock.local(ends).date() if state == "held" else None,
            cancel_reason="Mưa lớn" if state == "cancelled" else "",
            created_by=unit.leader,
            created_at=created,
            version=1 if state == "draft" else 2 if state == "published" else 3,
        )
        steps: list[tuple[str, Any, dict[str, Any]]] = [("activity.created", created, {})]
        if state != "draft":
            steps.append(("activity.published", created, {}))
        if state == "held":
            steps.append(("activity.held", ends, {"held_on": clock.local(ends).date().isoformat()}))
        if state == "cancelled":
            steps.append(("activity.cancelled", created, {"reason": "Mưa lớn"}))
        for verb, at, details in steps:
            self._event(unit, verb, activity_id, at, details)
        return activity_id

    def _event(self, unit: BaseUnit, verb: str, activity_id: int, at: datetime, details: dict[str, Any]) -> None:
        self.batch.add(
            Event,
            at=at,
            account_id=unit.leader,
            member_id=None,
            verb=verb,
            subject_type=Activity.__tablename__,
            subject_id=activity_id,
            details=details,
        )

    def _shift(
        self,
        activity_id: int,
        unit: BaseUnit,
        starts_at: datetime,
        ends_at: datetime,
        crowd: Sequence[Place],
        state: str,
        *,
        capacity: int,
    ) -> None:
        """Add a shift with those who asked for it: the first ones got the places, the others wait."""
        is_over = state == "cancelled"
        shift_id = self.batch.add(
            Shift,
            activity_id=activity_id,
            role=self.chance.choice(ROLES),
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=capacity,
            minimum=2,
            skills="",
            confirmed=0 if is_over else min(capacity, len(crowd)),
            waiting=0 if is_over else max(0, len(crowd) - capacity),
            next_position=len(crowd) + 1,
            version=1,
        )
        minutes = int((ends_at - starts_at).total_seconds() // 60)
        for position, (member_id, unit_id) in enumerate(crowd, 1):
            has_place = position <= capacity
            asked = starts_at - timedelta(days=10, minutes=-position)
            outcome = self._outcome(state, has_place)
            self.batch.add(
                SignUp,
                shift_id=shift_id,
                member_id=member_id,
                unit_id=unit_id,
                state=outcome,
                position=position,
                at=asked,
                confirmed_at=asked if has_place else None,
                moved_up=False,
                cancelled_at=asked if is_over else None,
                cancel_reason="activity_cancelled" if is_over else "",
                confirmed_minutes=minutes if outcome == "attended" else None,
                minutes_confirmed_by=unit.leader if outcome == "attended" else None,
            )

    def _outcome(self, state: str, has_place: bool) -> str:
        if state == "cancelled":
            return "cancelled"
        if not has_place:
            return "waitlisted"
        if state == "held":
            return "absent" if self.chance.randrange(12) == 0 else "attended"
        return "confirmed"


@lru_cache
def _fold(title: str) -> str:
    return fold(title)


@lru_cache(maxsize=20_000)
def _at(day: date, hour: int) -> datetime:
    return clock.at_local(day, time(hour))

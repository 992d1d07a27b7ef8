"""The demonstration's volunteer days: 72 held from January to August 2023, some held lately, some open now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from app.attendance.actions import record_attendance
from app.core import clock
from app.core.files import store_photo
from app.extensions import db
from app.people.models import Member, Membership, Unit
from app.places.models import Commune
from app.seed.actors import Actors
from app.seed.pictures import draw_photo
from app.seed.units import BASE_CHAPTERS, UNIONS
from app.volunteering.actions import (
    mark_held,
    publish_activity,
    record_border_notice,
    save_activity,
    set_activity_photo,
    sign_up_members,
    start_series,
    suspend_activity,
)
from app.volunteering.models import Shift, SignUp
from app.volunteering.values import ActivityValues, ShiftValues

HELD_IN_2023 = 72
FIRST_DAY, LAST_DAY = date(2023, 1, 8), date(2023, 8, 31)

# title, role of the shift, what to bring
KINDS = (
    ("Chủ nhật xanh: dọn vệ sinh đường làng", "Dọn vệ sinh", "Găng tay, chổi, nước uống"),
    (
        "Ngày thứ Bảy tình nguyện giải quyết thủ tục hành chính",
        "Hướng dẫn người dân",
        "Thẻ đoàn viên, máy tính xách tay",
    ),
    ("Hiến máu tình nguyện", "Hiến máu, hậu cần", "Căn cước công dân, ăn sáng trước khi đến"),
    ("Hướng dẫn người dân dùng dịch vụ công trực tuyến", "Hướng dẫn tại bàn", "Điện thoại, sạc dự phòng"),
    ("Tư vấn pháp luật cho người dân", "Tư vấn, ghi chép", "Sổ ghi chép"),
    ("Trồng cây đầu xuân", "Trồng cây", "Cuốc, găng tay, mũ"),
    ("Tiếp sức mùa thi", "Chỉ đường, phát nước", "Áo thanh niên, mũ"),
    ("Thăm, tặng quà gia đình chính sách", "Thăm hỏi", "Áo thanh niên"),
    ("Sửa đường vào thôn", "Vận chuyển đá, cát", "Găng tay, giày cao cổ, nước uống"),
    ("Sân chơi cho thiếu nhi vùng biên", "Tổ chức trò chơi", "Quà nhỏ cho các em"),
)


@dataclass
class ActivitySeeder:
    """Makes volunteer days: holds what every one of them needs."""

    actors: Actors
    chance: Random

    def held_in_2023(self) -> None:
        """As many as the published report counts, spread over the units and the eight months."""
        hosts = [plan.code for plan in (*UNIONS, *BASE_CHAPTERS)]
        span = (LAST_DAY - FIRST_DAY).days
        for number in range(HELD_IN_2023):
            day = FIRST_DAY + timedelta(days=number * span // (HELD_IN_2023 - 1))
            self.held(hosts[number % len(hosts)], day, KINDS[number % len(KINDS)])

    def held(
        self,
        host: str,
        day: date,
        kind: tuple[str, str, str],
        *,
        work_id: int | None = None,
        with_members: Sequence[int] = (),
    ) -> int:
        """A day that took place, with six members of the host who came (and now and then one who didn't).

        `with_members` came before these.
        """
        activity_id = self.published(host, day, kind, capacity=12, lead=10, work_id=work_id)
        shift = self._shifts(activity_id)[0]
        leader = self.actors.leader(host)
        with _at(day - timedelta(days=6), 9):
            people = [*with_members, *self._members(host, day, 6)]
            sign_up_members(leader, shift_id=shift.id, member_ids=people, waits=False)
        with _at(day, 18):
            sign_ups = db.session.execute(select(SignUp.id).where(SignUp.shift_id == shift.id)).scalars().all()
            missing = sign_ups[-1] if self.chance.random() < 0.25 else None
            marks = {
                sign_up: ("absent", 0) if sign_up == missing else ("attended", shift.minutes) for sign_up in sign_ups
            }
            record_attendance(leader, shift_id=shift.id, marks=marks)
            mark_held(leader, activity_id=activity_id)
        return activity_id

    def published(
        self,
        host: str,
        day: date,
        kind: tuple[str, str, str],
        *,
        capacity: int = 20,
        lead: int = 14,
        shifts: int = 1,
        work_id: int | None = None,
        commune: Commune | None = None,
        audience: str = "all",
        starts_at: datetime | None = None,
        first_hour: float = 7.5,
        **marks: Any,
    ) -> int:
        """A published day with shifts of three hours from an hour on, published `lead` days before. Returns its id.

        The first shift begins at `starts_at` where that is given.
        """
        title, role, bring = kind
        unit = db.session.execute(select(Unit).where(Unit.code == host)).scalar_one()
        commune = commune or self._some_commune(day)
        leader = self.actors.leader(host)
        first = starts_at or clock.at_local(day, time()) + timedelta(hours=first_hour)
        with _at(day - timedelta(days=lead), 8):
            activity_id = save_activity(
                leader,
                host_unit_id=unit.id,
                activity=ActivityValues(
                    title=title,
                    description="Hoạt động minh hoạ.",
                    audience=audience,
                    work_id=work_id,
                    commune_id=commune.id,
                    place=f"Nhà văn hoá thôn, {commune.name}",
                    point=(commune.lat, commune.lon) if commune.lat is not None and commune.lon is not None else None,
                    meeting_point=f"Cổng UBND {commune.name}",
                    what_to_bring=bring,
                    contact="Ban Chấp hành đơn vị chủ trì",
                ),
                shifts=[self._shift(role, first + timedelta(hours=3 * n), capacity, marks) for n in range(shifts)],
            )
            publish_activity(leader, activity_id=activity_id)
        return activity_id

    def repeat(self, activity_id: int, host: str, *, until: date) -> None:
        """Every week until a day, published at once."""
        values = {"pattern": "weekly", "every": 1, "until": until, "publish_all": True}
        start_series(self.actors.leader(host), activity_id=activity_id, **values)

    def add_photo(self, activity_id: int, host: str) -> None:
        """A drawn photo, of nobody."""
        set_activity_photo(
            self.actors.leader(host),
            activity_id=activity_id,
            file=store_photo(draw_photo("village_road_lighting", "after", activity_id), "den-duong.jpg"),
            caption="Đường thôn có đèn, ảnh minh hoạ",
            everybody_agreed=True,
        )

    def suspend(self, activity_id: int, host: str, post: str) -> None:
        """Announced to the border post, which then asks to wait."""
        leader, today = self.actors.leader(host), clock.today()
        record_border_notice(
            leader,
            activity_id=activity_id,
            post=post,
            given_on=today - timedelta(days=6),
            document="Công văn 45-CV/ĐTN",
            contact="Trực ban đồn (minh hoạ)",
        )
        suspend_activity(leader, activity_id=activity_id, reason="Đồn đề nghị lùi lại, chờ thông báo mới.")

    def fill(self, activity_id: int, host: str, number: int) -> None:
        """Sign members of a unit up to an activity's first shift today; beyond its capacity they wait."""
        shift = self._shifts(activity_id)[0]
        people = self._members(host, clock.local(shift.starts_at).date(), number)
        sign_up_members(self.actors.leader(host), shift_id=shift.id, member_ids=people, waits=True)

    def _shift(self, role: str, starts_at: datetime, capacity: int, marks: dict[str, Any]) -> ShiftValues:
        return ShiftValues(role, starts_at, starts_at + timedelta(hours=3), capacity, capacity // 3, **marks)

    def _shifts(self, activity_id: int) -> list[Shift]:
        statement = select(Shift).where(Shift.activity_id == activity_id).order_by(Shift.starts_at)
        return list(db.session.execute(statement).scalars())

    def _members(self, host: str, day: date, number: int) -> list[int]:
        """Grown-up members of a unit on a day, the leader apart: nobody confirms their own hours."""
        path = db.session.execute(select(Unit.path).where(Unit.code == host)).scalar_one()
        statement = (
            select(Member.id)
            .join(Membership, Membership.member_id == Member.id)
            .join(Unit, Unit.id == Membership.unit_id)
            .where(
                Unit.path.startswith(path),
                Membership.valid_from <= day,
                Membership.valid_until.is_(None),
                Member.birth_date < date(day.year - 18, 1, 1),
                Member.id != self.actors.leader(host).member_id,
            )
            .order_by(Member.id)
        )
        found = list(db.session.execute(statement).scalars())
        return self.chance.sample(found, min(number, len(found)))

    def _some_commune(self, day: date) -> Commune:
        standing = [c for c in db.session.execute(select(Commune).order_by(Commune.id)).scalars() if c.stands_on(day)]
        return self.chance.choice(standing)


def _at(day: date, hour: int):
    moment: datetime = clock.at_local(day, time(hour))
    return clock.travel(moment)

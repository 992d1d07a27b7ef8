"""The demonstration's works, taken from the proposal to wherever they stand by the product's own actions."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.files import NewFile, store_document, store_photo
from app.core.numbers import parse_decimal
from app.extensions import db
from app.people.models import Unit
from app.places.models import Commune
from app.seed.actors import Actors
from app.seed.papers import draw_receipt
from app.seed.pictures import draw_photo
from app.seed.works_2023 import WorkPlan
from app.volunteering.actions import cancel_work
from app.works.actions import (
    accept_work,
    add_photos,
    approve_expense,
    approve_work,
    record_contribution,
    record_expense,
    record_visit,
    reject_work,
    report_work,
    return_work,
    save_draft,
    start_work,
    submit_work,
)
from app.works.models import PlanLine, PlanVersion, Work, WorkKind
from app.works.models.follow_up import MONTHS, due_after
from app.works.values import Dates, Extent, Line, Place, Source, What

# The steps in their order; a work is built up to one of them.
STEPS = ("draft", "submitted", "approved", "under_way", "reported", "accepted")
# Days before acceptance on which each step was taken.
PROPOSED, SUBMITTED, APPROVED, STARTED, PAID, REPORTED = 75, 74, 68, 60, 25, 2

UNIT_OF = {"lamps": "bộ", "length_m": "m", "houses": "nhà", "pieces": "hạng mục"}
GOODS = {
    "village_road_lighting": "Bộ đèn năng lượng mặt trời và cột",
    "border_patrol_lighting": "Bộ đèn năng lượng mặt trời và cột",
    "border_marker_road": "Xi măng, cát, đá cho mặt đường",
    "rural_concrete_road": "Xi măng, cát, đá cho mặt đường",
    "red_scarf_house": "Vật liệu xây nhà",
}


@dataclass
class WorkSeeder:
    """Builds works: holds what every one of them needs."""

    actors: Actors
    chance: Random
    number: int = 0

    def build(self, plan: WorkPlan, *, day: date, until: str = "accepted", pending: bool = False) -> int:
        """Take a work as far as `until`; `day` is its acceptance, or the day on which it would be accepted.

        With `pending` the last expense waits for approval. Returns the work's id.
        """
        self.number += 1
        leader = self.actors.leader(plan.unit)
        work_id = self._propose(plan, leader, day)
        for step, take in (
            ("submitted", self._submit),
            ("approved", self._approve),
            ("under_way", self._carry_out),
            ("reported", self._report),
            ("accepted", self._accept),
        ):
            if STEPS.index(step) <= STEPS.index(until):
                take(plan, work_id, leader, day, pending)
        return work_id

    def build_to_turn_down(self, plan: WorkPlan, *, day: date, step: str) -> int:
        """A work as it stood before it was returned, rejected or cancelled on `day`."""
        return self.build(plan, day=day + timedelta(days=60), until="approved" if step == "cancel" else "submitted")

    def turn_down(self, plan: WorkPlan, work_id: int, *, day: date, step: str, reason: str) -> None:
        with _at(day, 0, 15):
            if step == "cancel":
                cancel_work(self.actors.leader(plan.unit), work_id=work_id, version=_version(work_id), reason=reason)
            else:
                decide = {"return": return_work, "reject": reject_work}[step]
                decide(self.actors.committee(), work_id=work_id, version=_version(work_id), reason=reason)

    def _propose(self, plan: WorkPlan, leader: Actor, day: date) -> int:
        kind = db.session.execute(select(WorkKind).where(WorkKind.code == plan.kind)).scalar_one()
        unit = db.session.execute(select(Unit).where(Unit.code == plan.unit)).scalar_one()
        with _at(day, PROPOSED, 8):
            commune = find_commune(plan.commune, plan.district, clock.today())
            work_id = save_draft(
                leader,
                what=What(
                    unit_id=unit.id,
                    kind_id=kind.id,
                    title=plan.title,
                    description="Công trình minh hoạ: số liệu hợp lý, không phải công trình có thật.",
                    occasion=plan.occasion or None,
                ),
                place=Place(
                    commune_id=commune.id,
                    village=plan.village or None,
                    lat=round((commune.lat or 0) + self.chance.uniform(-0.004, 0.004), 5),
                    lon=round((commune.lon or 0) + self.chance.uniform(-0.004, 0.004), 5),
                ),
                extent=Extent(_quantities(plan), households=plan.households, people=plan.households * 4),
                dates=Dates(starts_on=day - timedelta(days=STARTED), ends_on=day),
                lines=plan_lines(plan),
                sources=plan_sources(plan),
            )
            photo = store_photo(draw_photo(plan.kind, "before", self.number), "truoc.jpg")
            add_photos(leader, work_id=work_id, moment="before", photos=(photo,))
        return work_id

    def _submit(self, plan: WorkPlan, work_id: int, leader: Actor, day: date, pending: bool) -> None:
        with _at(day, SUBMITTED, 9):
            submit_work(leader, work_id=work_id, version=_version(work_id))

    def _approve(self, plan: WorkPlan, work_id: int, leader: Actor, day: date, pending: bool) -> None:
        with _at(day, APPROVED, 14):
            approve_work(self.actors.committee(), work_id=work_id, version=_version(work_id))

    def _carry_out(self, plan: WorkPlan, work_id: int, leader: Actor, day: date, pending: bool) -> None:
        with _at(day, STARTED, 7):
            start_work(leader, work_id=work_id, version=_version(work_id))
        treasurer = self.actors.treasurer(plan.unit)
        cash = 0
        for source in plan_sources(plan):
            received_on = day - timedelta(days=STARTED - 5)
            with _at(day, STARTED - 5, 10):
                record_contribution(
                    treasurer,
                    work_id=work_id,
                    form=source.form,
                    source=source.kind,
                    amount=source.amount,
                    received_on=received_on,
                    party=source.name,
                )
            cash += source.amount if source.form == "cash" else 0
        lines = list(
            db.session.execute(
                select(PlanLine)
                .join(PlanVersion, PlanVersion.id == PlanLine.version_id)
                .where(PlanVersion.work_id == work_id, PlanVersion.state == "approved")
                .order_by(PlanLine.position)
            ).scalars()
        )
        for line in lines:
            amount = min(cash, line.amount)
            if amount:
                cash -= amount
                self._spend(plan, work_id, line, amount, day, is_decided=not (pending and cash == 0))

    def _spend(self, plan: WorkPlan, work_id: int, line: PlanLine, amount: int, day: date, is_decided: bool) -> None:
        treasurer, leader = self.actors.treasurer(plan.unit), self.actors.leader(plan.unit)
        receipt: NewFile = store_document(draw_receipt(self.number, amount), f"hoa-don-{self.number:03}.pdf")
        with _at(day, PAID, 11):
            expense_id = record_expense(
                treasurer,
                work_id=work_id,
                plan_line_id=line.id,
                amount=amount,
                payee="Cửa hàng vật tư (minh hoạ)",
                paid_on=clock.today(),
                receipt=receipt,
                description=line.description,
            )
            if is_decided:
                approve_expense(leader, expense_id=expense_id)

    def _report(self, plan: WorkPlan, work_id: int, leader: Actor, day: date, pending: bool) -> None:
        with _at(day, REPORTED, 9):
            photo = store_photo(draw_photo(plan.kind, "after", self.number), "sau.jpg")
            add_photos(leader, work_id=work_id, moment="after", photos=(photo,))
            report_work(
                leader,
                work_id=work_id,
                version=_version(work_id),
                quantities=_quantities(plan),
                households=plan.households,
                people=plan.households * 4,
                text="Công trình đã hoàn thành, đúng số lượng đã đăng ký.",
            )

    def _accept(self, plan: WorkPlan, work_id: int, leader: Actor, day: date, pending: bool) -> None:
        with _at(day, 0, 10):
            accept_work(
                self.actors.committee(),
                work_id=work_id,
                version=_version(work_id),
                accepted_on=day,
                participants="Ban Thường vụ Đoàn Khối; UBND xã; Ban Chấp hành đơn vị đảm nhận; trưởng thôn",
                note="Nghiệm thu tại chỗ, bàn giao cho xã quản lý.",
            )
        self._visit(work_id, leader, day)

    def _visit(self, work_id: int, leader: Actor, day: date) -> None:
        """The visits after 6 and 12 months; a few are missed, and stand on the leader's list."""
        for months in MONTHS:
            due_on = due_after(day, months)
            if due_on >= clock.today() or self.number % 9 == months // 6:
                continue
            is_damaged = self.number % 7 == 0 and months == 12
            with _at(due_on, 0, 15):
                record_visit(
                    leader,
                    work_id=work_id,
                    months=months,
                    visited_on=due_on,
                    condition="damaged" if is_damaged else "working",
                    note="Một phần hư hỏng, đã báo xã để sửa." if is_damaged else "",
                )


def plan_lines(plan: WorkPlan) -> list[Line]:
    """Goods by the main quantity, and the rest of the cost as labour and transport."""
    code, value = next(iter(plan.measures.items()))
    quantity = parse_decimal(str(value))
    cost = plan.cost * 1000
    price = int(cost * 82 // 100 / quantity) // 1000 * 1000
    rest = cost - int(quantity * price)
    return [
        Line("materials", GOODS.get(plan.kind, "Vật tư, thiết bị"), quantity, UNIT_OF[code], price),
        Line("labour", "Nhân công, vận chuyển", Decimal(1), "trọn gói", rest),
    ]


def plan_sources(plan: WorkPlan) -> list[Source]:
    """The Union's share as planned, and what state and people bring: together exactly the cost."""
    union, rest = plan.union * 1000, (plan.cost - plan.union) * 1000
    if plan.share == "goods":
        sources = [Source("sponsor", "in_kind", union, "Doanh nghiệp tài trợ (minh hoạ)")]
    else:
        half = union // 2
        sources = [
            Source("unit_fund", "cash", half, "Quỹ đơn vị"),
            Source("members", "cash", union - half, "Đoàn viên đóng góp"),
        ]
    state = rest * 6 // 10 // 1000 * 1000
    return [
        *sources,
        Source("state_programme", "cash", state, "Chương trình nông thôn mới"),
        Source("own_part", "labour", rest - state, "Nhân dân trong thôn"),
    ]


def find_commune(name: str, district: str, day: date) -> Commune:
    """The commune of this name on a day; its district tells it from others of the name."""
    communes = db.session.execute(select(Commune).where(Commune.name == name)).scalars()
    found = [c for c in communes if c.stands_on(day) and (c.district or "").endswith(district)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} communes are called {name} ({district}) on {day}")
    return found[0]


def _quantities(plan: WorkPlan) -> dict[str, Decimal | list[str] | None]:
    return {
        code: value if isinstance(value, list) else parse_decimal(str(value)) for code, value in plan.measures.items()
    }


def _version(work_id: int) -> int:
    return db.session.execute(select(Work.version).where(Work.id == work_id)).scalar_one()


def _at(day: date, days_before: int, hour: int):
    return clock.travel(clock.at_local(day - timedelta(days=days_before), time(hour)))

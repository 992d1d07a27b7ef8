"""What goes on in the demonstration's budgets: a pledge, a revision and a correction that wait, an advance, a fund."""

from datetime import date, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.files import store_document
from app.extensions import db
from app.seed.actors import Actors
from app.seed.papers import draw_receipt
from app.works.actions import (
    approve_request,
    draft_revision,
    record_contribution,
    record_income,
    record_pledge,
    request_advance,
    request_outlay,
    request_return,
    request_reversal,
    request_transfer,
    submit_revision,
)
from app.works.models import PlanVersion, Work
from app.works.values import Line, Pot, Source

MORE_LAMPS = 6_000_000


def load_budgets(actors: Actors, works: dict[str, int]) -> None:
    """`works`: the ids of the works of today by their titles."""
    record_pledge(
        actors.treasurer("STP"),
        work_id=works["Thắp sáng đường thôn Bản Thí"],
        form="in_kind",
        source="sponsor",
        amount=4_000_000,
        promised_on=clock.today(),
        party="Hợp tác xã Bản Thí (minh hoạ)",
        description="Hai bộ đèn cho ngã ba đầu thôn",
    )
    typed_twice = record_contribution(
        actors.treasurer("STP"),
        work_id=works["Thắp sáng đường thôn Bản Thí"],
        form="cash",
        source="members",
        amount=500_000,
        received_on=clock.today(),
        party="Đoàn viên đóng góp",
    )
    reason = "Ghi trùng: khoản này đã có trong danh sách đóng góp chung."
    request_reversal(actors.treasurer("STP"), entry_id=typed_twice, reason=reason)
    _keep_fund(actors, works["Thắp sáng đường thôn Bản Thí"])
    _give_advance(actors, works["Thắp sáng đường thôn Bản Thí"])
    _revise(actors, works["Thắp sáng đường tuần tra biên giới xã Kiên Mộc"], "VT")


def load_gifts(actors: Actors, work_id: int, day: date) -> int:
    """What came into a work before it was cancelled on `day`; returns the sponsor's gift."""
    with clock.travel(clock.at_local(day - timedelta(days=4), time(10))):
        gifts = [
            record_contribution(
                actors.treasurer("STP"),
                work_id=work_id,
                form="cash",
                source=source,
                amount=amount,
                received_on=clock.today(),
                party=party,
            )
            for source, amount, party in (
                ("members", 1_200_000, "Đoàn viên đóng góp"),
                ("sponsor", 3_000_000, "Công ty Xây dựng Đồng Mạ (minh hoạ)"),
            )
        ]
    return gifts[-1]


def ask_back(actors: Actors, entry_id: int) -> None:
    """The money of a cancelled work goes back to the sponsor; the unit's leader has still to approve it."""
    reason = "Công trình đã huỷ; công ty đề nghị nhận lại tiền."
    request_return(actors.treasurer("STP"), entry_id=entry_id, amount=3_000_000, reason=reason)


def _keep_fund(actors: Actors, work_id: int) -> None:
    """Dues came in; a part went to a work, and something small is to be paid."""
    unit_id = db.session.execute(select(Work.unit_id).where(Work.id == work_id)).scalar_one()
    treasurer = actors.treasurer("STP")
    record_income(
        treasurer,
        unit_id=unit_id,
        source="members",
        amount=6_000_000,
        received_on=clock.today() - timedelta(days=20),
        party="Đoàn phí được trích lại (minh hoạ)",
    )
    moved = request_transfer(
        treasurer,
        giver=Pot(unit_id=unit_id),
        taker=Pot(work_id=work_id),
        amount=1_500_000,
        reason="Bổ sung tiền mua phụ kiện",
    )
    approve_request(actors.leader("STP"), request_id=moved)
    request_outlay(
        treasurer,
        unit_id=unit_id,
        amount=350_000,
        party="Cửa hàng in (minh hoạ)",
        reason="In băng rôn ra quân",
        receipt=store_document(draw_receipt(999, 350_000), "hoa-don-in.pdf"),
    )


def _give_advance(actors: Actors, work_id: int) -> None:
    """Six weeks ago, and due since two: it stands on the lists of who answers for it."""
    with clock.travel(clock.now() - timedelta(days=42)):
        advance = request_advance(
            actors.treasurer("STP"),
            work_id=work_id,
            amount=400_000,
            party="Đoàn viên đi mua phụ kiện (minh hoạ)",
            reason="Mua dây điện và phụ kiện ở thành phố",
            due_on=clock.today() + timedelta(days=28),
        )
        approve_request(actors.leader("STP"), request_id=advance)


def _revise(actors: Actors, work_id: int, unit: str) -> None:
    """Two lamps more, which a sponsor delivers."""
    plan = db.session.execute(
        select(PlanVersion)
        .where(PlanVersion.work_id == work_id, PlanVersion.state == "approved")
        .options(selectinload(PlanVersion.lines), selectinload(PlanVersion.sources))
    ).scalar_one()
    lines = [Line(x.category, x.description, x.quantity, x.unit, x.unit_price, root=x.id) for x in plan.lines]
    sources = [Source(x.kind, x.form, x.amount, x.name) for x in plan.sources]
    draft_revision(
        actors.leader(unit),
        work_id=work_id,
        version=_version(work_id),
        lines=[*lines, Line("materials", "Thêm hai bộ đèn ở cổng trạm", Decimal(2), "bộ", MORE_LAMPS // 2)],
        sources=[*sources, Source("sponsor", "in_kind", MORE_LAMPS, "Doanh nghiệp tài trợ (minh hoạ)")],
    )
    reason = "Đồn biên phòng đề nghị thắp sáng thêm đoạn cổng trạm."
    submit_revision(actors.leader(unit), work_id=work_id, version=_version(work_id), reason=reason)


def _version(work_id: int) -> int:
    return db.session.execute(select(Work.version).where(Work.id == work_id)).scalar_one()

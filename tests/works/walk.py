"""Works walked through real actions to a state, by the people who may: An proposes and reports, Hà decides."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

from PIL import Image

from app.core import clock
from app.core.files import NewFile, store_document, store_photo
from app.extensions import db
from app.works.actions import (
    accept_work,
    add_photos,
    approve_request,
    approve_work,
    record_contribution,
    record_expense,
    record_income,
    record_refund,
    report_work,
    request_advance,
    request_reversal,
    request_transfer,
    save_draft,
    start_work,
    submit_work,
)
from app.works.models import PlanLine, PlanVersion, Work
from app.works.values import Dates, Extent, Line, Place, Pot, Source, What
from tests import factories
from tests.cast import Cast

LINES = (
    Line("materials", "Bóng đèn LED 50 W", Decimal(20), "bộ", 450_000),
    Line("labour", "Công lắp đặt", Decimal("7.5"), "công", 300_000),
)
SOURCES = (Source("sponsor", "cash", 9_000_000, "Công ty A"), Source("unit_fund", "cash", 2_250_000))


def picture(colour: str = "navy") -> bytes:
    """A small JPEG."""
    target = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(target, "JPEG")
    return target.getvalue()


def photo(colour: str = "navy") -> NewFile:
    return store_photo(picture(colour), "anh.jpg")


def receipt(colour: str = "white") -> NewFile:
    return store_document(picture(colour), "hoa-don.jpg")


def proposal(cast: Cast, **values: Any) -> dict[str, Any]:
    """Everything that a complete proposal says."""
    commune = factories.commune()
    return {
        "what": What(cast.unit.id, factories.kind().id, "Thắp sáng đường thôn Nà Lùng"),
        "place": Place(commune.id, "Nà Lùng", commune.lat, commune.lon),
        "extent": Extent({"lamps": Decimal(20), "length_km": Decimal("1.2")}, 30, 120),
        "dates": Dates(clock.today(), clock.today().replace(month=12, day=31)),
        "lines": LINES,
        "sources": SOURCES,
        **values,
    }


def fresh(work_id: int) -> Work:
    """The work as it stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Work, work_id)


def version(work_id: int) -> int:
    return fresh(work_id).version


def draft(cast: Cast, **values: Any) -> int:
    return save_draft(cast.an.actor, **proposal(cast, **values))


def submitted(cast: Cast, **values: Any) -> int:
    id_ = draft(cast, **values)
    return submit_work(cast.an.actor, work_id=id_, version=version(id_))


def approved(cast: Cast, **values: Any) -> int:
    id_ = submitted(cast, **values)
    return approve_work(cast.ha.actor, work_id=id_, version=version(id_))


def under_way(cast: Cast, **values: Any) -> int:
    id_ = approved(cast, **values)
    return start_work(cast.an.actor, work_id=id_, version=version(id_))


def proved(cast: Cast, **values: Any) -> int:
    """Under way, with a photo before and one after."""
    id_ = under_way(cast, **values)
    add_photos(cast.an.actor, work_id=id_, moment="before", photos=(photo("black"),))
    add_photos(cast.an.actor, work_id=id_, moment="after", photos=(photo("yellow"),))
    return id_


def report(cast: Cast, id_: int, **values: Any) -> int:
    given = {"quantities": {"lamps": Decimal(20)}, "households": 30, "people": 120, **values}
    return report_work(cast.an.actor, work_id=id_, version=version(id_), **given)


def reported(cast: Cast, **values: Any) -> int:
    return report(cast, proved(cast, **values))


def accept(cast: Cast, id_: int, by: Any = None, **values: Any) -> int:
    given = {"accepted_on": clock.today(), "participants": "Đại diện UBND xã, Ban Thường vụ", **values}
    return accept_work((by or cast.ha).actor, work_id=id_, version=version(id_), **given)


def accepted(cast: Cast, **values: Any) -> int:
    return accept(cast, reported(cast, **values))


def line_id(work_id: int, position: int = 1) -> int:
    """A line of the plan in force."""
    return db.session.execute(
        db.select(PlanLine.id)
        .join(PlanVersion, PlanVersion.id == PlanLine.version_id)
        .where(PlanVersion.work_id == work_id, PlanVersion.state == "approved", PlanLine.position == position)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    ).scalar_one()


def give(cast: Cast, id_: int, amount: int = 5_000_000, **values: Any) -> int:
    given = {
        "form": "cash",
        "source": "sponsor",
        "amount": amount,
        "received_on": clock.today(),
        "party": "Công ty A",
        **values,
    }
    return record_contribution(cast.dung.actor, work_id=id_, **given)


def spend(cast: Cast, id_: int, amount: int = 1_000_000, line: int = 1, by: Any = None, **values: Any) -> int:
    """An expense that waits, recorded by the treasurer."""
    given = {
        "plan_line_id": line_id(id_, line),
        "amount": amount,
        "payee": "Cửa hàng điện Hùng",
        "paid_on": clock.today(),
        "receipt": receipt(),
        **values,
    }
    return record_expense((by or cast.dung).actor, work_id=id_, **given)


def reverse(cast: Cast, entry_id: int, reason: str = "Ghi nhầm", by: Any = None, approver: Any = None) -> int:
    """Take an entry back: the treasurer asks, An approves (or who is named). Returns the reversal's id."""
    request = request_reversal((by or cast.dung).actor, entry_id=entry_id, reason=reason)
    return approve_request((approver or cast.an).actor, request_id=request)


def ask_advance(cast: Cast, id_: int, amount: int = 2_000_000, by: Any = None, **values: Any) -> int:
    """A request for an advance to Bình, who has no account in this list; the treasurer asks."""
    given = {
        "amount": amount,
        "party": "Nguyễn Văn Bình",
        "reason": "Mua dây điện",
        "due_on": clock.today() + timedelta(days=30),
        **values,
    }
    return request_advance((by or cast.dung).actor, work_id=id_, **given)


def advance(cast: Cast, id_: int, amount: int = 2_000_000, approver: Any = None, **values: Any) -> int:
    """An advance that was given; returns the request's id, by which it is settled."""
    request = ask_advance(cast, id_, amount, **values)
    approve_request((approver or cast.an).actor, request_id=request)
    return request


def give_back(cast: Cast, advance_id: int, amount: int, by: Any = None, **values: Any) -> int:
    given = {"received_on": clock.today(), **values}
    return record_refund((by or cast.dung).actor, advance_id=advance_id, amount=amount, **given)


def fill_fund(cast: Cast, amount: int = 5_000_000, unit: Any = None, by: Any = None, **values: Any) -> int:
    """Cash into a unit's fund."""
    given = {"source": "members", "received_on": clock.today(), "party": "Đoàn viên", **values}
    return record_income((by or cast.dung).actor, unit_id=(unit or cast.unit).id, amount=amount, **given)


def ask_transfer(cast: Cast, giver: Any, taker: Any, amount: int, by: Any = None, **values: Any) -> int:
    """`giver` and `taker`: a work's id, or a unit whose fund it is."""
    given = {"source": "sponsor", "reason": "Chuyển theo thoả thuận", **values}
    return request_transfer((by or cast.dung).actor, giver=_pot(giver), taker=_pot(taker), amount=amount, **given)


def transfer(cast: Cast, giver: Any, taker: Any, amount: int, approver: Any = None, **values: Any) -> int:
    """A transfer that was approved; returns the giver's entry."""
    request = ask_transfer(cast, giver, taker, amount, **values)
    return approve_request((approver or cast.an).actor, request_id=request)


def _pot(where: Any) -> Pot:
    return Pot(work_id=where) if isinstance(where, int) else Pot(unit_id=where.id)

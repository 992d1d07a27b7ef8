"""What the committee decides on in the demonstration.

A proposal that was returned and handed in again, with its road's line, partners and phases; and a report that is
confirmed by the agency's head.
"""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from app.core import clock
from app.core.files import store_document
from app.extensions import db
from app.people.models import Unit
from app.seed.actors import Actors
from app.seed.papers import draw_receipt
from app.works.actions import confirm_report, return_work, save_draft, submit_work
from app.works.models import Work
from app.works.values import Dates, Extent, Phase, Place, What

TITLE = "Đường bê tông lên mốc 1104"
CONFIRMED = "Thắp sáng đường thôn Lặp Pịa"
# From the lower end of the road to the marker, in degrees from the work's point.
BENDS = ((-0.0012, -0.0014), (-0.0006, -0.0011), (-0.0002, -0.0003), (0.0004, 0.0002), (0.0009, 0.0011))


def load_proposals(actors: Actors, works: dict[str, int]) -> None:
    """`works`: the ids of the works of today by their titles."""
    _hand_in_again(actors, works[TITLE])
    confirm_report(
        actors.leader("STP"),
        work_id=works[CONFIRMED],
        version=_work(works[CONFIRMED]).version,
        body="agency_head",
        name="Giám đốc Sở Tư pháp (minh hoạ)",
        confirmed_on=clock.today(),
        document="125/XN-STP",
        paper=store_document(draw_receipt(1, 0), "xac-nhan.pdf"),
    )


def _hand_in_again(actors: Actors, work_id: int) -> None:
    reason = "Vẽ tuyến đường trên bản đồ và nêu rõ đơn vị phối hợp."
    return_work(
        actors.committee(), work_id=work_id, version=_work(work_id).version, reason=reason, fields=("what", "where")
    )
    work = _work(work_id)
    leader = actors.leader("STP")
    partner = db.session.execute(select(Unit.id).where(Unit.code == "SXD")).scalar_one()
    lat, lon = work.lat or 0, work.lon or 0
    starts_on = clock.today() + timedelta(days=14)
    save_draft(
        leader,
        work_id=work_id,
        version=work.version,
        what=What(work.unit_id, work.kind_id, TITLE, work.description, work.level, work.occasion, (partner,)),
        place=Place(work.commune_id, work.village, lat, lon, tuple((lat + north, lon + east) for north, east in BENDS)),
        extent=Extent({"length_m": Decimal(460), "width_m": Decimal("1.5"), "markers": ["1104"]}, 33, 132),
        dates=Dates(
            starts_on,
            starts_on + timedelta(days=56),
            (
                Phase("Vận chuyển vật liệu lên mốc", starts_on, starts_on + timedelta(days=13)),
                Phase("Đổ bê tông, bảo dưỡng", starts_on + timedelta(days=14), starts_on + timedelta(days=56)),
            ),
        ),
    )
    submit_work(leader, work_id=work_id, version=_work(work_id).version)


def _work(work_id: int) -> Work:
    db.session.expire_all()
    return db.session.get_one(Work, work_id)

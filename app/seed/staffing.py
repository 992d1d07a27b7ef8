"""Who worked on a work of today in the demonstration: a day of members, and villagers by their signed list."""

from datetime import date, timedelta
from decimal import Decimal

from app.core.actor import Actor
from app.core.files import store_document
from app.seed.activities import ActivitySeeder
from app.seed.papers import draw_paper
from app.works.actions import add_labour_days, confirm_labour_days

POLES = ("Đào móng, dựng cột đèn thôn Bản Thí", "Đào móng, dựng cột", "Cuốc, xẻng, găng tay")


def load_staffing(activities: ActivitySeeder, work_id: int, today: date) -> None:
    """`work_id`: the work of the leader's unit that is under way."""
    activities.held("STP", today - timedelta(days=6), POLES, work_id=work_id)
    leader = activities.actors.leader("STP")
    dug = _villagers(leader, work_id, today - timedelta(days=6), 14, Decimal("12.5"), "Đào móng, vận chuyển cát đá")
    confirm_labour_days(activities.actors.committee(), work_id=work_id, labour_id=dug)
    _villagers(leader, work_id, today - timedelta(days=2), 8, Decimal(8), "Kéo dây, phát quang hành lang")


def _villagers(leader: Actor, work_id: int, day: date, persons: int, days: Decimal, note: str) -> int:
    paper = draw_paper(("DANH SACH NGAY CONG MINH HOA", f"{persons} nguoi, {days} cong", "Du lieu minh hoa"))
    return add_labour_days(
        leader,
        work_id=work_id,
        who="Nhân dân thôn Bản Thí",
        from_on=day,
        to_on=day,
        persons=persons,
        days=days,
        note=note,
        paper=store_document(paper, "danh-sach-ngay-cong.pdf"),
    )

"""What members of the demonstration have asked about their data."""

from datetime import timedelta

from sqlalchemy import func, select

from app.core import clock
from app.extensions import db
from app.people.models import Account, Member, Membership, Unit
from app.privacy.actions import ask_request
from app.seed.actors import Actors


def load_privacy(actors: Actors) -> None:
    """A correction that came in yesterday, and an erasure that is overdue; both noted down by the leader."""
    leader = actors.leader("CVA")
    pupil = select(Account.member_id).where(func.lower(Account.email) == "pupil@thapsang.example")
    beside = (
        select(Member.id)
        .join(Membership, Membership.member_id == Member.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Unit.path.startswith(leader.unit_path), Member.id.not_in(pupil), Member.id != leader.member_id)
        .order_by(Member.id.desc())
        .limit(1)
    )
    for days_ago, statement, kind, text in (
        (1, pupil, "correction", "Em học lớp 10A2, danh sách ghi 10A1."),
        (25, beside, "erasure", "Em chuyển về tỉnh khác và không muốn lưu số điện thoại nữa."),
    ):
        member_id = db.session.execute(statement).scalar_one()
        with clock.travel(clock.today() - timedelta(days=days_ago)):
            ask_request(leader, member_id=member_id, kind=kind, text=text)

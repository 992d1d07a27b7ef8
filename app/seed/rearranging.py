"""The demonstration's plan to divide a chapter that has grown: prepared, and not carried out yet."""

from sqlalchemy import select

from app.core import clock
from app.core.actor import SYSTEM
from app.extensions import db
from app.people.actions import NewUnit, assign_members, prepare_rearrangement
from app.people.models import Membership, Unit

DIVIDED = "DL"


def load_plan() -> None:
    """The largest chapter is to be split in two, with half of its members in the new one."""
    unit_id = db.session.execute(select(Unit.id).where(Unit.code == DIVIDED)).scalar_one()
    new = NewUnit(f"{DIVIDED}2", "Chi đoàn Công ty Điện lực Lạng Sơn, khối các đội quản lý điện", "Điện lực 2")
    plan_id = prepare_rearrangement(
        SYSTEM,
        kind="split",
        source_ids=[unit_id],
        goal_ids=[unit_id],
        new_units=[new],
        on=clock.today(),
        decision="Dự thảo quyết định số 21-QĐ/ĐTN (minh hoạ)",
    )
    present = select(Membership.member_id).where(Membership.unit_id == unit_id, Membership.valid_until.is_(None))
    members = list(db.session.execute(present.order_by(Membership.member_id)).scalars())
    assign_members(SYSTEM, rearrangement_id=plan_id, version=1, member_ids=members[::2], goal=1)
